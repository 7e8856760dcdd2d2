// What a check that cannot be read may have meant.
import Addresses
import Extracting

extension CheckText {
    /// The check in the language's own form, if the text is close to one: `status = 200`, `status==200`, `status is
    /// 200`, `status 200`, `cookie session`.
    static func suggestion(for text: String) -> String? {
        let text = text.trimmed
        if isStatus(text) { return "status == \(text)" }
        var rest = Substring(text)
        let word = String(rest.prefix { $0.isLetter || $0 == "_" || $0 == "-" })
        guard var subject = subjects.contains(word) ? word : CheckText.subject(meantBy: word) else { return nil }
        rest = rest.dropFirst(word.count)
        let isNumber = ["status", "time", "size"].contains(subject)
        if ["header", "cookie", "json"].contains(subject) {
            guard rest.first?.isWhitespace == true else { return nil }
            let marks = subject == "json" ? "=!<>" : "=!<>:"
            let name = rest.drop { $0.isWhitespace }.prefix { !$0.isWhitespace && !marks.contains($0) }
            guard !name.isEmpty, subject != "json" || name.hasPrefix("/") else { return nil }
            rest = rest[name.endIndex...]
            subject += " \(name)"
            if rest.trimmed.isEmpty { return "\(subject) exists" }
        }
        if !isNumber, let excluded = rest.trimmed.wholeMatch(of: /(?:not|does not|doesn't|!)\s*contains?\s+(\S.*)/) {
            return "\(subject) matches \"(?s)^(?!.*\(Pattern.escaped(unquoted(String(excluded.1)))))\""
        }
        let (written, value) = split(rest.trimmed)
        guard let operation = operation(meantBy: written, isNumber: isNumber), !value.isEmpty,
            let value = isNumber ? number(value, for: subject) : value
        else { return nil }
        let meant = "\(subject) \(operation) \(value)"
        return meant == text ? nil : meant
    }

    /// The subject that goes by another name in other tools.
    static func subject(meantBy word: String) -> String? {
        switch word.lowercased() {
        case "text", "content", "page", "response": "body"
        case "code", "status_code", "statuscode", "status-code": "status"
        case "duration", "latency", "response_time", "response-time": "time"
        case "length": "size"
        default: nil
        }
    }

    /// Whether a comparison holds for some statuses, and fails for others that there are.
    static func tellsStatusesApart(_ comparison: Comparison, _ number: Double) -> Bool {
        guard number == number.rounded() else { return false }
        return switch comparison {
        case .less: (101...600).contains(number)
        case .greater: (99...598).contains(number)
        case .equal, .notEqual, .lessOrEqual, .greaterOrEqual: (100...599).contains(number)
        }
    }

    /// The check without what a secret is compared with.
    static func shown(_ text: String) -> String {
        let text = text.trimmed
        let subject = text.prefix { !$0.isWhitespace }
        guard ["cookie", "header", "json"].contains(subject) else { return text }
        let rest = text.dropFirst(subject.count).drop { $0.isWhitespace }
        let name = rest.prefix { !$0.isWhitespace && !"=!<>:~".contains($0) }
        guard subject == "cookie" || SecretName.isSecret(name.split(separator: "/").last ?? name) else { return text }
        let (_, value) = split(rest[name.endIndex...].trimmed)
        return value.isEmpty ? text : text.dropLast(value.count) + Secret.dots
    }

    /// The check that a mapping in the place of a text may have meant: `{ status: 200 }`.
    static func text(meantBy entries: [WrittenNode.Entry]) -> String? {
        guard let entry = entries.first, entries.count == 1, let value = entry.value.scalar,
            subjects.contains(String(entry.key.prefix { $0.isLetter }))
        else { return nil }
        return "\(entry.key): \(value)"
    }

    private static func isStatus(_ text: String) -> Bool { Int(text).map { (100...599).contains($0) } ?? false }

    /// Splits an operator from its value: signs, or else words.
    private static func split(_ text: String) -> (operation: String, value: String) {
        let signs = text.prefix { "=!<>:~".contains($0) }
        if !signs.isEmpty { return (String(signs), text.dropFirst(signs.count).trimmed) }
        for words in ["is not", "not equals"] where text.lowercased().hasPrefix(words + " ") {
            return (words, text.dropFirst(words.count).trimmed)
        }
        let word = text.prefix { $0.isLetter }
        return (word.lowercased(), text.dropFirst(word.count).trimmed)
    }

    private static func operation(meantBy written: String, isNumber: Bool) -> String? {
        if let comparison = Comparison(rawValue: written) ?? Comparison.meant(by: written) {
            return comparison.rawValue
        }
        switch written {
        case "is", "equals", "equal", "eq", ":": return "=="
        case "is not", "not equals": return "!="
        case "": return isNumber ? "==" : nil
        case "contains", "contain", "has", "includes", "include": return isNumber ? nil : "contains"
        case "matches", "match", "like", "~", "=~": return isNumber ? nil : "matches"
        default: return nil
        }
    }

    /// A number as the subject needs it, if the text can be one.
    private static func number(_ text: String, for subject: String) -> String? {
        switch subject {
        case "status": return isStatus(text) ? text : nil
        case "time":
            // Fewer than a hundred are hardly milliseconds.
            if let digits = WholeNumber.digits(of: text) { return digits + (digits.count < 3 ? "s" : "ms") }
            return DurationText.parse(text) != nil ? text : DurationText.suggestion(for: text)
        default: return Decimal(text) != nil ? text : WholeNumber.grouped(text)?.digits
        }
    }
}
