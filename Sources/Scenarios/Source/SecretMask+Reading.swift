// Reads a line loosely as YAML, to tell which of its texts are secret.

extension SecretMask {
    mutating func read(line number: Int) {
        let line = lines[number]
        var index = 0
        if brackets.isEmpty, quote == nil {
            guard let indent = line.firstIndex(where: { $0 != " " && $0 != "\t" }) else { return }
            if let raw, indent > raw.column {
                hide(indent..<line.count, of: number, raw.matter)
                return
            }
            raw = nil
            index = indent
            let isItem = SecretMask.isDash(line, at: index)
            while let last = blocks.last, isItem ? last.column > index : last.column >= index { blocks.removeLast() }
            while SecretMask.isDash(line, at: index) { index = SecretMask.skipSpaces(line, from: index + 1) }
        }
        // Outside brackets, each key on a line is nested in the one before it.
        var current = blocks.last?.matter ?? .open
        while index < line.count {
            let matter = brackets.last?.current ?? current
            if let open = quote {
                let end = SecretMask.endOfQuote(open.mark, line, from: index)
                hide(index..<(end ?? line.count), of: number, open.matter)
                guard let end else { return }
                quote = nil
                index = end + 1
                continue
            }
            switch line[index] {
            case " ", "\t", ":": index += 1
            case "#" where index == 0 || line[index - 1] == " " || line[index - 1] == "\t":
                if matter.hidesTexts { hide(index..<line.count, of: number, .hidden) }
                return
            case "{", "[":
                brackets.append((container: matter, current: matter))
                index += 1
            case "}", "]":
                _ = brackets.popLast()
                index += 1
            case "," where !brackets.isEmpty:
                brackets[brackets.count - 1].current = brackets[brackets.count - 1].container
                index += 1
            default:
                let start = index
                let text: Range<Int>
                if line[index] == "\"" || line[index] == "'" {
                    guard let end = SecretMask.endOfQuote(line[index], line, from: index + 1) else {
                        hide(index + 1..<line.count, of: number, matter)
                        quote = (line[index], matter)
                        return
                    }
                    text = start + 1..<end
                    index = end + 1
                } else {
                    index = endOfPlain(line, from: index)
                    text = start..<index
                }
                let colon = SecretMask.skipSpaces(line, from: index)
                guard colon < line.count, line[colon] == ":" else {
                    hide(text, of: number, matter)
                    continue
                }
                var key = String.UnicodeScalarView()
                key.append(contentsOf: line[text])
                // `"Authorization: Bearer …":` is one key.
                if case .fields = matter { hide(text, of: number, matter) }
                index = SecretMask.skipSpaces(line, from: colon + 1)
                if let bracket = brackets.last {
                    brackets[brackets.count - 1].current = bracket.container.behind(key: String(key).trimmed)
                } else {
                    current = current.behind(key: String(key).trimmed)
                    blocks.append((column: start, matter: current))
                    if index < line.count, line[index] == "|" || line[index] == ">" {
                        raw = (column: start, matter: current)
                        return
                    }
                }
            }
        }
    }

    /// Where an unquoted text ends: before a colon that makes it a key, before a comment, and within brackets before
    /// the next separator or bracket. `${...}` is one unit.
    func endOfPlain(_ line: [Unicode.Scalar], from start: Int) -> Int {
        var index = start
        while index < line.count {
            let next = index + 1 < line.count ? line[index + 1] : " "
            switch line[index] {
            case "$" where next == "{":
                guard let end = line[index...].firstIndex(of: "}") else { return line.count }
                index = end
            case ":" where next == " " || next == "\t" || (!brackets.isEmpty && ",[]{}".unicodeScalars.contains(next)):
                return index
            case " " where next == "#", "\t" where next == "#": return index
            case ",", "[", "]", "{", "}":
                if !brackets.isEmpty { return max(index, start + 1) }
            default: break
            }
            index += 1
        }
        return index
    }

    static func endOfQuote(_ mark: Unicode.Scalar, _ line: [Unicode.Scalar], from start: Int) -> Int? {
        var index = start
        while index < line.count {
            if line[index] == "\\", mark == "\"" {
                index += 2
                continue
            }
            if line[index] == mark { return index }
            index += 1
        }
        return nil
    }

    static func isDash(_ line: [Unicode.Scalar], at index: Int) -> Bool {
        index < line.count && line[index] == "-" && (index + 1 == line.count || line[index + 1] == " ")
    }

    static func skipSpaces(_ line: [Unicode.Scalar], from start: Int) -> Int {
        var index = start
        while index < line.count, line[index] == " " || line[index] == "\t" { index += 1 }
        return index
    }
}
