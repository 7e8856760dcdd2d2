// Comparison of passwords and other secrets in requests.

import Crypto
import FoundationEssentials

/// Constant-time comparison.
enum ConstantTime {
    /// Whether two texts are equal, in a time that does not reveal how much of them matches.
    static func areEqual(_ one: String, _ other: String) -> Bool {
        // Digests are compared in constant time, whatever the lengths of the texts.
        SHA256.hash(data: Data(one.utf8)) == SHA256.hash(data: Data(other.utf8))
    }
}
