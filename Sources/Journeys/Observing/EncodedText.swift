// Finds a text in another one that may have encoded it: servers escape what they repeat in ways of their own.

/// Texts as URLs, JSON strings and HTML write them.
enum EncodedText {
    /// How a text is written.
    enum Form: Hashable, CaseIterable {
        /// As it is.
        case plain
        /// With percent signs, and perhaps `+` for a space.
        case url
        /// With backslashes.
        case json
        /// With character references.
        case html

        /// The character that begins what is encoded.
        fileprivate var mark: UInt8 {
            switch self {
            case .plain: 0
            case .url: UInt8(ascii: "%")
            case .json: UInt8(ascii: "\\")
            case .html: UInt8(ascii: "&")
            }
        }
    }

    /// Where a text ends that begins at a place, in the plainest form in which it stands there; nil if it does not.
    static func match(_ text: [UInt8], in bytes: [UInt8], at start: Int) -> (end: Int, form: Form)? {
        guard let first = text.first else { return nil }
        let next = bytes[start]
        for form in Form.allCases {
            let mayBegin = next == first || form != .plain && next == form.mark || form == .url && next == 0x2B
            guard mayBegin, let end = end(of: text, in: bytes, from: start, form) else { continue }
            return (end, form)
        }
        return nil
    }

    private static func end(of text: [UInt8], in bytes: [UInt8], from start: Int, _ form: Form) -> Int? {
        var index = start
        var matched = 0
        while matched < text.count {
            guard index < bytes.count else { return nil }
            let byte = bytes[index]
            if form != .plain, byte == form.mark, let unit = unit(at: index, in: bytes, form) {
                guard text[matched...].starts(with: unit.bytes) else { return nil }
                matched += unit.bytes.count
                index += unit.length
            } else if byte == text[matched] || form == .url && byte == 0x2B && text[matched] == 0x20 {
                matched += 1
                index += 1
            } else {
                return nil
            }
        }
        return index
    }

    /// A text without its encoding.
    static func decode(_ bytes: some Collection<UInt8>, _ form: Form) -> String {
        let bytes = Array(bytes)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == form.mark, let unit = unit(at: index, in: bytes, form) {
                result += unit.bytes
                index += unit.length
            } else {
                result.append(form == .url && bytes[index] == 0x2B ? 0x20 : bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// What is encoded at a place, and how many bytes that takes.
    private static func unit(at index: Int, in bytes: [UInt8], _ form: Form) -> (bytes: [UInt8], length: Int)? {
        switch form {
        case .plain: nil
        case .url: hexadecimal(bytes, index + 1, 2).map { ([UInt8($0)], 3) }
        case .json: jsonUnit(at: index, in: bytes)
        case .html: htmlUnit(at: index, in: bytes)
        }
    }

    private static func jsonUnit(at index: Int, in bytes: [UInt8]) -> (bytes: [UInt8], length: Int)? {
        guard index + 1 < bytes.count else { return nil }
        switch bytes[index + 1] {
        case UInt8(ascii: "n"): return ([0x0A], 2)
        case UInt8(ascii: "t"): return ([0x09], 2)
        case UInt8(ascii: "r"): return ([0x0D], 2)
        case UInt8(ascii: "b"): return ([0x08], 2)
        case UInt8(ascii: "f"): return ([0x0C], 2)
        case UInt8(ascii: "u"):
            guard let high = hexadecimal(bytes, index + 2, 4) else { return nil }
            var code = high
            var length = 6
            if (0xD800..<0xDC00).contains(high), index + 7 < bytes.count, bytes[index + 6] == UInt8(ascii: "\\"),
                bytes[index + 7] == UInt8(ascii: "u"), let low = hexadecimal(bytes, index + 8, 4),
                (0xDC00..<0xE000).contains(low)
            {
                code = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
                length = 12
            }
            return Unicode.Scalar(code).map { (Array(String($0).utf8), length) }
        case let byte: return ([byte], 2)
        }
    }

    private static func htmlUnit(at index: Int, in bytes: [UInt8]) -> (bytes: [UInt8], length: Int)? {
        guard let end = bytes[index...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
        let length = end - index + 1
        switch name {
        case "amp": return ([0x26], length)
        case "lt": return ([0x3C], length)
        case "gt": return ([0x3E], length)
        case "quot": return ([0x22], length)
        case "apos": return ([0x27], length)
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            let code =
                digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return code.flatMap { Unicode.Scalar($0) }.map { (Array(String($0).utf8), length) }
        }
    }

    private static func hexadecimal(_ bytes: [UInt8], _ start: Int, _ count: Int) -> UInt32? {
        guard start + count <= bytes.count else { return nil }
        return UInt32(String(decoding: bytes[start..<(start + count)], as: UTF8.self), radix: 16)
    }
}
