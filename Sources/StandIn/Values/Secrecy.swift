// How passwords and other secrets that come with a request are compared.

import Crypto
import FoundationEssentials

/// Comparing secrets.
enum Secrecy {
    /// Whether two texts are the same, in a time that does not tell how much of them is.
    static func equal(_ one: String, _ other: String) -> Bool {
        // Digests are compared in constant time, whatever the texts' lengths.
        SHA256.hash(data: Data(one.utf8)) == SHA256.hash(data: Data(other.utf8))
    }
}
