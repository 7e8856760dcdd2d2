// Attributes of a page's elements by name, found by a scan over its bytes: enough for the data attributes of a room
// page, and as lenient as the pages are.

/// A search for attributes in HTML.
public enum HTMLAttributes {
    /// The value of the first attribute with each of these names (lower case), nil where there is none. Values may be
    /// quoted either way or not at all; character references in them are resolved. Works on any bytes whatever.
    public static func values(of names: [String], in bytes: [UInt8]) -> [String?] {
        var values = [String?](repeating: nil, count: names.count)
        var missing = names.count
        let span = bytes.span
        var at = 0
        while missing > 0, at < span.count {
            guard span[at] == UInt8(ascii: "=") else {
                at += 1
                continue
            }
            var nameEnd = at
            while nameEnd > 0, isSpace(span[nameEnd - 1]) { nameEnd -= 1 }
            for (index, name) in names.enumerated() where values[index] == nil {
                guard ends(with: name, span, at: nameEnd) else { continue }
                values[index] = value(span, from: at + 1)
                missing -= 1
                break
            }
            at += 1
        }
        return values
    }

    /// Whether an attribute's name stands right before `end`, with nothing before it that could belong to it.
    private static func ends(with name: String, _ bytes: Span<UInt8>, at end: Int) -> Bool {
        let start = end - name.utf8.count
        guard start > 0, isSpace(bytes[start - 1]) || [0x22, 0x27, 0x2F].contains(bytes[start - 1]) else {
            return false
        }
        var at = start
        for byte in name.utf8 {
            let there = bytes[at]
            guard there == byte || ((0x41...0x5A).contains(there) && there | 0x20 == byte) else { return false }
            at += 1
        }
        return true
    }

    private static func value(_ bytes: Span<UInt8>, from start: Int) -> String {
        var at = start
        while at < bytes.count, isSpace(bytes[at]) { at += 1 }
        guard at < bytes.count else { return "" }
        let quote = bytes[at]
        var content: [UInt8] = []
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            at += 1
            while at < bytes.count, bytes[at] != quote {
                content.append(bytes[at])
                at += 1
            }
        } else {
            while at < bytes.count, !isSpace(bytes[at]), bytes[at] != UInt8(ascii: ">") {
                content.append(bytes[at])
                at += 1
            }
        }
        let text = String(decoding: content, as: UTF8.self)
        return content.contains(UInt8(ascii: "&")) ? resolvingReferences(text) : text
    }

    /// The references that attribute values are written with in practice; an unknown one stays as it is.
    private static func resolvingReferences(_ text: String) -> String {
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
