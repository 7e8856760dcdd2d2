// JSON strings: finds their end, resolves their escapes, and writes them for request bodies.

/// Texts inside JSON (RFC 8259 section 7).
package enum JSONText {
    /// `text` as a JSON string, with its quotes.
    package static func quoted(_ text: String) -> String {
        var bytes = [UInt8(ascii: "\"")]
        append(text, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends `text` to `bytes` as the inside of a JSON string, with quotes, backslashes and control characters
    /// escaped. The caller adds the quotes around it.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        let content = text.utf8
        let span = content.span
        guard plainEnd(span, from: 0) < span.count else {
            bytes.append(contentsOf: content)
            return
        }
        for byte in content {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(UInt8(ascii: "0") + (byte >> 4))
                let low = byte & 0x0F
                bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
            default:
                bytes.append(byte)
            }
        }
    }

    /// The first position from `start` on with a quote, a backslash or a control character; the end if there is none.
    /// Scans eight bytes at a time.
    static func plainEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        // The view is used only while `bytes` is alive.
        let raw = unsafe bytes.bytes
        var at = start
        while at + 8 <= bytes.count {
            // Bounds-checked by RawSpan; any eight bytes are a valid UInt64.
            let word = UInt64(littleEndian: unsafe raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
            // A byte's top bit is set if the byte is zero (quote, backslash) or below 0x20. A borrow can only mark
            // bytes after the first true one, so the first mark is exact.
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let marks =
                ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- (ones &* 0x20)) & ~word)
            let hits = marks & tops
            if hits != 0 { return at + hits.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < bytes.count {
            let byte = bytes[at]
            if byte == 0x22 || byte == 0x5C || byte < 0x20 { return at }
            at += 1
        }
        return at
    }

    /// The value of a hexadecimal digit; nil for any other byte.
    package static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }

    /// The bytes that a string's inside stands for; its escapes are known to be well formed. Half of a surrogate pair
    /// becomes U+FFFD, as in browsers.
    static func unescaped(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var at = range.lowerBound
        while at < range.upperBound {
            guard bytes[at] == UInt8(ascii: "\\") else {
                result.append(bytes[at])
                at += 1
                continue
            }
            let letter = bytes[at + 1]
            guard letter == UInt8(ascii: "u") else {
                result.append(plain(letter))
                at += 2
                continue
            }
            var unit = unit16(bytes, at + 2)
            at += 6
            if (0xD800..<0xDC00).contains(unit), at + 6 <= range.upperBound, bytes[at] == UInt8(ascii: "\\"),
                bytes[at + 1] == UInt8(ascii: "u")
            {
                let low = unit16(bytes, at + 2)
                if (0xDC00..<0xE000).contains(low) {
                    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
                    at += 6
                }
            }
            result.append(contentsOf: String(Character(Unicode.Scalar(unit) ?? "\u{FFFD}")).utf8)
        }
        return result
    }

    private static func plain(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    private static func unit16(_ bytes: Span<UInt8>, _ at: Int) -> UInt32 {
        var unit: UInt32 = 0
        for place in at..<(at + 4) { unit = unit << 4 | (hexDigit(bytes[place]) ?? 0) }
        return unit
    }
}
