// Files of certificates to trust, looked into before anything is sent: a wrong one would fail every connection.
import Foundation

/// A file that should hold certificates in PEM form.
package enum CertificateFile {
    /// The most of a file that is looked into; the bundles of systems have a quarter of a megabyte.
    private static let limit = 16 * 1024 * 1024
    private static let pieceSize = 16 * 1024
    private static let labels = ["", "TRUSTED ", "X509 "].map { Data("-----BEGIN \($0)CERTIFICATE-----".utf8) }

    /// Whether a certificate begins anywhere in the file (RFC 7468 section 2, and OpenSSL's two other labels). What is
    /// no regular file holds none that could be read more than once.
    package static func holdsCertificate(_ path: String) -> Bool {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        guard (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true,
            let handle = try? FileHandle(forReadingFrom: url)
        else { return false }
        defer { try? handle.close() }
        // Piece by piece: a bundle has one in its first.
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
