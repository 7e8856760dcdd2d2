// Texts in Markdown in which every foreign string stays text.
import Measuring

/// Writes strings for Markdown as GitHub reads it.
enum MarkdownText {
    /// The most characters (Unicode scalars) of a foreign text, and of a name.
    static let longest = 240
    static let longestName = 80

    /// A foreign text to be shown as it is written: on one line, not too long, with nothing in it that Markdown or HTML
    /// would take for its own.
    static func plain(_ text: String, longest: Int = MarkdownText.longest) -> String {
        var escaped = ""
        let scalars = Array(shortened(text, to: longest).unicodeScalars)
        for (place, scalar) in scalars.enumerated() {
            let next = place + 1 < scalars.count ? scalars[place + 1] : " "
            let isMark =
                switch scalar {
                case "&", "<", ">", "\"", "\\", "`", "*", "_", "~", "|", "[", "]", "!", "#", "$", "@", "^": true
                // An address that would become a link, or an emoji.
                case ":": next != " " && !("0"..."9").contains(next)
                // Where they would begin a list, a rule or a heading.
                case "-", "+", "=": escaped.isEmpty
                // An item's number, or an address.
                case ".", ")":
                    (next == " " && escaped.allSatisfy { $0.isASCII && $0.isNumber })
                        || escaped.lowercased().hasSuffix("www")
                default: false
                }
            if isMark { escaped += "&#\(scalar.value);" } else { escaped.unicodeScalars.append(scalar) }
        }
        return escaped
    }

    /// A name, as code.
    static func code(_ name: String) -> String { "<code>\(plain(name, longest: longestName))</code>" }

    /// The beginning of a text: it says the most. Counted in scalars, since a character may have any number of them.
    private static func shortened(_ text: String, to limit: Int) -> String {
        // A text may be megabytes long.
        let beginning = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit + 1)))
        let isCut = beginning.unicodeScalars.count > limit
        let shown = String(String.UnicodeScalarView(beginning.unicodeScalars.prefix(limit)))
        let line = shown.replacingControlCharacters { $0 == "\n" || $0 == "\t" ? " " : "\u{FFFD}" }
        return String(line.drop { $0 == " " }) + (isCut ? "…" : "")
    }
}

/// A table.
struct MarkdownTable {
    private var lines: [String]

    /// Creates a table. Columns whose heads end with a colon are aligned to the right.
    init(_ heads: [String]) {
        lines = [
            Self.row(heads.map { $0.hasSuffix(":") ? String($0.dropLast()) : $0 }),
            Self.row(heads.map { $0.hasSuffix(":") ? "---:" : "---" }),
        ]
    }

    /// Adds a row of cells that are Markdown already.
    mutating func add(_ cells: [String]) { lines.append(Self.row(cells)) }

    /// Its lines.
    var text: String { lines.joined(separator: "\n") }

    private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}
