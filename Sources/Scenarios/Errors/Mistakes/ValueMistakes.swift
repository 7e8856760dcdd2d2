// What can be wrong with single values.

extension Mistake {
    static func notWholeNumber(path: String, found: String, grouped: WholeNumber.Grouped? = nil) -> Mistake {
        Mistake("\(path) is \(quoted(found))", expected: "a whole number", remedy: grouped?.remedy)
    }

    /// A number inside `{ … }` that its comma ends.
    static func commaEndsNumber(path: String, found: String, _ grouped: WholeNumber.Grouped?, ours: String) -> Mistake {
        Mistake(
            "\(path) is \(quoted(found)), but a comma ends a value inside { … }",
            remedy: grouped?.remedy ?? "write a fraction with a point: \(ours)")
    }

    static func outOfRange(path: String, found: String, least: String, most: String) -> Mistake {
        Mistake("\(path) is \(found)", expected: "\(least) to \(most)")
    }

    static func notBoolean(path: String, found: String, nearest: String?) -> Mistake {
        Mistake(
            "\(path) is \(quoted(found))", expected: "true or false", remedy: nearest.map { "did you mean \($0)?" })
    }

    static func notDuration(path: String, found: String, suggestion: String?) -> Mistake {
        Mistake(
            "\(path) is \(quoted(found))", expected: "a duration such as 500ms, 30s, 2m or 1h30m",
            remedy: suggestion.map { "did you mean \($0)?" })
    }

    static func notPositive(path: String, found: String) -> Mistake {
        Mistake("\(path) is \(found)", expected: "more than 0")
    }

    static func tooMuch(path: String, found: String, most: String) -> Mistake {
        Mistake("\(path) is \(found)", expected: "at most \(most)")
    }

    static func notRate(path: String, found: String, suggestion: String?) -> Mistake {
        Mistake(
            "\(path) is \(quoted(found))", expected: "a rate such as 50/s, 300/m or 1000/h",
            remedy: suggestion.map { "did you mean \($0)?" })
    }

    static func notNumber(path: String, found: String, suggestion: String?) -> Mistake {
        Mistake(
            "\(path) is \(quoted(found))", expected: "a number such as 2 or 0.5",
            remedy: suggestion.map { "did you mean \($0)?" })
    }

    static func notWholeSeconds(path: String, found: String) -> Mistake {
        Mistake("\(path) is \(found)", expected: "whole seconds")
    }

    static func notShare(path: String, found: String, suggestion: String?) -> Mistake {
        Mistake(
            "\(path) is \(quoted(found))", expected: "a share from above 0% to 100%, such as 95%",
            remedy: suggestion.map { "did you mean \($0)?" })
    }

    static func unknownWord(path: String, found: String, nearest: String?, known: [String]) -> Mistake {
        Mistake(
            "\(path) is \(quoted(found))", expected: Words.oneOf(known),
            remedy: nearest.map { "did you mean \(quoted($0))?" })
    }

    static func emptyText(path: String) -> Mistake {
        Mistake("\(path) is empty")
    }

    static func textWithLineBreak(path: String) -> Mistake {
        Mistake("\(path) contains a line break or control character")
    }

    static func pauseReversed(found: String) -> Mistake {
        Mistake("the pause \(found) ends before it starts")
    }

    static func badPause(found: String, suggestion: String? = nil) -> Mistake {
        Mistake(
            "pause is \(quoted(found))",
            expected: "30s, 5s..20s, or { mean: 10s, distribution: exponential }",
            remedy: suggestion.map { "did you mean \($0)?" })
    }

    static func badStatus(path: String, found: String) -> Mistake {
        Mistake("\(path) is \(quoted(found))", expected: "a status from 100 to 599")
    }

    static func environmentWhereShown(path: String) -> Mistake {
        Mistake(
            "\(path) holds ${env.…}, whose value is secret, but \(path) appears in every report",
            remedy: "write it out")
    }
}

extension WholeNumber.Grouped {
    fileprivate var remedy: String { "write thousands without a \(separator): \(digits)" }
}
