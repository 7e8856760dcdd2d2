// Text for a terminal, with its meaning kept apart from its colour: the code that prints it decides about colour.
import Measuring

/// The meaning of a part of a text. A terminal with colour shows it; other outputs ignore it.
package enum Tone: Hashable, Sendable {
    /// Nothing in particular.
    case plain
    /// A heading, or the figure that matters.
    case strong
    /// As it should be.
    case good
    /// Not as it should be.
    case bad
    /// To be treated with care.
    case caution
    /// Secondary: labels, units, notes.
    case quiet

    /// The parameters of the ANSI sequence "select graphic rendition" (ECMA-48, 8.3.117).
    var rendition: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .good: "1;32"
        case .bad: "1;31"
        case .caution: "33"
        case .quiet: "2"
        }
    }
}

/// A line, or part of one, as parts of one tone each.
package struct StyledText: Hashable, Sendable, ExpressibleByStringLiteral {
    /// A part of one tone.
    package struct Stretch: Hashable, Sendable {
        /// The text, without line breaks.
        package var text: String
        /// What it means.
        package var tone: Tone
    }

    /// The parts, in order.
    package private(set) var stretches: [Stretch]

    /// Creates a text of one tone. Control characters become spaces, so that nothing from a server or a file can
    /// control the terminal.
    package init(_ text: String, _ tone: Tone = .plain) {
        stretches =
            text.isEmpty
            ? [] : [Stretch(text: text.replacingControlCharacters(keepingLineFeeds: true) { _ in " " }, tone: tone)]
    }

    /// A plain text.
    package init(stringLiteral text: String) {
        self.init(text)
    }

    /// The text without its tones.
    package var text: String { stretches.map(\.text).joined() }

    /// How many columns of a terminal it takes.
    package var width: Int { stretches.reduce(0) { $0 + DisplayWidth.of($1.text) } }

    /// The text, with or without colour.
    package func rendered(colour: Bool) -> String {
        guard colour else { return text }
        return stretches.map { stretch in
            guard let rendition = stretch.tone.rendition else { return stretch.text }
            return "\u{1B}[\(rendition)m\(stretch.text)\u{1B}[0m"
        }.joined()
    }

    /// Joins two texts.
    package static func + (left: StyledText, right: StyledText) -> StyledText {
        var joined = left
        joined.stretches += right.stretches
        return joined
    }

    /// Appends a text.
    package static func += (left: inout StyledText, right: StyledText) {
        left.stretches += right.stretches
    }
}

extension String {
    /// The text on one line: a name from a scenario may hold a line feed.
    var onOneLine: String { replacingControlCharacters { _ in " " } }
}

extension [StyledText] {
    /// The lines as one text, each with a line feed and without trailing blanks.
    package func rendered(colour: Bool) -> String {
        map { line in
            var text = line.rendered(colour: colour)
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }.joined()
    }
}
