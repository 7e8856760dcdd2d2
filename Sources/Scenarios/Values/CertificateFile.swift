// Checks files of certificates before anything is sent: a wrong one would fail every connection.
import Foundation

/// A file that should hold certificates in PEM form.
package enum CertificateFile {
    /// The most bytes to read; the systems' bundles have a quarter of a megabyte.
    private static let limit = 16 * 1024 * 1024
    private static let pieceSize = 16 * 1024
    private static let labels = ["", "TRUSTED ", "X509 "].map { Data("-----BEGIN \($0)CERTIFICATE-----".utf8) }

    /// Whether a certificate begins anywhere in the file (RFC 7468 section 2, and OpenSSL's two other labels). Only a
    /// regular file counts, because nothing else can be read more than once.
    package static func holdsCertificate(_ path: String) -> Bool {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        guard (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true,
            let handle = try? FileHandle(forReadingFrom: url)
        else { return false }
        defer { try? handle.close() }
        // Reads in pieces, because a bundle has a certificate in its first one.
        var read = 0
        var tail = Data()
        while read < limit, let piece = try? handle.read(upToCount: pieceSize), !piece.isEmpty {
            read += piece.count
            let text = tail + piece
            if labels.contains(where: { text.range(of: $0) != nil }) { return true }
            tail = Data(text.suffix(labels.map(\.count).max() ?? 0))
        }
        return false
    }
}
