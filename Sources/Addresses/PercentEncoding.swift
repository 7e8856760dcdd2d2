// Which bytes of a URL are percent-encoded (URL standard, section 1.3, https://url.spec.whatwg.org/#percent-encoded-bytes).

/// A set of bytes to percent-encode in a part of a URL.
struct PercentEncodeSet: Sendable {
    private let encodes: [Bool]

    /// Control characters, space, everything beyond ASCII, and these.
    private init(and others: String) {
        var encodes = (0...255).map { $0 <= 0x20 || $0 >= 0x7F }
        for byte in others.utf8 { encodes[Int(byte)] = true }
        self.encodes = encodes
    }

    static let query = PercentEncodeSet(and: "\"#<>'")
    static let path = PercentEncodeSet(and: "\"#<>?^`{}")
    static let userInformation = PercentEncodeSet(and: "\"#<>?^`{}/:;=@[\\]|")

    func contains(_ byte: UInt8) -> Bool { encodes[Int(byte)] }

    /// Appends bytes, with those of the set as `%XX`. A percent sign stays unchanged, because it may begin an escape.
    func append(_ bytes: ArraySlice<UInt8>, to encoded: inout [UInt8]) {
        // Most texts contain none of them, and a link's query has some four hundred bytes.
        let (source, table) = (bytes.span, encodes.span)
        var plain = 0
        while plain < source.count, !table[Int(source[plain])] { plain += 1 }
        encoded.append(contentsOf: bytes.prefix(plain))
        for byte in bytes.dropFirst(plain) {
            if encodes[Int(byte)] {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(PercentEncodeSet.digit(byte >> 4))
                encoded.append(PercentEncodeSet.digit(byte & 15))
            } else {
                encoded.append(byte)
            }
        }
    }

    /// The text with its escapes decoded and invalid UTF-8 repaired.
    static func decoded(_ text: String) -> String {
        let written = Array(text.utf8)
        guard contains(UInt8(ascii: "%"), written) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(written.count)
        var index = 0
        while index < written.count {
            if written[index] == UInt8(ascii: "%"), index + 2 < written.count, let high = value(written[index + 1]),
                let low = value(written[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(written[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a byte is among these. Written as a loop, since servers send long texts and builds without optimisation
    /// take ten times as long over a sequence.
    static func contains(_ byte: UInt8, _ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            if bytes[index] == byte { return true }
            index += 1
        }
        return false
    }

    /// What a hexadecimal digit stands for.
    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
