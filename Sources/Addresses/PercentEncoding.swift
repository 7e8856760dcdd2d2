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
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
