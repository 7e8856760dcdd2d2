// What can be wrong with thresholds and `abort-when`.

extension Mistake {
    static func thresholdSyntax(_ text: String, expected: String, suggestion: String? = nil) -> Mistake {
        Mistake(
            "threshold \(quoted(text))", expected: expected, remedy: suggestion.map { "did you mean \($0)?" })
    }

    /// A mapping in the list of thresholds, as k6 writes them, and a condition to write instead.
    static func thresholdMapping(ours: String) -> Mistake {
        Mistake("a threshold is a mapping", expected: "a text such as turnout >= 99%", remedy: "write \(ours)")
    }

    static func thresholdMetric(_ word: String, nearest: String?) -> Mistake {
        Mistake(
            "threshold on \(quoted(word))",
            expected: nearest == nil
                ? "turnout, pNN(…), mean(…), max(…), rate(…), failures(…), spread(release) or admission(…%)" : nil,
            remedy: nearest.map { "did you mean \(quoted($0))?" })
    }

    /// A metric under the name that other tools use.
    static func thresholdOtherName(_ word: String, ours: String) -> Mistake {
        Mistake("threshold on \(quoted(word))", remedy: "write \(ours)")
    }

    /// `rate < 0.01`, which in k6 is a share of failures.
    static func thresholdShareOfFailures(_ text: String, ours: String) -> Mistake {
        Mistake(
            "threshold \(quoted(text)), but a rate is completions a second, as in rate(journey) > 50",
            remedy: "for a share of failures write \(ours)")
    }

    /// `of`: where it was looked for; nil: in the journey.
    static func thresholdStep(_ name: String, nearest: String?, known: [String], of: String?) -> Mistake {
        Mistake(
            "\(of ?? "the journey") has \(of == "no crowd" ? "a" : "no") step \(quoted(name))",
            expected: nearest == nil ? Words.oneOf(known) : nil,
            remedy: nearest.map { "did you mean \(quoted($0))?" }, hint: "the name of a step: \(Words.oneOf(known))")
    }

    static func thresholdStepOfSeveral(_ name: String, crowds: [String], ours: String) -> Mistake {
        Mistake("the crowds \(Words.list(crowds)) each have a step \(quoted(name))", remedy: "name one: \(ours)")
    }

    static func thresholdCrowd(_ name: String, nearest: String?, known: [String]) -> Mistake {
        Mistake(
            "there is no crowd \(quoted(name))", expected: nearest == nil ? Words.oneOf(known) : nil,
            remedy: nearest.map { "did you mean \(quoted($0))?" })
    }

    /// A crowd and its step with a comma between them. `ours`: the condition with a colon, in quotation marks.
    static func thresholdCrowdWithComma(_ text: String, ours: String) -> Mistake {
        Mistake(
            "a comma between a crowd and its step in threshold \(quoted(text))", expected: "a colon",
            remedy: "write \(ours), in quotation marks because of the colon")
    }

    static func thresholdFilter(_ text: String, nearest: String?) -> Mistake {
        Mistake(
            "failures of \(quoted(text))", expected: "`status` and a number, or a kind such as timeout or connect",
            remedy: nearest.map { "did you mean \(quoted($0))?" },
            hint: "`status` and a number, or a kind such as timeout or connect")
    }

    static var thresholdWithoutGate: Mistake {
        Mistake(
            "spread(release) without any release",
            remedy: "put `release: true` on a step, or use `arrival: at-once`")
    }

    /// `abort-when: admission(…)` with steps behind the one that enters.
    static var abortWhenAdmission: Mistake {
        Mistake(
            "abort-when cannot judge admission here: who is in is known when journeys end, and steps come behind the entry",
            remedy: "put the condition among the thresholds, or abort on turnout or failures")
    }

    static func thresholdOnPause(_ text: String) -> Mistake {
        Mistake("threshold \(quoted(text)), but a pause makes no requests whose time could be measured")
    }

    static func thresholdNeverHolds(_ text: String) -> Mistake {
        Mistake("threshold \(quoted(text)) can never hold", remedy: "no measure is below 0, and no share above 100%")
    }

    /// A condition that would end every run at its start, and its opposite.
    static func abortFromTheStart(_ text: String, ours: String) -> Mistake {
        Mistake(
            "abort-when \(quoted(text)) would end a run in which nothing is wrong", remedy: "did you mean \(ours)?")
    }

    static func thresholdBound(_ text: String, expected: String, suggestion: String? = nil) -> Mistake {
        Mistake(
            "bound \(quoted(text))", expected: expected, remedy: suggestion.map { "did you mean \($0)?" },
            hint: expected)
    }

    /// A threshold with values from the environment. The message gives only what was expected.
    static func thresholdFromEnvironment(_ written: String, _ mistake: Mistake) -> Mistake {
        Mistake(
            "threshold \(quoted(written)) with the environment's values",
            expected: mistake.hint ?? "a condition such as turnout >= 99%, p95(journey) < 800ms or failures == 0")
    }
}
