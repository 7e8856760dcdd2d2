// Tokens and users.

import Foundation
import PlatformContract
import Testing

@testable import StandIn

@Suite struct TokenTests {
    private static let client = #""client_id":"turnout","client_secret":"turnout-secret""#

    @Test func `a password grant by e-mail gives a user token and its cookies`() async throws {
        let platform = try await TestPlatform()
        let answer = await platform.post(
            PlatformPath.token,
            #"{"grant_type":"password",\#(Self.client),"username":"host@example.test","password":"host-password"}"#)
        let pair: TokenAnswer = try answer.decoded()
        let access = try #require(platform.service.signer.claims(pair.accessToken))
        let refresh = try #require(platform.service.signer.claims(pair.refreshToken))
        #expect(pair.tokenType == "Bearer")
        #expect(access.audience == .user && access.kind == .access && access.clientID == "turnout")
        #expect(refresh.subject == access.subject && refresh.kind == .refresh && refresh.tokenID != access.tokenID)
        #expect(access.sign?.count == 10 && Identifier.isID(access.subject))
        #expect(access.expiresAt - access.issuedAt == 604_800)
        #expect(refresh.expiresAt - refresh.issuedAt == 1_814_400)
        #expect((300...460).contains(pair.accessToken.utf8.count))
        #expect(answer.cookies.count == 3)
        #expect(answer.cookies[0] == "accessToken=\(pair.accessToken); Path=/; HttpOnly; SameSite=Lax")
        #expect(answer.cookies[1] == "refreshToken=\(pair.refreshToken); Path=/; HttpOnly; SameSite=Lax")
        #expect(answer.cookies[2].wholeMatch(of: /trClId=[A-Za-z0-9]{20}; Path=\/; HttpOnly; SameSite=Lax/) != nil)
    }

    @Test func `a form body is read like a JSON one`() async throws {
        let platform = try await TestPlatform()
        let answer = await platform.send(
            "POST", PlatformPath.token,
            "grant_type=password&client_id=turnout&client_secret=turnout-secret"
                + "&username=participant-3%40example.test&password=password-3",
            type: "application/x-www-form-urlencoded; charset=utf-8")
        #expect(answer.status == 200)
    }

    @Test func `client credentials give a client token without cookies`() async throws {
        let platform = try await TestPlatform()
        let answer = await platform.post(
            PlatformPath.token, #"{"grant_type":"client_credentials",\#(Self.client)}"#)
        let claims = try #require(platform.service.signer.claims(try answer.decoded(TokenAnswer.self).accessToken))
        #expect(claims.audience == .client && claims.subject == "turnout" && claims.sign == nil)
        #expect(answer.cookies.isEmpty)
    }

    @Test func `a refresh token is good for its own client, and for its time`() async throws {
        let platform = try await TestPlatform { $0.clients.append(.init(id: "other", secret: "other-secret")) }
        let pair = try await platform.logIn(DefaultAccount.hostEmail, DefaultAccount.hostPassword)
        func refresh(_ client: String) async -> Answer {
            await platform.post(
                PlatformPath.token,
                #"{"grant_type":"refresh_token",\#(client),"refresh_token":"\#(pair.refreshToken)"}"#)
        }
        let foreign = await refresh(#""client_id":"other","client_secret":"other-secret""#)
        #expect(foreign.status == 400 && foreign.oauthRefusal?.error == OAuthErrorCode.invalidGrant)
        platform.time.advance(seconds: TokenClaims.refreshLifetimeSeconds)
        let late = await refresh(Self.client)
        #expect(late.status == 400 && late.oauthRefusal?.error == OAuthErrorCode.invalidGrant)
    }

    @Test func `a refresh token gives a new pair and becomes invalid`() async throws {
        let platform = try await TestPlatform()
        let first = try await platform.logIn("participant-1@example.test", "password-1")
        let body = #"{"grant_type":"refresh_token",\#(Self.client),"refresh_token":"\#(first.refreshToken)"}"#
        let second: TokenAnswer = try await platform.post(PlatformPath.token, body).decoded()
        #expect(second.refreshToken != first.refreshToken && second.accessToken != first.accessToken)
        let again = await platform.post(PlatformPath.token, body)
        #expect(again.status == 400)
        #expect(again.oauthRefusal?.error == .invalidGrant)
    }

    @Test func `an access token cannot be exchanged for a new pair`() async throws {
        let platform = try await TestPlatform()
        let pair = try await platform.logIn("participant-1@example.test", "password-1")
        let answer = await platform.post(
            PlatformPath.token,
            #"{"grant_type":"refresh_token",\#(Self.client),"refresh_token":"\#(pair.accessToken)"}"#)
        #expect(answer.oauthRefusal?.error == .invalidGrant)
    }

    @Test(arguments: [
        ("host", "host-password"), ("host@example.test", "wrong"), ("nobody@example.test", "host-password"),
        ("participant-1@example.test", "password-2"), ("Participant 1", "password-1"),
    ]) func `wrong credentials, and a name in place of the e-mail, are an invalid grant`(
        username: String, password: String
    ) async throws {
        let platform = try await TestPlatform()
        let answer = await platform.post(
            PlatformPath.token,
            #"{"grant_type":"password",\#(Self.client),"username":"\#(username)","password":"\#(password)"}"#)
        #expect(answer.status == 400)
        #expect(answer.text == #"{"error":"invalid_grant","error_description":"Invalid credentials"}"#)
    }

    @Test(arguments: [
        (#""client_id":"turnout","client_secret":"wrong""#), (#""client_id":"other","client_secret":"turnout-secret""#),
    ]) func `a wrong client is refused with 401`(client: String) async throws {
        let platform = try await TestPlatform()
        let answer = await platform.post(PlatformPath.token, #"{"grant_type":"client_credentials",\#(client)}"#)
        #expect(answer.status == 401)
        #expect(answer.oauthRefusal?.error == .invalidClient)
    }

    @Test(arguments: [
        (#"{"client_id":"turnout","client_secret":"turnout-secret"}"#, OAuthErrorCode.invalidRequest),
        (#"{"grant_type":"magic","client_id":"turnout","client_secret":"turnout-secret"}"#, .unsupportedGrantType),
        (#"{"grant_type":"password","client_secret":"turnout-secret"}"#, .invalidRequest),
        (#"{"grant_type":"password","client_id":"turnout"}"#, .invalidRequest),
        (#"{"grant_type":"password","client_id":"turnout","client_secret":"turnout-secret"}"#, .invalidRequest),
        (#"{"grant_type":"refresh_token","client_id":"turnout","client_secret":"turnout-secret"}"#, .invalidRequest),
        (#"{"grant_type":7,"client_id":"turnout","client_secret":"turnout-secret"}"#, .invalidRequest),
        ("{", .invalidRequest), ("", .invalidRequest), ("[]", .invalidRequest),
    ]) func `a token request that cannot be read or lacks a field says so`(
        body: String, code: OAuthErrorCode
    ) async throws {
        let platform = try await TestPlatform()
        let answer = await platform.post(PlatformPath.token, body)
        #expect(answer.status == 400)
        #expect(answer.oauthRefusal?.error == code)
    }

    @Test func `an access token serves for seven days`() async throws {
        let platform = try await TestPlatform()
        let host = try await platform.host()
        platform.time.advance(seconds: 604_799)
        #expect(await platform.get(PlatformPath.spaces, as: host).status == 200)
        platform.time.advance(seconds: 1)
        #expect(await platform.get(PlatformPath.spaces, as: host) == .refused(401, "Unauthorized", "Unauthorized"))
    }

    @Test func `tokens of another signer, a refresh token and a changed token are refused with 401`() async throws {
        let platform = try await TestPlatform()
        let other = try await TestPlatform { $0.seed = 2 }
        let pair = try await platform.logIn(DefaultAccount.hostEmail, DefaultAccount.hostPassword)
        let foreign = try await other.logIn(DefaultAccount.hostEmail, DefaultAccount.hostPassword)
        let changed = pair.accessToken.dropLast(2) + (pair.accessToken.hasSuffix("AA") ? "BB" : "AA")
        for token in [foreign.accessToken, pair.refreshToken, String(changed), "x", "..", ""] {
            #expect(await platform.get(PlatformPath.spaces, as: .bearer(token)).status == 401)
        }
        #expect(await platform.get(PlatformPath.spaces).status == 401)
    }
}

@Suite struct UserTests {
    @Test func `a personal token is valid for its account and does not expire`() async throws {
        let platform = try await TestPlatform { $0.accounts[0].personalToken = "made-by-hand" }
        let host = Sender.bearer("made-by-hand")
        let space = try await platform.space(by: host)
        platform.time.advance(seconds: 10 * 365 * 86_400)
        let spaces: ListAnswer<SpaceView> = try await platform.get(PlatformPath.spaces, as: host).decoded()
        #expect(spaces.items.map(\.id) == [space])
        #expect(await platform.get(PlatformPath.spaces, as: .bearer("made-by-han")).status == 401)
    }

    @Test func `a client creates a user, who can then log in`() async throws {
        let platform = try await TestPlatform()
        let answer: CreatedAnswer = try await platform.post(
            PlatformPath.users, #"{"email":"New@example.org","password":"p","username":"New"}"#,
            as: platform.client()
        ).decoded()
        #expect(Identifier.isID(answer.id))
        #expect(try await !platform.logIn("new@example.org", "p").accessToken.isEmpty)
    }

    @Test func `a user can create a user too`() async throws {
        let platform = try await TestPlatform()
        let answer = await platform.post(
            PlatformPath.users, #"{"email":"n@example.org","password":"p","username":"N"}"#,
            as: try await platform.host())
        #expect(answer.status == 200)
    }

    @Test(arguments: ["host@example.test", "HOST@example.test", "participant-9@example.test"])
    func `a taken e-mail is a conflict`(email: String) async throws {
        let platform = try await TestPlatform()
        let answer = await platform.post(
            PlatformPath.users, #"{"email":"\#(email)","password":"p","username":"N"}"#,
            as: try await platform.client())
        #expect(answer == .refused(409, "Conflict", "A user with this email already exists"))
    }

    @Test(arguments: [
        (#"{"password":"p","username":"N"}"#, "email is missing"),
        (#"{"email":"a@b","password":1,"username":"N"}"#, "password has the wrong type"),
        (#"{"email":"ab","password":"p","username":"N"}"#, "email must be an e-mail address"),
        (#"{"email":"a@b","password":"","username":"N"}"#, "password must not be empty"),
        ("nonsense", "The body is not valid JSON"),
        (#"{"email":"a@b","password":"p","username":"N",}"#, "The body is not valid JSON"),
        (#"{"email":"a@b","password":"p","username":"N","x":01}"#, "The body is not valid JSON"),
        ("[]", "The body is not a JSON object"),
    ]) func `an invalid field is named`(body: String, message: String) async throws {
        let platform = try await TestPlatform()
        let answer = await platform.post(PlatformPath.users, body, as: try await platform.client())
        #expect(answer == .refused(400, "Bad Request", message))
    }

    @Test func `nobody creates a user without a token`() async throws {
        let platform = try await TestPlatform()
        let answer = await platform.post(PlatformPath.users, #"{"email":"a@b","password":"p","username":"N"}"#)
        #expect(answer.status == 401)
    }

    @Test(arguments: [
        (nil, nil), ("application/json", "application/json"), ("Application/JSON;charset=utf-8", "application/json"),
        (" \t text/plain \t; a=b", "text/plain"),
    ]) func `a media type is read without its parameters, in any case`(header: String?, type: String?) {
        var request = IncomingRequest(method: "POST", path: "/")
        request.contentType = header
        #expect(request.mediaType == type)
    }

    @Test func `a link's person and a guest cannot create users`() async throws {
        let event = try await TestPlatform().event(isPublic: true)
        for page in [try await event.link(), PlatformPath.roomPage(alias: event.room.alias)] {
            let answer = await event.platform.post(
                PlatformPath.users, #"{"email":"n@example.org","password":"p","username":"N"}"#,
                as: try await event.open(page))
            #expect(answer == .refused(403, "Forbidden", PlatformMessage.forbiddenForUser))
        }
    }

    @Test(arguments: [(true, #""p""#, true), (true, "7", false), (false, #""p""#, false)])
    func `only a password from a known sender costs a hash`(
        isKnown: Bool, password: String, isHashed: Bool
    ) async throws {
        // One worker, whose work takes longer than anyone waits for the only connection: a hash blocks everybody.
        let platform = try await TestPlatform {
            $0.capacity = CapacityProfile(name: "hashing")
            $0.capacity.passwordHash = .init(workers: 1, milliseconds: 5_000)
            $0.capacity.database = .init(connections: 1, acquireTimeoutMilliseconds: 1)
        }
        _ = await platform.post(
            PlatformPath.users, #"{"email":"a@b","password":\#(password),"username":"N"}"#,
            as: isKnown ? try await platform.client() : .nobody)
        #expect(await platform.get(PlatformPath.spaces).status == (isHashed ? 503 : 401))
    }

    @Test func `as many generated identities exist as configured`() async throws {
        let platform = try await TestPlatform { $0.generatedAccounts = 2 }
        #expect(try await !platform.logIn("participant-2@example.test", "password-2").accessToken.isEmpty)
        await #expect(throws: UnexpectedAnswer.self) {
            try await platform.logIn("participant-3@example.test", "password-3")
        }
    }
}
