// The text of a scenario, split into lines as libyaml counts them.

/// A scenario's text.
struct SourceText {
    /// The text, without a byte order mark.
    let text: String
    /// Its lines without their breaks.
    let lines: [String]

    init(_ text: String) {
        var scalars = Substring(text).unicodeScalars
        if scalars.first == "\u{FEFF}" { scalars = scalars.dropFirst() }
        var lines: [String] = []
        var start = scalars.startIndex
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let next = scalars.index(after: index)
            // YAML 1.1 section 4.1.4: CR LF, CR, LF, NEL, LS and PS break lines.
            switch scalars[index] {
            case "\r" where next < scalars.endIndex && scalars[next] == "\n":
                lines.append(String(scalars[start..<index]))
                index = scalars.index(after: next)
                start = index
            case "\r", "\n", "\u{85}", "\u{2028}", "\u{2029}":
                lines.append(String(scalars[start..<index]))
                index = next
                start = index
            default: index = next
            }
        }
        if start < scalars.endIndex || lines.isEmpty { lines.append(String(scalars[start...])) }
        self.text = String(scalars)
        self.lines = lines
    }

    /// The position, clamped to the text: at most one past the end of its line.
    func clamped(line: Int, column: Int) -> (line: Int, column: Int) {
        let line = min(max(line, 1), lines.count)
        return (line, min(max(column, 1), lines[line - 1].unicodeScalars.count + 1))
    }

    /// The text from a position up to the next space or closing bracket, without a comma at its end.
    func word(line: Int, column: Int) -> String? {
        // A scenario may have all its texts on one long line, and each of them would scan it.
        guard lines.indices.contains(line - 1), lines[line - 1].utf8.count <= 4096 else { return nil }
        let rest = lines[line - 1].unicodeScalars.dropFirst(column - 1)
        var word = String(String.UnicodeScalarView(rest.prefix { !" \t}]".unicodeScalars.contains($0) }))
        if word.hasSuffix(",") { word.removeLast() }
        return word
    }

    /// Where a comment follows an unquoted text and looks like part of it: ` #rd`, without the usual space after `#`.
    func commentJoined(to text: String, line: Int, column: Int) -> (line: Int, column: Int)? {
        // A scenario may have all its texts on one long line, and each of them would scan it.
        guard lines.indices.contains(line - 1), lines[line - 1].utf8.count <= 4096 else { return nil }
        let written = lines[line - 1].unicodeScalars.dropFirst(column - 1)
        guard written.starts(with: text.unicodeScalars) else { return nil }
        let behind = written.dropFirst(text.unicodeScalars.count)
        let spaces = behind.prefix { $0 == " " || $0 == "\t" }.count
        let comment = behind.dropFirst(spaces)
        guard spaces > 0, comment.first == "#", let next = comment.dropFirst().first,
            !" \t#".unicodeScalars.contains(next)
        else { return nil }
        return (line, column + text.unicodeScalars.count + spaces)
    }

    /// The first character that YAML does not allow (YAML 1.1 section 4.1.1), with its position.
    var firstControlCharacter: (value: UInt32, line: Int, column: Int)? {
        // The common case is one pass over the bytes: nothing below a space except tabs and line breaks, and no DEL.
        let plain = text.utf8.allSatisfy { byte in
            (0x20..<0x7F).contains(byte) || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte >= 0x80
        }
        if plain, text.utf8.allSatisfy({ $0 < 0x80 }) { return nil }
        for (number, line) in lines.enumerated() {
            for (offset, scalar) in line.unicodeScalars.enumerated() where !SourceText.isAllowed(scalar) {
                return (scalar.value, number + 1, offset + 1)
            }
        }
        return nil
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
