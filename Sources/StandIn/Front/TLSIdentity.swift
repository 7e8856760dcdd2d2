// The server's certificate, made at startup.

import Crypto
import FoundationEssentials
import NIOSSL
import SwiftASN1
import X509

/// A certificate authority for a single certificate, both with keys on the curve P-256 (ECDSA).
///
/// The keys are new at each start, never written, and not derived from the seed: whoever trusts the authority trusts
/// this process alone.
struct TLSIdentity: Sendable {
    /// The authority's certificate in PEM, for clients to trust.
    let authority: String
    /// The server's TLS configuration.
    let serverConfiguration: TLSConfiguration

    /// How long both certificates are valid, in seconds: the maximum that browsers allow.
    private static let lifetime: TimeInterval = 398 * 86_400
    /// Clocks of other machines may be behind.
    private static let slack: TimeInterval = 3_600

    /// Creates an identity for some hosts: names, or addresses as text.
    init(hosts: [String], now: Date = .now) throws {
        let authorityKey = P256.Signing.PrivateKey()
        let authorityName = try DistinguishedName {
            CommonName("Turnout stand-in CA")
            OrganizationName("Turnout")
        }
        let validity = (from: now.addingTimeInterval(-Self.slack), until: now.addingTimeInterval(Self.lifetime))
        let authority = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(authorityKey.publicKey),
            notValidBefore: validity.from, notValidAfter: validity.until, issuer: authorityName,
            subject: authorityName, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: .init(authorityKey.publicKey))
            }, issuerPrivateKey: .init(authorityKey))
        let key = P256.Signing.PrivateKey()
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: validity.from,
            notValidAfter: validity.until, issuer: authorityName,
            subject: DistinguishedName { CommonName("Turnout stand-in") }, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(hosts.map(Self.name))
                AuthorityKeyIdentifier(
                    keyIdentifier: try authority.extensions.subjectKeyIdentifier?.keyIdentifier)
            }, issuerPrivateKey: .init(authorityKey))
        self.authority = try authority.serializeAsPEM().pemString
        serverConfiguration = .makeServerConfiguration(
            certificateChain: [
                .certificate(
                    try NIOSSLCertificate(
                        bytes: Array(try certificate.serializeAsPEM().pemString.utf8), format: .pem))
            ],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.pemRepresentation.utf8), format: .pem)))
    }

    private static func name(_ host: String) -> GeneralName {
        // Certificates contain addresses in network order (RFC 5280 section 4.2.1.6).
        guard let bytes = NetworkAddress.bytes(host) else { return .dnsName(host) }
        return .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
    }
}
