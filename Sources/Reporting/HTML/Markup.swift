// HTML and SVG text in which every foreign string is escaped.
import Measuring

/// Text that is known to be well-formed markup. Strings enter it escaped, except literals of this program.
package struct Markup: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// The markup.
    package private(set) var text: String

    /// A literal of the program, taken as it is.
    package init(stringLiteral value: StaticString) { text = "\(value)" }

    /// A literal whose inserted strings are escaped.
    package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    /// Text to be shown as it is written.
    package init(escaping text: String) { self.text = Markup.escaped(text) }

    /// Joins two pieces.
    package static func + (left: Markup, right: Markup) -> Markup {
        var joined = left
        joined.text += right.text
        return joined
    }

    /// Appends a piece.
    package static func += (left: inout Markup, right: Markup) { left.text += right.text }

    /// Characters with a meaning in markup as references, and characters that XML or a reader's eye cannot take as
    /// U+FFFD.
    package static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n": escaped.unicodeScalars.append(scalar)
            case _ where ControlCharacters.contains(scalar) || scalar.value & 0xFFFE == 0xFFFE:
                escaped.unicodeScalars.append("\u{FFFD}")
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Gathers the parts of a literal.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        /// An empty literal.
        package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        /// A part of the program's own text.
        package mutating func appendLiteral(_ literal: StaticString) { text += "\(literal)" }

        /// A string, escaped.
        package mutating func appendInterpolation(_ string: String) { text += Markup.escaped(string) }

        /// A whole number.
        package mutating func appendInterpolation(_ number: Int) { text += String(number) }

        /// Markup, as it is.
        package mutating func appendInterpolation(_ markup: Markup) { text += markup.text }

        /// A coordinate, to a tenth of a pixel.
        package mutating func appendInterpolation(_ coordinate: Double) { text += SVG.number(coordinate) }
    }
}

extension Sequence<Markup> {
    /// All pieces, one after another.
    package func joined() -> Markup { reduce(into: Markup(escaping: "")) { $0 += $1 } }
}
