// The text of a response's body: bytes to characters by its charset, with iconv's tables.
import Glibc

/// The bytes of a message as text.
package enum BodyText {
    /// The text of a body with that Content-Type.
    ///
    /// The encoding is that of a byte order mark; else of the header's parameter `charset`; else what an HTML page or an
    /// XML document says itself; else UTF-8 if the bytes are that, and windows-1252 if not, as in browsers. JSON is always
    /// UTF-8. Bytes that stand for nothing become U+FFFD. UTF-8 is not converted, only checked.
    package static func decode(_ bytes: [UInt8], contentType: String? = nil) -> String {
        let type = ContentType(contentType)
        let mark = Charset.mark(of: bytes)
        let content = bytes[(mark?.length ?? 0)...]
        if let charset = mark?.charset ?? declared(content, type) {
            return charset == .utf8 ? String(decoding: content, as: UTF8.self) : converted(content, from: charset)
        }
        return String(validating: content, as: UTF8.self) ?? converted(content, from: .windows1252)
    }

    private static func declared(_ content: ArraySlice<UInt8>, _ type: ContentType) -> Charset? {
        if type.isJSON { return .utf8 }
        if let label = type.charset, let charset = Charset(label: label) { return charset }
        if type.mayBeHTML, let charset = DeclaredCharset.ofPage(content) { return charset }
        return type.isXML || type.mayBeHTML ? DeclaredCharset.ofXML(content) : nil
    }

    /// Converts with iconv. What it cannot read becomes U+FFFD, one for each byte or unit; of windows-1252 the five bytes
    /// that iconv leaves out are control characters, as in browsers.
    private static func converted(_ content: ArraySlice<UInt8>, from charset: Charset) -> String {
        let descriptor = unsafe iconv_open("UTF-8", charset.name)
        // iconv_open's -1: this machine has no tables for it.
        guard Int(bitPattern: descriptor) != -1 else { return String(decoding: content, as: UTF8.self) }
        defer { unsafe _ = iconv_close(descriptor) }
        var input = Array(content)
        var result: [UInt8] = []
        result.reserveCapacity(input.count + input.count / 2)
        var output = [CChar](repeating: 0, count: 16 * 1024)
        let count = input.count
        unsafe input.withUnsafeMutableBytes { buffer in
            // An empty text has no base address.
            guard let base = buffer.baseAddress else { return }
            var next: UnsafeMutablePointer<CChar>? = unsafe base.assumingMemoryBound(to: CChar.self)
            var left = count
            while left > 0 {
                let (outcome, written) = unsafe output.withUnsafeMutableBufferPointer { room -> (CInt, Int) in
                    var target = room.baseAddress
                    var space = room.count
                    let code = unsafe iconv(descriptor, &next, &left, &target, &space)
                    return (code == -1 ? errno : 0, room.count - space)
                }
                result.append(contentsOf: output[..<written].lazy.map { UInt8(bitPattern: $0) })
                switch outcome {
                case 0, E2BIG: break
                default:
                    // EILSEQ: no character begins with this byte. EINVAL: the text ends within one.
                    guard left > 0, let bad = unsafe next else { return }
                    let byte = unsafe UInt8(bitPattern: bad.pointee)
                    let character: Unicode.Scalar =
                        charset == .windows1252 ? Unicode.Scalar(byte) : Unicode.Scalar(0xFFFD) ?? " "
                    result.append(contentsOf: String(Character(character)).utf8)
                    let skipped = min(left, charset.unit)
                    unsafe next = bad + skipped
                    left -= skipped
                }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
