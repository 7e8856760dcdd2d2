// What an HTTP/2 client writes, byte by byte (RFC 9113 section 4.1, RFC 7541).

/// Makes frames that no library would send.
enum ClientFrames {
    /// The preface and settings that change nothing.
    static let beginning = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + frame(4, flags: 0, stream: 0, [])
    /// An acknowledgement of the server's settings.
    static let acknowledgement = frame(4, flags: 1, stream: 0, [])

    /// One frame.
    static func frame(_ kind: UInt8, flags: UInt8, stream: UInt8, _ payload: some Collection<UInt8>) -> [UInt8] {
        let length = payload.count
        return [UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), kind, flags, 0, 0, 0, stream]
            + payload
    }

    /// A GET of a path, in as many frames as its headers need, with additional fields written unchanged.
    static func get(_ path: String, stream: UInt8, fields: [(String, String)] = []) -> [UInt8] {
        // :method GET and :scheme https are in the static table; :authority and :path come as literals.
        let block =
            [0x82, 0x87, 0x01] + literal("localhost") + [0x04] + literal(path)
            + fields.flatMap { [0x00] + literal($0.0) + literal($0.1) }
        let parts = stride(from: 0, to: block.count, by: 16_384).map { block[$0..<min($0 + 16_384, block.count)] }
        var frames: [UInt8] = []
        for (index, part) in parts.enumerated() {
            let endsHeaders: UInt8 = index == parts.count - 1 ? 4 : 0
            frames +=
                index == 0
                ? frame(1, flags: 1 | endsHeaders, stream: stream, part)
                : frame(9, flags: endsHeaders, stream: stream, part)
        }
        return frames
    }

    /// Settings that allow this many bytes of a stream's response until more are granted.
    static func window(of size: Int) -> [UInt8] { frame(4, flags: 0, stream: 0, [0, 4] + number(size)) }

    private static func number(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(value >> $0 & 255) }
    }

    /// A string without Huffman coding (RFC 7541 section 5.2).
    private static func literal(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
        var rest = bytes.count - 127
        var length: [UInt8] = [127]
        while rest >= 128 {
            length.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        return length + [UInt8(rest)] + bytes
    }
}
