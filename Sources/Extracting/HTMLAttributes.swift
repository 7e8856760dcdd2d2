// Finds attributes of a page's elements by name, by scanning its bytes. This is enough for the data attributes of a
// room page, and tolerates real-world HTML.

/// A search for attributes in HTML, prepared once for any number of pages.
package struct HTMLAttributes: Sendable {
    private let names: [[UInt8]]

    /// Creates a search for the attributes with these names, in lower case.
    package init(_ names: [String]) {
        self.names = names.map { Array($0.utf8) }
    }

    /// The value of the first attribute with each name, in the same order; nil if there is none. Values may be in
    /// either kind of quotes or unquoted; character references in them are resolved. Accepts any bytes.
    package func values(in bytes: [UInt8]) -> [String?] {
        var values = [String?](repeating: nil, count: names.count)
        var missing = names.count
        let span = bytes.span
        var at = 0
        while missing > 0 {
            at = ByteSearch.first(UInt8(ascii: "="), in: span, from: at)
            guard at < span.count else { break }
            var nameEnd = at
            while nameEnd > 0, HTMLAttributes.isSpace(span[nameEnd - 1]) { nameEnd -= 1 }
            for index in names.indices where values[index] == nil {
                guard HTMLAttributes.ends(with: names[index], span, at: nameEnd) else { continue }
                values[index] = HTMLAttributes.value(bytes, from: at + 1)
                missing -= 1
                break
            }
            at += 1
        }
        return values
    }

    /// Whether an attribute's name ends right before `end`, and nothing before it can be part of it.
    private static func ends(with name: [UInt8], _ bytes: Span<UInt8>, at end: Int) -> Bool {
        let start = end - name.count
        guard start > 0 else { return false }
        for place in name.indices.reversed() {
            let there = bytes[start + place]
            let isUpper = (0x41...0x5A).contains(there)
            guard (isUpper ? there | 0x20 : there) == name[place] else { return false }
        }
        let before = bytes[start - 1]
        return isSpace(before) || before == 0x22 || before == 0x27 || before == 0x2F
    }

    private static func value(_ bytes: [UInt8], from start: Int) -> String {
        let rest = bytes[start...].drop { isSpace($0) }
        guard let quote = rest.first else { return "" }
        let content =
            if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                rest.dropFirst().prefix { $0 != quote }
            } else {
                rest.prefix { !isSpace($0) && $0 != UInt8(ascii: ">") }
            }
        let text = String(decoding: content, as: UTF8.self)
        return content.contains(UInt8(ascii: "&")) ? resolvingReferences(text) : text
    }

    /// Resolves the character references that occur in practice. Unknown ones stay as they are.
    static func resolvingReferences(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let ampersand = rest.firstIndex(of: "&") {
            result += rest[..<ampersand]
            rest = rest[ampersand...]
            guard let end = rest.prefix(10).firstIndex(of: ";"),
                let character = character(rest[rest.index(after: ampersand)..<end])
            else {
                result.append("&")
                rest = rest.dropFirst()
                continue
            }
            result.append(character)
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func character(_ reference: Substring) -> Character? {
        switch reference {
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        case "lt": return "<"
        case "gt": return ">"
        case "nbsp": return "\u{A0}"
        default:
            guard reference.first == "#" else { return nil }
            let digits = reference.dropFirst()
            let code =
                digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return code.flatMap(Unicode.Scalar.init).map(Character.init)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}
