// What the contents of a scenario's files of data come to, so that processes can find out whether they have the same.
import Crypto

/// A digest (SHA-256) of files in the order in which they are read.
///
/// A file may hold passwords, and what a short file holds can be guessed from its digest: it is never shown or stored.
struct DataDigest {
    private var hash = SHA256()
    private var isEmpty = true

    /// Takes the contents of the next file.
    mutating func add(_ contents: [UInt8]) {
        isEmpty = false
        // Each by itself first, so that it matters where one ends and the next begins.
        hash.update(data: Array(SHA256.hash(data: contents)))
    }

    /// The digest of all files; nil if there were none.
    var value: [UInt8]? { isEmpty ? nil : Array(hash.finalize()) }
}
