// Certificates for the tests' servers, made by `openssl`.
import Foundation

/// A certificate made by `openssl`, valid for `localhost`, `turnout.test` and 127.0.0.1, trusted through its own file.
package struct TestCertificate: Sendable {
    /// When a certificate is valid.
    package enum Period: Sendable {
        /// For two days from now.
        case now
        /// Until a day that is long past.
        case past
        /// From a day that is far off.
        case future
    }

    /// The certificate, in PEM form.
    package let file: String
    /// Its private key.
    package let keyFile: String

    private static let names = "subjectAltName=DNS:localhost,DNS:turnout.test,IP:127.0.0.1"

    /// Creates one in a folder.
    package init(in folder: String, valid period: Period = .now) throws {
        file = folder + "/certificate.pem"
        keyFile = folder + "/key.pem"
        try Self.openssl(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=turnout test", "-addext", Self.names, "-out", file, "-keyout", keyFile,
            ])
        switch period {
        case .now: break
        case .past: try validate(from: "20200101000000Z", to: "20200102000000Z", in: folder)
        case .future: try validate(from: "20980101000000Z", to: "20990101000000Z", in: folder)
        }
    }

    /// Makes the certificate anew for other days. `openssl req` knows no beginning, and no end in the past.
    private func validate(from start: String, to end: String, in folder: String) throws {
        let configuration = """
            [ca]
            default_ca = own
            [own]
            database = \(folder)/index
            new_certs_dir = \(folder)
            default_md = sha256
            policy = subject
            rand_serial = yes
            x509_extensions = names
            [subject]
            commonName = supplied
            [names]
            \(Self.names)
            """
        try configuration.write(toFile: folder + "/ca.cnf", atomically: true, encoding: .utf8)
        try "".write(toFile: folder + "/index", atomically: true, encoding: .utf8)
        let request = folder + "/request.pem"
        try Self.openssl(["req", "-new", "-key", keyFile, "-subj", "/CN=turnout test", "-out", request])
        try Self.openssl(
            [
                "ca", "-batch", "-notext", "-selfsign", "-config", folder + "/ca.cnf", "-keyfile", keyFile,
                "-in", request, "-out", file, "-startdate", start, "-enddate", end,
            ])
    }

    private static func openssl(_ arguments: [String]) throws {
        guard try run("/usr/bin/openssl", arguments) == 0 else {
            throw SocketError(what: "openssl \(arguments[0])", errorNumber: 0)
        }
    }
}
