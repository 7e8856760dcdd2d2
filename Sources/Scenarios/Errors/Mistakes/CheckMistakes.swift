// What can be wrong with conditions, checks and the quotation marks in them.

extension Mistake {
    static func badCondition(_ text: String, suggestion: String?) -> Mistake {
        Mistake(
            "when is \(quoted(text))", expected: "a comparison such as ${participant.role} == moderator",
            remedy: suggestion.map { "did you mean \($0)?" })
    }

    static func badCheck(_ text: String, hint: String, suggestion: String?) -> Mistake {
        Mistake(
            "check \(quoted(text))", expected: hint,
            remedy: suggestion.map { "did you mean \($0)?" } ?? Words.quotation(around: text))
    }

    /// A check of several conditions, of which one (`isAny`) or all were to hold.
    static func checkOfSeveral(_ text: String, isAny: Bool) -> Mistake {
        Mistake(
            "check \(quoted(text)) joins conditions", expected: "one condition",
            remedy: isAny
                ? "all checks of a list must hold; for several statuses write a range such as status < 400, and for "
                    + "several texts body matches \"one|other\""
                : "write each as an item of a list, of which all must hold: [ status == 200, time < 3s ]")
    }

    /// A comparison with a number that is no status.
    static func checkOfNoStatus(_ text: String) -> Mistake {
        Mistake("check \(quoted(text)) is the same for every status", expected: "a whole number from 100 to 599")
    }

    static func badPattern(_ text: String) -> Mistake {
        Mistake("\(quoted(text)) is not a valid regular expression")
    }

    /// A condition without any name in it, and the condition with one that was meant.
    static func conditionWithoutName(_ text: String, suggestion: String?) -> Mistake {
        Mistake(
            "when is \(quoted(text)), which is the same for everybody",
            expected: suggestion == nil ? "a name in it, such as ${participant.role} == moderator" : nil,
            remedy: suggestion.map { "did you mean \($0)?" })
    }

    /// A comparison of the participant's role with a text that is none.
    static func unknownRole(_ role: String, nearest: String?) -> Mistake {
        Mistake(
            "there is no role \(quoted(role))", expected: "user or moderator",
            remedy: nearest.map { "did you mean \(quoted($0))?" })
    }

    /// A value with a quotation mark at one end alone. `ours`: the whole text as it may have been meant.
    static func openQuotation(_ text: String, ours: String) -> Mistake {
        Mistake(
            "a quotation mark is not closed in \(quoted(text))",
            remedy:
                "write \(ours), or put quotation marks of the other kind around a value to which the mark belongs")
    }

    /// A value in quotation marks of typography, and the text with plain ones.
    static func typographicQuotation(_ text: String, ours: String) -> Mistake {
        Mistake(
            "typographic quotation marks in \(quoted(text))",
            remedy: "write \(ours), or put plain ones around them if they belong to the text")
    }

    /// A text that YAML cut at a comma or split at a colon, put together again. `what`: check or threshold.
    static func cutText(_ whole: String, what: String, at mark: String) -> Mistake {
        Mistake(
            "the \(what) \(quoted(whole)) is cut at its \(mark)",
            remedy: "put quotation marks around the whole of it: \(Words.inQuotationMarks(whole))")
    }
}
