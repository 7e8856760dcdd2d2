// Signatures of webhook events and of links to files.

import Crypto

/// Keyed digests as text.
enum Signature {
    /// HMAC-SHA256 (RFC 2104) in lower-case hexadecimal digits.
    static func hexadecimal(of bytes: [UInt8], key: SymmetricKey) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: bytes, using: key)
        let digits = Array("0123456789abcdef".utf8)
        let text = code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0x0F)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
