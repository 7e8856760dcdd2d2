// How wide a text is on a terminal: names come from users, and not every character takes one column.

/// Widths in terminal columns, after Unicode's East Asian Width (UAX #11) and emoji presentation (UTS #51).
package enum DisplayWidth {
    /// How many columns the text takes.
    package static func of(_ text: String) -> Int {
        var isPlain = true
        for byte in text.utf8 where !(0x20..<0x7F).contains(byte) {
            isPlain = false
            break
        }
        guard !isPlain else { return text.utf8.count }
        return text.reduce(0) { $0 + columns($1) }
    }

    /// How many columns a character takes: 0, 1 or 2. A cluster is as wide as its widest scalar.
    static func columns(_ character: Character) -> Int {
        var widest = 0
        for scalar in character.unicodeScalars {
            // U+FE0F requests the wide emoji form of a character that is narrow as text.
            if scalar.value == 0xFE0F, widest == 1, character.unicodeScalars.count > 1 { return 2 }
            widest = max(widest, columns(scalar))
        }
        return widest
    }

    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .control, .format, .nonspacingMark, .enclosingMark, .lineSeparator, .paragraphSeparator, .surrogate:
            return 0
        default:
            break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// The blocks of EastAsianWidth.txt whose characters are wide (W) or full width (F).
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x1B000...0x1B2FF, 0x20000...0x3FFFD,
    ]
}
