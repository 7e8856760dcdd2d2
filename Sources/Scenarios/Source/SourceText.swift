// The text of a scenario in lines, as libyaml counts them.

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

    /// The place, moved to where the text has one: at most one past the end of its line.
    func clamped(line: Int, column: Int) -> (line: Int, column: Int) {
        let line = min(max(line, 1), lines.count)
        return (line, min(max(column, 1), lines[line - 1].unicodeScalars.count + 1))
    }

    /// The first character that YAML does not allow (YAML 1.1 section 4.1.1), with its place.
    var firstControlCharacter: (value: UInt32, line: Int, column: Int)? {
        // The common case is one pass over bytes: nothing below a space but tab and line breaks, and no DEL.
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

    /// A line as an error may show it: with what stands behind a `password` or `secret` key hidden. As many dots as
    /// characters, so that the caret below still points at its place.
    func shown(line: Int) -> String? {
        guard lines.indices.contains(line - 1) else { return nil }
        let text = lines[line - 1]
        guard text.unicodeScalars.count <= 300 else { return nil }
        var scalars = Array(text.unicodeScalars)
        for word in ["password", "secret"] { SourceText.hideValues(of: Array(word.unicodeScalars), in: &scalars) }
        SourceText.hideUserInformation(in: &scalars)
        var shown = String.UnicodeScalarView()
        // What would turn the line around or hide parts of it is shown as a sign of its own width.
        shown.append(
            contentsOf: scalars.map { $0 != "\t" && printable(String($0)) != String($0) ? "\u{FFFD}" : $0 })
        return String(shown)
    }

    /// Hides user name and password of an address.
    private static func hideUserInformation(in scalars: inout [Unicode.Scalar]) {
        var start: Int?
        for index in scalars.indices {
            switch scalars[index] {
            case "/" where index >= 2 && scalars[index - 1] == "/" && scalars[index - 2] == ":": start = index + 1
            case "@":
                if let start { for hidden in start..<index { scalars[hidden] = "•" } }
                start = nil
            case "/", "?", "#", "\"", "'", "{": start = nil
            default: break
            }
        }
    }

    /// Hides what follows `word:` (the key may be quoted) to the end of the value, `${...}` excepted: names tell
    /// nothing.
    private static func hideValues(of word: [Unicode.Scalar], in scalars: inout [Unicode.Scalar]) {
        var index = 0
        while index + word.count < scalars.count {
            guard scalars[index...].starts(with: word) else {
                index += 1
                continue
            }
            index += word.count
            if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
            guard index < scalars.count, scalars[index] == ":" else { continue }
            index += 1
            while index < scalars.count, scalars[index] == " " { index += 1 }
            guard index < scalars.count else { return }
            let quote: Unicode.Scalar? = scalars[index] == "\"" || scalars[index] == "'" ? scalars[index] : nil
            if quote != nil { index += 1 }
            var braces = 0
            while index < scalars.count {
                let scalar = scalars[index]
                if scalar == "$", index + 1 < scalars.count, scalars[index + 1] == "{" { braces += 1 }
                if braces > 0 {
                    if scalar == "}" { braces -= 1 }
                } else if let quote {
                    if scalar == quote { break }
                    scalars[index] = "•"
                } else {
                    if scalar == "," || scalar == "}" || scalar == "{" || scalar == "[" { break }
                    scalars[index] = "•"
                }
                index += 1
            }
        }
    }
}
