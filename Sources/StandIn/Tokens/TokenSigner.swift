// Creates tokens and verifies them.

import FoundationEssentials
import JWTKit
import Measuring
import PlatformContract

/// Signs and verifies the platform's JWTs with HS256 (contract section 1). JWTKit makes the signatures. The few fixed
/// claims are written by hand, since JSON encoders would be the most expensive part of a request.
struct TokenSigner: Sendable {
    private let algorithm: any JWTAlgorithm
    private static let header = Array("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9".utf8)
    private static let period = UInt8(ascii: ".")

    /// Creates a signer whose key depends on a seed.
    init(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed ^ 0x6B65_7920_6F66_2068)
        let key = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        algorithm = try await JWTKeyCollection().add(hmac: HMACKey(from: key), digestAlgorithm: .sha256).getKey()
    }

    /// The token for some claims.
    func token(_ claims: TokenClaims) throws(ErrorResponse) -> String {
        var text: [UInt8] = Self.header
        text.reserveCapacity(480)
        text.append(Self.period)
        Base64URL.encode(Self.json(claims), into: &text)
        do {
            let signature = try algorithm.sign(text)
            text.append(Self.period)
            Base64URL.encode(signature, into: &text)
        } catch {
            throw .api(.internalServerError, "The token could not be signed")
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The claims of a token that this signer made; nil if it is malformed, forged or foreign. The caller checks
    /// whether it has expired.
    func claims(_ token: some StringProtocol) -> TokenClaims? {
        let parts = Array(token.utf8).split(
            separator: Self.period, maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual(Self.header) || Self.isHS256(parts[0]),
            let signature = Base64URL.decode(parts[2]), let payload = Base64URL.decode(parts[1])
        else { return nil }
        let signed = parts[0] + [Self.period] + parts[1]
        // The bearer gets 401 whether a signature cannot be checked or does not match.
        guard (try? algorithm.verify(signature, signs: signed)) == true else { return nil }
        return try? JSONDecoder().decode(TokenClaims.self, from: Data(payload))
    }

    private struct Header: Decodable {
        var alg: String
    }

    private static func isHS256(_ header: ArraySlice<UInt8>) -> Bool {
        guard let json = Base64URL.decode(header),
            let header = try? JSONDecoder().decode(Header.self, from: Data(json))
        else { return false }
        return header.alg == "HS256"
    }

    private static func json(_ claims: TokenClaims) -> [UInt8] {
        var text = JSONObjectWriter()
        text.object {
            $0.field("sub", claims.subject)
            $0.field("aud", claims.audience.rawValue)
            $0.field("type", claims.kind.rawValue)
            $0.field("cId", claims.clientID)
            $0.field("jti", claims.tokenID)
            if let sign = claims.sign { $0.field("sgn", sign) }
            $0.field("iat", claims.issuedAt)
            $0.field("exp", claims.expiresAt)
        }
        return text.bytes
    }
}
