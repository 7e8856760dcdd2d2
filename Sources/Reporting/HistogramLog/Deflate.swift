// zlib, the only C library of this module.
internal import CZlib

/// Compresses bytes.
enum Deflate {
    /// The bytes in zlib's format (RFC 1950).
    static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        var size = compressBound(uLong(bytes.count))
        var compressed = [UInt8](repeating: 0, count: Int(size))
        // Both arrays are as long as the counts say. With a buffer of compressBound's size only a lack of memory is left
        // to fail, and that would have ended the process before.
        let code = unsafe compress2(&compressed, &size, bytes, uLong(bytes.count), Z_DEFAULT_COMPRESSION)
        precondition(code == Z_OK, "zlib: \(code)")
        return Array(compressed.prefix(Int(size)))
    }
}
