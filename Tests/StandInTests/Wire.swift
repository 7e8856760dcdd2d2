// The integrator of the platform, using curl.

import Foundation
import PlatformContract
import Support
import Testing

@testable import StandIn

/// Calls of a stand-in that serves on a real socket.
struct Wire: Sendable {
    /// A response.
    struct Reply: Sendable {
        var status: Int
        /// The value of `Retry-After`.
        var retryAfter: String
        var body: String

        /// The body as JSON.
        func decoded<Body: Decodable>(_ type: Body.Type = Body.self) throws -> Body {
            try JSONDecoder().decode(type, from: Data(body.utf8))
        }

        /// The body of an API error.
        var refusal: APIErrorBody? { try? decoded() }
        /// The body of a token endpoint error.
        var oauthRefusal: OAuthErrorBody? { try? decoded() }
    }

    let base: String
    private let curl: Curl

    /// Calls to the server at a URL, all with some options of curl.
    init(_ base: String, options: [String] = []) throws {
        self.base = base
        curl = Curl(folder: try TemporaryFolder(), options: options)
    }

    /// Sends a request; with a jar it is a browser's.
    func send(
        _ method: String, _ target: String, _ body: String? = nil, as token: String? = nil, jar: String? = nil
    ) async throws -> Reply {
        var options = ["--request", method, "--write-out", "\n%{http_code} %header{retry-after}"]
        if let body { options += ["--header", "Content-Type: application/json", "--data", body] }
        if let token { options += ["--header", "Authorization: Bearer \(token)"] }
        if let jar { options += ["--cookie", jar, "--cookie-jar", jar] }
        let answer = try await curl(options + [target.hasPrefix("http") ? target : base + target])
        try #require(answer.code == 0, "\(target): \(answer.errors)")
        let end = try #require(answer.output.lastIndex(of: "\n"))
        let words = answer.output[end...].dropFirst().split(separator: " ", omittingEmptySubsequences: false)
        return Reply(
            status: Int(words[0]) ?? 0, retryAfter: String(words[1]), body: String(answer.output[..<end]))
    }

    func get(_ target: String, as token: String? = nil, jar: String? = nil) async throws -> Reply {
        try await send("GET", target, as: token, jar: jar)
    }

    func post(_ target: String, _ body: String = "", as token: String? = nil, jar: String? = nil) async throws -> Reply
    {
        try await send("POST", target, body, as: token, jar: jar)
    }

    /// Requests a token with a grant's own fields.
    func token(_ fields: String, secret: String = "turnout-secret") async throws -> Reply {
        try await post(
            PlatformPath.token, #"{"client_id":"turnout","client_secret":"\#(secret)",\#(fields)}"#)
    }

    /// An account's token.
    func logIn(_ email: String, _ password: String) async throws -> String {
        try await token(#""grant_type":"password","username":"\#(email)","password":"\#(password)""#)
            .decoded(TokenAnswer.self).accessToken
    }

    /// A generated participant's token.
    func account(_ index: Int) async throws -> String {
        let identity = GeneratedIdentity(index: index)
        return try await logIn(identity.email, identity.password)
    }

    /// The client's own token.
    func client() async throws -> String {
        try await token(#""grant_type":"client_credentials""#).decoded(TokenAnswer.self).accessToken
    }

    /// A space of the host, with a room of the host.
    func event(isPublic: Bool = false) async throws -> WireEvent {
        let host = try await logIn(DefaultAccount.hostEmail, DefaultAccount.hostPassword)
        let space = try await post(PlatformPath.spaces, #"{"name":"S","isPublic":\#(isPublic)}"#, as: host)
            .decoded(CreatedAnswer.self).id
        let room = try await post(
            PlatformPath.rooms(space: space), #"{"name":"R","isPublic":\#(isPublic)}"#, as: host
        ).decoded(CreatedRoom.self)
        return WireEvent(wire: self, host: host, space: space, room: room)
    }
}

/// A room open to participants.
struct WireEvent: Sendable {
    let wire: Wire
    let host: String
    let space: String
    let room: CreatedRoom

    var path: String { PlatformPath.room(room.id, space: space) }

    /// A link for someone.
    func link(_ name: String, _ more: String = "", role: Role = .user) async throws -> String {
        try await wire.post(
            PlatformPath.generateAccess(room: room.id, space: space),
            #"{"username":"\#(name)","role":"\#(role.rawValue)","externalUserId":"\#(name)"\#(more)}"#, as: host
        ).decoded(AccessAnswer.self).url
    }

    /// Executes the whole entry with its own link.
    ///
    /// - Returns: The participant's id; the browser's jar is named after the person.
    func enter(_ name: String, as externalUserID: String? = nil, role: Role = .user) async throws -> String {
        let page = try await wire.get(try await link(externalUserID ?? name, role: role), jar: name)
        try #require(page.status == 200)
        let participant = try await wire.post(
            PlatformPath.participants(space: space),
            #"{"name":"\#(name)","roomId":"\#(room.id)","role":"\#(role.rawValue)"}"#, jar: name
        ).decoded(CreatedAnswer.self).id
        let join = try await wire.post(
            PlatformPath.join(room: room.id, space: space), #"{"participantId":"\#(participant)"}"#, jar: name)
        try #require(join.status == 204)
        return participant
    }

    func leave(_ participant: String, jar: String) async throws {
        let leave = try await wire.post(
            PlatformPath.leave(room: room.id, space: space), #"{"participantId":"\#(participant)"}"#, jar: jar)
        try #require(leave.status == 204)
    }

    /// The finished calls.
    func calls() async throws -> [CallView] {
        try await wire.get("/v1/spaces/\(space)/analytics/calls?roomId=\(room.id)", as: host)
            .decoded(ListAnswer<CallView>.self).items
    }
}
