// An authority that makes client certificates, by `openssl`.
import Foundation

/// A certificate authority for clients, in a folder of its own.
package struct ClientAuthority: Sendable {
    private let folder: TemporaryFolder
    /// Its own certificate, in PEM form.
    package let file: String

    /// Creates one.
    package init() throws {
        folder = try TemporaryFolder()
        file = folder.path + "/authority.pem"
        try Self.openssl(
            [
                "-x509", "-nodes", "-subj", "/CN=client authority", "-out", file, "-keyout",
                folder.path + "/authority.key",
            ])
    }

    /// Makes a certificate with a name, and its key, which is encrypted if there is a password.
    package func certificate(
        named name: String, password: String? = nil
    ) throws -> (certificate: [UInt8], key: [UInt8]) {
        let base = folder.path + "/" + UUID().uuidString
        try Self.openssl(
            [
                "-x509", "-subj", "/CN=\(name)", "-CA", file, "-CAkey", folder.path + "/authority.key", "-out",
                base + ".pem", "-keyout", base + ".key",
            ] + (password.map { ["-passout", "pass:\($0)"] } ?? ["-nodes"]))
        return (
            Array(try Data(contentsOf: URL(fileURLWithPath: base + ".pem"))),
            Array(try Data(contentsOf: URL(fileURLWithPath: base + ".key")))
        )
    }

    private static func openssl(_ arguments: [String]) throws {
        let status = try run(
            "/usr/bin/openssl",
            ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2"] + arguments)
        guard status == 0 else { throw SocketError(what: "openssl req", errorNumber: 0) }
    }
}
