// Files of certificates to trust.
import Foundation
import Scenarios
import Support
import Testing

@Suite struct CertificateFileTests {
    @Test(arguments: [
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", true),
        ("subject=x\n\n-----BEGIN TRUSTED CERTIFICATE-----\nMIIB\n", true),
        // Across the boundaries of the pieces in which a file is read.
        (String(repeating: "#", count: 16 * 1024 - 20) + "-----BEGIN CERTIFICATE-----\n", true),
        (String(repeating: "#", count: 48 * 1024 - 1) + "-----BEGIN X509 CERTIFICATE-----\n", true),
        (String(repeating: "#", count: 48 * 1024) + "-----BEGIN CERTIFICATE", false),
        ("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n", false),
        ("turnout: 1\n", false), ("", false),
    ])
    func `a certificate in PEM form is looked for`(text: String, isThere: Bool) async throws {
        try await withTemporaryDirectory { folder in
            let path = "\(folder)/x.pem"
            try Data(text.utf8).write(to: URL(filePath: path))
            #expect(CertificateFile.holdsCertificate(path) == isThere)
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/link.pem", withDestinationPath: "x.pem")
            #expect(CertificateFile.holdsCertificate("\(folder)/link.pem") == isThere)
        }
    }

    @Test(arguments: ["/tmp", "/dev/null", "/dev/zero", "/no/such/file"])
    func `only a regular file can contain one`(path: String) {
        #expect(!CertificateFile.holdsCertificate(path))
    }
}
