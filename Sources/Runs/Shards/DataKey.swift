// With what the shards of a run compare the contents of their files of data, without anybody else learning them.
import Crypto
package import Scenarios

/// A key that the shards of one run share and that is not kept: without it, what a short file holds cannot be guessed from
/// what a run file says of it.
package struct DataKey: Codable, Hashable, Sendable {
    private let bytes: [UInt8]

    /// Draws a key.
    package init() { bytes = (0..<32).map { _ in .random(in: .min ... .max) } }

    /// What the contents of a plan's files of data come to under this key (HMAC-SHA256), in hexadecimal digits; nil without
    /// such files.
    package func digest(of plan: Plan) -> String? {
        plan.dataDigest.map { digest in
            HMAC<SHA256>.authenticationCode(for: digest, using: SymmetricKey(data: bytes)).map {
                ($0 < 16 ? "0" : "") + String($0, radix: 16)
            }.joined()
        }
    }
}
