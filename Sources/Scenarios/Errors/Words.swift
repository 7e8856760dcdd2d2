// Pieces that messages are made of.
import Measuring

/// Pieces of messages.
enum Words {
    /// What to do about a text that YAML cut at a comma or split at a colon: one with a quotation mark too few.
    static func quotation(around text: String) -> String? {
        guard !text.count(where: { $0 == "\"" }).isMultiple(of: 2) else { return nil }
        return "inside [ … ] a comma or a colon ends a text; put single quotation marks around the whole check"
    }

    /// A text as YAML writes it in quotation marks.
    static func inQuotationMarks(_ text: String) -> String {
        text.contains("\"") ? "'\(text.replacing("'", with: "''"))'" : "\"\(text)\""
    }

    /// `a and b`.
    static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "nothing" }
        return "\(names.dropLast().joined(separator: ", ")) and \(last)"
    }

    /// The JSON pointer that a path of another notation means: `$.data.id`, `data.items[0].id`.
    static func pointer(meantBy path: String) -> String? {
        var rest = path[...]
        if rest.hasPrefix("$") { rest.removeFirst() }
        let parts = rest.split { ".[]'\"".contains($0) }
        guard !parts.isEmpty, !rest.contains("/"), !rest.contains(" ") else { return nil }
        return parts.map { "/" + $0.replacing("~", with: "~0") }.joined()
    }

    /// `a, b and 7 more`.
    static func some(_ names: [String], of count: Int) -> String {
        names.joined(separator: ", ") + (count > names.count ? " and \(count - names.count) more" : "")
    }

    /// `a, b and c`, of many only the first.
    static func columns(_ names: [String]) -> String {
        let most = 8
        return names.count > most ? some(Array(names.prefix(most)), of: names.count) : list(names)
    }

    /// What to do about a column that a step needs.
    static func remedy(ofColumn column: String, isWritten: Bool, nearest: String?) -> String {
        let option = column == "email" ? "username" : column
        guard let nearest else {
            return isWritten
                ? "name a column \(quoted(column))"
                : "name a column \(quoted(column)), or say which one it is, as in token: { \(option): \"${participant.…}\" }"
        }
        return isWritten
            ? "did you mean ${participant.\(nearest)}?"
            : "name the column \(quoted(nearest)) so, or write token: { \(option): \"${participant.\(nearest)}\" }"
    }

    /// The ways to arrive.
    static let models = "at-once, { over: … }, { rate: … }, { stages: … }, { trace: … } or { looping: … }"

    /// `a`, `a or b`, `a, b or c`.
    static func oneOf(_ names: [String]) -> String {
        guard let last = names.last else { return "nothing" }
        return names.count == 1 ? last : "\(names.dropLast().joined(separator: ", ")) or \(last)"
    }

    /// At least four digits, as code points are written.
    static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

/// A key in double quotes. What follows a colon in it is cut off: that is a value, or the query of a URL.
func quotedKey(_ key: String) -> String {
    guard let colon = key.firstIndex(of: ":"), key.index(after: colon) < key.endIndex else { return quoted(key) }
    return quoted(key[...colon] + Secret.dots)
}

/// The text in double quotes, shortened if it is long.
func quoted(_ text: String) -> String {
    let limit = 60
    guard text.unicodeScalars.count > limit else { return "\"\(text)\"" }
    var start = String.UnicodeScalarView()
    start.append(contentsOf: text.unicodeScalars.prefix(limit))
    return "\"\(String(start))…\""
}

/// The text with every character escaped that could break its line or move a terminal's cursor.
func printable(_ text: String) -> String {
    text.replacingControlCharacters { "\\u{\(String($0.value, radix: 16))}" }
}
