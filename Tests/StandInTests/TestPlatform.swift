// A stand-in without a network, whose time moves only when told, and a client for it.

import Foundation
import PlatformContract
import Synchronization
import Testing

@testable import StandIn

/// Time that stands still until it is moved.
final class TestClock: Sendable {
    private let microseconds = Mutex(0)

    func advance(seconds: Int) {
        microseconds.withLock { $0 += seconds * 1_000_000 }
    }

    var clock: ServerClock {
        ServerClock(
            now: { self.microseconds.withLock { $0 } }, wait: { _ in },
            // 2026-11-24T03:00:00Z
            startMicroseconds: 1_795_489_200_000_000)
    }
}

/// Who sends a request, and how they are identified.
struct Sender: Sendable {
    var bearer: String?
    var cookies: String?
    var participant: Int?

    static let nobody = Sender()
    static func bearer(_ token: String) -> Sender { Sender(bearer: token) }
}

/// The platform under test.
struct TestPlatform: Sendable {
    let service: StandInService
    let time = TestClock()
    private let webhooks: StandInConfiguration.Webhooks
    /// The Host header of its requests.
    let authority: String

    init(authority: String = "stand-in.test:8080", _ change: (inout StandInConfiguration) -> Void = { _ in })
        async throws
    {
        var configuration = StandInConfiguration(profile: .unlimited)
        change(&configuration)
        self.authority = authority
        webhooks = configuration.webhooks
        service = try await StandInService(configuration: configuration, clock: time.clock)
    }

    func send(
        _ method: String, _ target: String, _ body: String = "", type: String = "application/json",
        as sender: Sender = .nobody
    ) async -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1)
        var request = IncomingRequest(method: method, path: parts.first.map(String.init) ?? "")
        request.query = parts.count > 1 ? String(parts[1]) : ""
        request.authority = authority
        request.authorization = sender.bearer.map { "Bearer \($0)" }
        request.cookies = sender.cookies
        request.participant = sender.participant
        request.contentType = type
        request.body = Data(body.utf8)
        return await service.answer(request)
    }

    func get(_ target: String, as sender: Sender = .nobody) async -> Answer {
        await send("GET", target, as: sender)
    }

    func post(_ target: String, _ body: String = "", as sender: Sender = .nobody) async -> Answer {
        await send("POST", target, body, as: sender)
    }

    func put(_ target: String, _ body: String, as sender: Sender) async -> Answer {
        await send("PUT", target, body, as: sender)
    }

    /// A token by e-mail and password.
    func logIn(_ email: String, _ password: String, participant: Int? = nil) async throws -> TokenAnswer {
        try await post(
            PlatformPath.token,
            """
            {"grant_type":"password","client_id":"turnout","client_secret":"turnout-secret",\
            "username":"\(email)","password":"\(password)"}
            """, as: Sender(participant: participant)
        ).decoded()
    }

    /// The host, logged in.
    func host(participant: Int? = nil) async throws -> Sender {
        let token = try await logIn(DefaultAccount.hostEmail, DefaultAccount.hostPassword, participant: participant)
        return Sender(bearer: token.accessToken, participant: participant)
    }

    /// A generated participant's account, logged in.
    func account(_ index: Int) async throws -> Sender {
        let identity = GeneratedIdentity(index: index)
        return .bearer(try await logIn(identity.email, identity.password).accessToken)
    }

    /// The client, with a token of its own.
    func client() async throws -> Sender {
        let answer: TokenAnswer = try await post(
            PlatformPath.token,
            #"{"grant_type":"client_credentials","client_id":"turnout","client_secret":"turnout-secret"}"#
        ).decoded()
        return .bearer(answer.accessToken)
    }

    /// The id of a generated participant's account.
    func userID(of index: Int) async throws -> String {
        let token = try #require(try await account(index).bearer)
        return try #require(service.signer.claims(token)).subject
    }

    /// Runs background tasks as the server would, in this platform's time. Nothing is sent unless a way to do so is
    /// given.
    func run(_ backgroundTasks: BackgroundTask..., post: @escaping WebhookSender.Post = { _, _ in true }) async {
        await run(backgroundTasks, post: post)
    }

    /// The same in another time.
    func run(
        _ backgroundTasks: [BackgroundTask], retrySeconds: Double = 0, clock: ServerClock? = nil,
        post: @escaping WebhookSender.Post
    ) async {
        let clock = clock ?? service.clock
        let (stream, queue) = AsyncStream.makeStream(of: BackgroundTask.self)
        for backgroundTask in backgroundTasks { queue.yield(backgroundTask) }
        queue.finish()
        var settings = webhooks
        settings.retrySeconds = retrySeconds
        let sender = WebhookSender(platform: service.platform, settings: settings, clock: clock, post: post)
        await BackgroundTaskRunner(platform: service.platform, clock: clock, sender: sender).run(stream)
    }

    /// A space of the sender.
    func space(by sender: Sender, isPublic: Bool = false) async throws -> String {
        let answer: CreatedAnswer = try await post(
            PlatformPath.spaces, #"{"name":"Space","isPublic":\#(isPublic)}"#, as: sender
        ).decoded()
        return answer.id
    }

    /// A room of the sender's.
    func room(in space: String, by sender: Sender, isPublic: Bool = false) async throws -> CreatedRoom {
        try await post(
            PlatformPath.rooms(space: space), #"{"name":"Room","isPublic":\#(isPublic),"type":"lesson"}"#, as: sender
        ).decoded()
    }

    /// A space with a room, made by the host.
    func event(isPublic: Bool = false) async throws -> Event {
        let host = try await host()
        let space = try await space(by: host)
        return Event(
            platform: self, host: host, space: space, room: try await room(in: space, by: host, isPublic: isPublic))
    }
}

/// A room open to participants.
struct Event: Sendable {
    let platform: TestPlatform
    let host: Sender
    let space: String
    let room: CreatedRoom

    var roomPath: String { PlatformPath.room(room.id, space: space) }

    /// A link for someone, as path and query.
    func link(_ fields: String = #""username":"Ann","role":"user""#, by sender: Sender? = nil) async throws -> String {
        let answer: AccessAnswer = try await platform.post(
            PlatformPath.generateAccess(room: room.id, space: space), "{\(fields)}", as: sender ?? host
        ).decoded()
        return String(answer.url.dropFirst("http://stand-in.test:8080".count))
    }

    /// Opens a link, and becomes the browser that has its cookies.
    func open(_ link: String, participant: Int? = nil) async throws -> Sender {
        let answer = await platform.get(link, as: Sender(participant: participant))
        guard answer.status == 200 else { throw UnexpectedAnswer(status: answer.status) }
        return Sender(cookies: answer.cookieHeader, participant: participant)
    }

    /// Becomes a participant.
    func participant(_ sender: Sender, name: String = "Ann") async throws -> String {
        let answer: CreatedAnswer = try await platform.post(
            PlatformPath.participants(space: space),
            #"{"name":"\#(name)","roomId":"\#(room.id)","role":"user","clientUniqueId":"c1"}"#, as: sender
        ).decoded()
        return answer.id
    }

    func join(_ participant: String, as sender: Sender) async -> Answer {
        await platform.post(
            PlatformPath.join(room: room.id, space: space), #"{"participantId":"\#(participant)"}"#, as: sender)
    }

    func leave(_ participant: String, as sender: Sender) async -> Answer {
        await platform.post(
            PlatformPath.leave(room: room.id, space: space), #"{"participantId":"\#(participant)"}"#, as: sender)
    }

    /// Executes the whole entry of a person with a link.
    func enter(externalUserID: String, participant number: Int? = nil) async throws -> (Sender, participant: String) {
        let browser = try await open(
            try await link(#""username":"\#(externalUserID)","role":"user","externalUserId":"\#(externalUserID)""#),
            participant: number)
        let participant = try await participant(browser, name: externalUserID)
        let answer = await join(participant, as: browser)
        guard answer.status == 204 else { throw UnexpectedAnswer(status: answer.status) }
        return (browser, participant)
    }
}

/// A call that should have succeeded did not.
struct UnexpectedAnswer: Error {
    var status: Int
}

extension Answer {
    /// The body of a success.
    func decoded<Body: Decodable>(_ type: Body.Type = Body.self) throws -> Body {
        guard status == 200 else { throw UnexpectedAnswer(status: status) }
        return try JSONDecoder().decode(type, from: Data(body))
    }

    /// The body of an API error.
    var refusal: APIErrorBody? { try? JSONDecoder().decode(APIErrorBody.self, from: Data(body)) }

    /// The body of a token endpoint error.
    var oauthRefusal: OAuthErrorBody? { try? JSONDecoder().decode(OAuthErrorBody.self, from: Data(body)) }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The cookies as a browser sends them back.
    var cookieHeader: String {
        cookies.compactMap { $0.split(separator: ";").first.map(String.init) }.joined(separator: "; ")
    }

    /// An API error as the contract writes it.
    static func refused(_ status: Int, _ error: String, _ message: String) -> Answer {
        var answer = Answer.json {
            $0.field("statusCode", status)
            $0.field("error", error)
            $0.field("message", message)
        }
        answer.status = status
        return answer
    }
}
