// Queries and forms.

/// Name–value pairs of a query or of a form body (WHATWG URL, application/x-www-form-urlencoded).
struct QueryFields: Sendable {
    private let text: Substring.UTF8View

    init(_ text: some StringProtocol) { self.text = Substring(text).utf8 }

    /// The decoded value of the first field with a name, if there is one.
    subscript(name: String) -> String? {
        for pair in text.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard Self.decoded(parts[0]) == name else { continue }
            return parts.count > 1 ? Self.decoded(parts[1]) : ""
        }
        return nil
    }

    /// A text with its percent-encoding decoded and plus read as space. Invalid encoding stays as it is; invalid UTF-8
    /// becomes replacement characters.
    static func decoded(_ text: Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            index = text.index(after: index)
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), let end = text.index(index, offsetBy: 2, limitedBy: text.endIndex),
                let value = hexadecimal(text[index..<end])
            {
                bytes.append(value)
                index = end
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ digits: Substring.UTF8View) -> UInt8? {
        var value: UInt8 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: value = value << 4 | (digit - 0x30)
            case 0x41...0x46: value = value << 4 | (digit - 0x41 + 10)
            case 0x61...0x66: value = value << 4 | (digit - 0x61 + 10)
            default: return nil
            }
        }
        return value
    }
}
