// Characters that must not reach a terminal, a report or an error as they are, wherever a text came from: a scenario, a
// file, a server.

/// Characters without a picture of their own that break a line, drive a terminal, turn the direction of writing, or make
/// two texts look the same: control characters (C0, C1, DEL), line and paragraph separators, marks and overrides of
/// direction that reach beyond their own place, and invisible spaces and joiners.
///
/// What words and emoji are spelt with is none of them: the (non-)joiners of Persian and of emoji, the marks of direction
/// that stand for a single letter.
package enum ControlCharacters {
    /// Whether a scalar is one of them.
    @inlinable
    package static func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F: true
        // Soft hyphen, vowel separator, spaces of no width, separators and directions, invisible operators.
        case 0xAD, 0x180E, 0x200B, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
        default: false
        }
    }
}

extension StringProtocol {
    /// Whether a control character is in it.
    package var hasControlCharacters: Bool { unicodeScalars.contains(where: ControlCharacters.contains) }

    /// The text with something else in the place of each control character; line feeds can stay.
    package func replacingControlCharacters(
        keepingLineFeeds: Bool = false, with replacement: (Unicode.Scalar) -> String
    ) -> String {
        guard hasControlCharacters else { return String(self) }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if ControlCharacters.contains(scalar), !keepingLineFeeds || scalar != "\n" {
                text.append(contentsOf: replacement(scalar).unicodeScalars)
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }
}
