// What can be wrong with arrivals.

extension Mistake {
    /// A key of another load model than the one that the arrival names first.
    static func arrivalModels(_ other: String, _ first: String, path: String) -> Mistake {
        Mistake("\(quoted(other)) beside \(quoted(first)) in \(path)", expected: "one way to arrive: \(Words.models)")
    }

    static func arrivalKey(_ key: String, model: String, path: String, known: [String]) -> Mistake {
        Mistake(
            "\(quoted(key)) in \(path) does not go with \(quoted(model))",
            expected: known.isEmpty ? "no other key" : "only \(Words.oneOf(known)) beside it",
            remedy: key == "curve" && model == "rate" ? "for random intervals write `poisson: true`" : nil)
    }

    static func stageForm(path: String) -> Mistake {
        Mistake("\(path) is no stage", expected: "{ to: 100/s, for: 1m } or { hold: 2m }")
    }

    static func stageHoldsNothing(path: String) -> Mistake {
        Mistake(
            "\(path) begins with `hold`, but the rate is 0 before the first stage",
            remedy: "begin with { to: 100/s, for: 1m }")
    }

    static func stagesBringNobody(path: String) -> Mistake {
        Mistake("\(path) brings nobody", expected: "a rate above 0 in some stage")
    }

    static func traceIsEmpty(path: String) -> Mistake {
        Mistake("\(path) has no joins", expected: "one join on each line")
    }

    static func countBesideArrival(path: String, model: String) -> Mistake {
        Mistake("\(path) beside arrival.\(model), which tells how many come", remedy: "leave \(path) out")
    }

    static func countOtherThanLooping(path: String, count: String, looping: Int) -> Mistake {
        Mistake(
            "\(path) is \(count)", expected: "\(looping) as in arrival.looping",
            remedy: "it may also be left out")
    }

    /// Accounts to create without a platform that could register them.
    static func accountsWithoutPlatform(path: String) -> Mistake {
        Mistake(
            "\(path) is create, but it is the platform that registers accounts, and \"platform\" is missing",
            remedy: "leave it out, or write target.api and platform")
    }

    static func accountsOfUnknownSize(path: String, arrival: String) -> Mistake {
        Mistake(
            "\(path) is create, but only the run can tell how many come (arrival: \(arrival))",
            remedy: "create the accounts beforehand, or let a known number arrive")
    }

    static func gateOfUnknownSize(arrival: String) -> Mistake {
        Mistake(
            "a gate cannot wait for everybody if only the run can tell how many come (arrival: \(arrival))",
            remedy: "take the release out, or let a known number arrive")
    }
}
