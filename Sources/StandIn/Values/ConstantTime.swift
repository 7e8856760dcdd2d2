// Comparison of passwords and other secrets in requests.

import Crypto
import FoundationEssentials

/// Constant-time comparison.
enum ConstantTime {
    /// Whether two texts are the same, in a time that does not tell how much of them is.
    static func areEqual(_ one: String, _ other: String) -> Bool {
        // Digests are compared in constant time, whatever the texts' lengths.
        SHA256.hash(data: Data(one.utf8)) == SHA256.hash(data: Data(other.utf8))
    }
}
