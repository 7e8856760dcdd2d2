// What can be wrong with crowds and their gates.

extension Mistake {
    static func besideCrowds(_ key: String) -> Mistake {
        Mistake("\(quoted(key)) at the top beside \"crowds\"", remedy: "move it into a crowd")
    }

    static var noCrowd: Mistake {
        Mistake(
            "crowds is empty", expected: "crowds by their names, such as learners: { participants: …, journey: … }")
    }

    static func crowdName(_ name: String) -> Mistake {
        Mistake("a crowd cannot be named \(quoted(name))", expected: "letters, digits, - and _, a letter first")
    }

    static func crowdNameReserved(_ name: String) -> Mistake {
        Mistake("a crowd cannot be named \(quoted(name))", remedy: "that word has another meaning in thresholds")
    }

    static func stepNamedAsCrowd(_ name: String) -> Mistake {
        Mistake("a step is named like the crowd \(quoted(name))", remedy: "thresholds could not tell them apart")
    }

    static func badStart(path: String, found: String, suggestion: String?) -> Mistake {
        Mistake(
            "\(path) is \(quoted(found))", expected: "a duration such as 30s, or `after` and the name of a crowd",
            remedy: suggestion.map { "did you mean \($0)?" })
    }

    static func unknownCrowd(_ name: String, nearest: String?, known: [String]) -> Mistake {
        Mistake(
            "there is no crowd \(quoted(name))", expected: nearest == nil ? Words.oneOf(known) : nil,
            remedy: nearest.map { "did you mean \(quoted($0))?" })
    }

    /// Crowds that wait for each other.
    static func crowdsInCircle(_ names: [String]) -> Mistake {
        if names.count == 1 {
            Mistake("the crowd \(names[0]) would start after itself")
        } else {
            Mistake("the crowds \(Words.list(names)) wait for each other, so none of them would start")
        }
    }

    static func gateBehindStart(gate: String, crowd: String) -> Mistake {
        Mistake(
            "the gate \(quoted(gate)) waits for the crowd \(crowd), which starts only when this one has entered",
            remedy: "give them different gates, or let \(crowd) start earlier")
    }

    static func gatesInCircle(gate: String, crowd: String) -> Mistake {
        Mistake(
            "the gate \(quoted(gate)) waits for the crowd \(crowd), which waits at another gate for this one",
            remedy: "pass the gates in the same order in both")
    }

    /// `first`: where the other setting is, in words.
    static func gateSettingsDiffer(gate: String, key: String, first: String) -> Mistake {
        Mistake(
            "\(key) of the gate \(quoted(gate)) differs from that \(first)",
            remedy: "write the settings of a shared gate once")
    }

    static func countForSeveral(_ names: [String]) -> Mistake {
        Mistake(
            "there are several crowds: \(Words.list(names))",
            expected: "a crowd and its number, such as \(names.first ?? "learners")=500")
    }

    static func countWithoutCrowds(_ name: String) -> Mistake {
        Mistake("\(quoted(name)) names a crowd, but the scenario has none", expected: "a number")
    }
}
