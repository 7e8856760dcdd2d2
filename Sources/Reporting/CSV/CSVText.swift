// Values of a CSV file.
import Measuring

/// Writes single values.
enum CSVText {
    /// RFC 4180's.
    static let lineEnd = "\r\n"

    /// A text of the run: a name, an address, what a server answered. In quotation marks where commas or quotation marks
    /// are in it. Control characters, line breaks among them, become U+FFFD.
    ///
    /// A text that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises: a server, or a
    /// file of people, must not run anything on the machine of whoever opens the table.
    static func cell(_ text: String) -> String {
        let shown = text.replacingControlCharacters { _ in "\u{FFFD}" }
        let inert = isFormula(shown) ? "'" + shown : shown
        guard inert.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") }) else { return inert }
        return "\"" + inert.replacing("\"", with: "\"\"") + "\""
    }

    /// Whether a spreadsheet would evaluate a text: it begins with one of these signs, also in their wide forms. The
    /// spaces before them do not help.
    private static func isFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first(where: { !$0.properties.isWhitespace }) else { return false }
        return "=+-@＝＋－＠".unicodeScalars.contains(first)
    }

    /// A time in milliseconds, exact: `12.5`, `-0.000001`.
    static func milliseconds(nanoseconds: Int64) -> String {
        let (whole, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        var text = (nanoseconds < 0 ? "-" : "") + String(whole)
        guard rest > 0 else { return text }
        let digits = String(rest)
        text += "." + String(repeating: "0", count: 6 - digits.count) + digits
        while text.hasSuffix("0") { text.removeLast() }
        return text
    }
}
