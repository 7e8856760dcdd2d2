// Checks of several conditions, which the language writes as a list.

extension CheckText {
    /// Conditions joined by a word.
    enum Joint {
        case all
        case any
    }

    /// How a text joins conditions: `status == 200 or status == 302`, `status == 200 and time < 3s`, `status == 200 ||
    /// 302`; nil if it is one. Such words in a text that is compared join nothing.
    static func joint(in text: String) -> Joint? {
        let bare = withoutQuotations(text)
        let isNumber = ["status", "time", "size"].contains(bare.prefix { $0.isLetter })
        for word in bare.matches(of: /\s(or|and|OR|AND|\|\||&&)\s+/) {
            let rest = bare[word.range.upperBound...]
            let isCondition =
                rest.prefixMatch(of: /(status|time|size)\s*[=!<>]/) != nil
                || rest.prefixMatch(of: /body\s+(contains|matches|exists|==|!=|not\s)/) != nil
                || rest.prefixMatch(of: /(header|cookie|json)\s+\S+\s+(contains|matches|exists|[=!<>]|not\s)/) != nil
            guard isCondition || isNumber && rest.prefixMatch(of: /[0-9=!<>]/) != nil else { continue }
            return ["or", "||"].contains(word.1.lowercased()) ? .any : .all
        }
        return nil
    }

    /// The text without what is in quotation marks.
    private static func withoutQuotations(_ text: String) -> String {
        text.trimmed.replacing(/"[^"]*"/, with: "\"\"").replacing(/(\s)'[^']*'/) { "\($0.1)''" }
    }
}
