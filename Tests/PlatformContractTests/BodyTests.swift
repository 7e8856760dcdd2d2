import Foundation
import PlatformContract
import Testing

@Suite struct BodyTests {
    /// The JSON of a body with sorted keys.
    private func json(_ body: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(body), as: UTF8.self)
    }

    @Test func `a token request has OAuth2's field names`() throws {
        let request = TokenRequest(
            grantType: Grant.password.rawValue, clientID: "c", clientSecret: "s", username: "u@x", password: "p")
        #expect(
            try json(request)
                == #"{"client_id":"c","client_secret":"s","grant_type":"password","password":"p","username":"u@x"}"#)
    }

    @Test func `a pair of tokens has OAuth2's field names`() throws {
        #expect(
            try json(TokenAnswer(accessToken: "a", refreshToken: "r"))
                == #"{"access_token":"a","refresh_token":"r","token_type":"Bearer"}"#)
    }

    @Test func `access has the contract's field names`() throws {
        let request = AccessRequest(username: "n", role: .moderator, externalUserID: "e", ttl: 60, isPermanent: true)
        #expect(
            try json(request)
                == #"{"externalUserId":"e","isPermanent":true,"role":"moderator","ttl":60,"username":"n"}"#)
    }

    @Test func `a participant has the contract's field names`() throws {
        let request = ParticipantRequest(name: "n", roomID: "r", role: .user, clientUniqueID: "c")
        #expect(try json(request) == #"{"clientUniqueId":"c","name":"n","role":"user","roomId":"r"}"#)
        #expect(try json(ParticipantReference(participantID: "p")) == #"{"participantId":"p"}"#)
    }

    @Test func `a new room has alias, id and channel`() throws {
        #expect(
            try json(CreatedRoom(alias: "a", id: "i", channelID: "c")) == #"{"alias":"a","channelId":"c","id":"i"}"#)
    }

    @Test func `refusals have the two shapes of the contract`() throws {
        #expect(
            try json(OAuthErrorBody(error: .invalidGrant, description: PlatformMessage.invalidCredentials))
                == #"{"error":"invalid_grant","error_description":"Invalid credentials"}"#)
        #expect(
            try json(APIErrorBody(statusCode: 401, error: "Unauthorized", message: "m"))
                == #"{"error":"Unauthorized","message":"m","statusCode":401}"#)
    }

    @Test func `claims have the names of the platform's tokens`() throws {
        let claims = TokenClaims(
            subject: "s", audience: .user, kind: .access, clientID: "c", tokenID: "j", sign: "0123456789", issuedAt: 1,
            expiresAt: 2)
        #expect(
            try json(claims)
                == #"{"aud":"user","cId":"c","exp":2,"iat":1,"jti":"j","sgn":"0123456789","sub":"s","type":"accessToken"}"#
        )
    }

    @Test func `only a wrong client gets 401`() {
        let statuses = Dictionary(uniqueKeysWithValues: OAuthErrorCode.allCases.map { ($0, $0.status) })
        #expect(
            statuses == [.invalidClient: 401, .invalidGrant: 400, .invalidRequest: 400, .unsupportedGrantType: 400])
    }

    @Test func `cookies are hidden from scripts, and secure over TLS`() {
        #expect(CookieName.attributes(secure: false) == "; Path=/; HttpOnly; SameSite=Lax")
        #expect(
            CookieName.attributes(secure: true, domain: "example.test")
                == "; Path=/; HttpOnly; SameSite=None; Secure; Domain=example.test")
    }
}
