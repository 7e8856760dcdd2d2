// The run's webhook against platforms that answer otherwise than they should.
import Measuring
import PlatformContract
import Scenarios
import Support
import Synchronization
import Testing

@testable import Journeys

/// A space's webhook at a platform with faults.
final class WebhookPlatform: Sendable {
    struct State {
        var url: String?
        /// What the next requests are answered with, by method; those behind as the platform should.
        var instead: [String: [PlainPlatform.Answer]] = [:]
        /// Whether a webhook is registered although the answer says otherwise.
        var registersAllTheSame = false
        /// How many times the webhook is looked for in vain after that, since the platform is still at it.
        var looksUntilRegistered = 0
        /// The runs whose receivers answer.
        var receivers: Set<String> = []
        var asked: [String] = []
    }

    private let server: PlainPlatform
    private let shared: Shared

    init(_ state: State = State()) throws {
        let shared = Shared(state)
        self.shared = shared
        server = try PlainPlatform { shared.answer($0) }
    }

    /// The state, which the server's threads change.
    private final class Shared: Sendable {
        let state: Mutex<State>
        init(_ state: State) { self.state = Mutex(state) }

        func answer(_ request: PlainPlatform.Request) -> PlainPlatform.Answer? {
            state.withLock { state in
                let method = String(request.line.prefix { $0 != " " })
                if let marker = WebhookMarker(in: request.line) {
                    return state.receivers.contains(marker.runID)
                        ? .init(200, body: marker.identification) : .init(404, body: "none")
                }
                guard request.line.hasSuffix("/webhook") else { return nil }
                state.asked.append(method)
                if let answer = state.instead[method]?.first {
                    state.instead[method]?.removeFirst()
                    if method == "POST", state.registersAllTheSame { state.url = Self.url(in: request.body) }
                    return answer
                }
                switch method {
                case "GET" where state.looksUntilRegistered > 0 && state.url != nil:
                    state.looksUntilRegistered -= 1
                    return .init(404, body: "{}")
                case "GET":
                    return state.url.map { .init(200, body: "{\"url\":\"\($0)\"}") } ?? .init(404, body: "{}")
                case "POST":
                    guard state.url == nil else { return .init(409, body: "{\"message\":\"there is one\"}") }
                    state.url = Self.url(in: request.body)
                    return .init(200, body: "{\"secret\":\"s3cret\"}")
                default:
                    state.url = nil
                    return .init(200)
                }
            }
        }

        private static func url(in body: String) -> String? {
            body.split(separator: "\"").map(String.init).first { $0.hasPrefix("http") }
        }
    }

    var address: String { server.url }
    /// The URL of the webhook; nil: there is none.
    var url: String? { shared.state.withLock { $0.url } }
    /// The methods of the requests for the webhook.
    var asked: [String] { shared.state.withLock { $0.asked } }
    /// Registers a webhook behind the host's back.
    func leave(_ url: String) { shared.state.withLock { $0.url = url } }
    func stop() { server.stop() }
}

struct WebhookRegistrationTests {
    private static let own = WebhookMarker(runID: "r1")
    private static let other = WebhookMarker(runID: "r0")

    private func registration(_ base: String = "http://127.0.0.1:1") -> WebhookRegistration {
        WebhookRegistration(marker: Self.own, url: base + Self.own.path, spaceID: PlainPlatform.spaceID)
    }

    private func duty(_ mode: EventPlan.Mode, _ stage: HostStage) -> WebhookDuty {
        WebhookDuty(
            mode: mode, marker: Self.own, base: "http://127.0.0.1:1", inbox: WebhookInbox(timeline: stage.timeline),
            timeline: stage.timeline, receiver: .init(refused: { 0 }, overloaded: { 0 }, stop: { 0 }),
            people: .init(entered: { 0 }, joins: { 0 }))
    }

    /// What came of registering, in words.
    private func register(
        at platform: WebhookPlatform, base: String = "http://127.0.0.1:1", others: [String] = [],
        resolve: [String] = []
    ) async throws -> String {
        try await HostStage.act(against: platform.address, others: others, resolve: resolve) { stage in
            do throws(Failure) {
                let outcome = try await stage.host.act(in: .setup) { (client) throws(Failure) in
                    try await registration(base).register(client)
                }
                switch outcome {
                case .registered(let secret, let cleared):
                    #expect(secret.revealed == "s3cret")
                    return cleared.map { "registered, cleared \($0)" } ?? "registered"
                case .refused(let reason, _): return reason
                }
            } catch {
                return error.detail
            }
        }
    }

    @Test(arguments: [
        ("/turnout/run-r0", "r0"), ("/hooks/turnout/run-a-1B", "a-1B"), ("/turnout/run-", nil), ("/run-r0", nil),
        ("/turnout/run-r0/more", nil),
        ("/turnout/run-\(String(repeating: "x", count: 64))", String(repeating: "x", count: 64)),
        ("/turnout/run-\(String(repeating: "x", count: 65))", nil),
    ])
    func `only what Turnout makes is taken for a run's webhook`(path: String, run: String?) {
        #expect(WebhookMarker(in: "http://127.0.0.1:1\(path)")?.runID == run)
    }

    @Test(arguments: [
        ("Plan does not include webhooks", true), ("A paid plan is needed", true),
        ("Ваш тариф не включает вебхуки", true),
        ("Owners only", false), ("", false),
    ])
    func `the account's plan is recognised as the reason of a refusal`(words: String, isByPlan: Bool) {
        let refusal = HostRefusal(
            Failure(
                kind: .status, status: 403, detail: "answered with status 403" + (words.isEmpty ? "" : ": \(words)")))
        #expect(refusal == HostRefusal(isByPlan: isByPlan, words: words))
    }

    @Test func `an answer without a secret is no webhook, and what was registered is deleted`() async throws {
        var state = WebhookPlatform.State()
        state.instead["POST"] = [.init(200, body: "{\"id\":\"w1\"}")]
        state.registersAllTheSame = true
        let platform = try WebhookPlatform(state)
        defer { platform.stop() }
        #expect(try await register(at: platform) == "the response has no secret")
        #expect(platform.url == nil)
    }

    @Test func `a webhook that appears between looking and registering is looked at again`() async throws {
        var state = WebhookPlatform.State()
        state.instead["POST"] = [.init(409, body: "{}")]
        let platform = try WebhookPlatform(state)
        defer { platform.stop() }
        #expect(try await register(at: platform) == "registered")
        #expect(platform.asked == ["GET", "POST", "GET", "POST"])
    }

    @Test func `another run that is always faster is told apart from a failure`() async throws {
        var state = WebhookPlatform.State()
        state.instead["POST"] = [.init(409, body: "{}"), .init(409, body: "{}")]
        let platform = try WebhookPlatform(state)
        defer { platform.stop() }
        #expect(
            try await register(at: platform)
                == "another webhook was registered for the space at the same moment")
        #expect(platform.asked.count == 4)
    }

    @Test func `a token that the platform rejects is renewed once`() async throws {
        var state = WebhookPlatform.State()
        state.instead["GET"] = [.init(401, body: "{}")]
        let platform = try WebhookPlatform(state)
        defer { platform.stop() }
        #expect(try await register(at: platform) == "registered")
        #expect(platform.asked == ["GET", "GET", "POST"])
    }

    @Test func `a token that has expired is renewed once for everything that the host does`() async throws {
        // The token of setup has expired; the platform takes those that it grants now.
        let platform = try PlainPlatform { request in
            guard request.line.hasSuffix("/webhook") else { return nil }
            return request.headers["authorization"] == "Bearer t.1" ? .init(404, body: "{}") : .init(401, body: "{}")
        }
        defer { platform.stop() }
        try await HostStage.act(against: platform.url) { stage in
            for _ in 0..<3 {
                let removal = try await stage.host.act(in: .event) { (client) throws(Failure) in
                    try await registration().remove(client)
                }
                #expect(removal == .missing)
            }
        }
        let asked = platform.requests.map(\.line)
        #expect(asked.count { $0 == "POST /v1/auth/token" } == 1, "\(asked)")
        #expect(asked.count { $0.hasSuffix("/webhook") } == 4, "\(asked)")
    }

    @Test func `what is left of an earlier run and may not be deleted is the reason, and not a race`() async throws {
        var state = WebhookPlatform.State()
        state.url = "http://127.0.0.1:1\(Self.other.path)"
        state.instead["DELETE"] = [.init(403, body: "{\"message\":\"owners only\"}")]
        let platform = try WebhookPlatform(state)
        defer { platform.stop() }
        let reason = try await register(at: platform, others: ["http://127.0.0.1:1"])
        #expect(reason.hasPrefix("a webhook that an earlier run left behind could not be deleted"), "\(reason)")
        #expect(platform.asked == ["GET", "DELETE"])
    }

    @Test func `a webhook that may not be deleted is not called deleted`() async throws {
        var state = WebhookPlatform.State()
        state.instead["DELETE"] = [.init(403, body: "{\"message\":\"owners only\"}")]
        let platform = try WebhookPlatform(state)
        defer { platform.stop() }
        _ = try await register(at: platform)
        let removal = try await HostStage.act(against: platform.address) { stage in
            try await stage.host.act(in: .teardown) { (client) throws(Failure) in
                try await registration().remove(client)
            }
        }
        guard case .refused(let why) = removal else {
            Issue.record("\(removal)")
            return
        }
        #expect(why.contains("owners only"))
        #expect(platform.url != nil)
    }

    /// What a webhook at an address of another machine proves: `name` is such an address to Turnout, and leads here.
    @Test(arguments: [
        // Reached under the same address as this run, which answers there: the other run is over.
        (true, ["r1"], "registered, cleared r0"),
        (true, ["r0", "r1"], "which is under way"),
        // This run's receiver does not answer there, so silence proves nothing.
        (true, [], "whether that run is under way cannot be told"),
        // This run is reached under another address.
        (false, ["r1"], "this run receives its webhooks under another address"),
        (false, ["r0"], "which is under way"),
    ])
    func `a webhook elsewhere is an earlier run's only if the same address leads to this run`(
        isSame: Bool, receivers: [String], words: String
    ) async throws {
        var state = WebhookPlatform.State()
        state.receivers = Set(receivers)
        let platform = try WebhookPlatform(state)
        defer { platform.stop() }
        let port = try #require(platform.address.split(separator: ":").last)
        let name = "http://rehearsal.test:\(port)"
        platform.leave("\(name)\(Self.other.path)")
        let outcome = try await register(
            at: platform, base: isSame ? name : "http://elsewhere.test:\(port)", others: [name],
            resolve: ["rehearsal.test:\(port):127.0.0.1"])
        #expect(outcome.contains(words), "\(outcome)")
        #expect((platform.url == name + Self.other.path) == !outcome.hasPrefix("registered"))
    }

    @Test func `a receiver that closes connections may be under way`() async throws {
        // As one with too many connections does.
        let full = try ScriptedServer([.receive, .close])
        defer { full.stop() }
        var state = WebhookPlatform.State()
        state.url = full.url + Self.other.path
        let platform = try WebhookPlatform(state)
        defer { platform.stop() }
        let outcome = try await register(at: platform, others: [full.url])
        #expect(outcome.contains("whether that run is under way cannot be told"), "\(outcome)")
        #expect(platform.url == full.url + Self.other.path)
    }

    @Test func `a webhook that was registered although the platform said otherwise is taken back`() async throws {
        var state = WebhookPlatform.State()
        state.instead["POST"] = [.init(500, body: "{}")]
        state.registersAllTheSame = true
        let platform = try WebhookPlatform(state)
        defer { platform.stop() }
        let message = try await HostStage.act(against: platform.address) { stage in
            do throws(SetupError) {
                try await duty(.required, stage).begin(as: stage.host)
                return ""
            } catch {
                return error.message
            }
        }
        #expect(message.hasPrefix("webhooks are required, and the webhook could not be registered"))
        #expect(platform.asked == ["GET", "POST", "GET", "DELETE"])
        #expect(platform.url == nil)
    }

    @Test func `a registration that was not answered is looked for until the platform has made it`() async throws {
        var state = WebhookPlatform.State()
        state.instead["POST"] = [.cutOff]
        state.registersAllTheSame = true
        state.looksUntilRegistered = 1
        let platform = try WebhookPlatform(state)
        defer { platform.stop() }
        try await HostStage.act(against: platform.address) { stage in
            // A required one ends the run; with another one the run goes on, and looks again at its end.
            let duty = duty(.auto, stage)
            try await duty.begin(as: stage.host)
            #expect(platform.asked == ["GET", "POST", "GET"] && platform.url != nil)
            var account = EventAccount()
            await duty.conclude(as: stage.host, EventEnding(entered: 1), into: &account)
            #expect(stage.kinds == [.webhookFailed, .webhookDeleted])
            #expect(account.webhooks?.isRegistered == false)
            #expect(account.webhooks?.reason?.hasPrefix("the webhook could not be registered: ") == true)
        }
        #expect(platform.asked == ["GET", "POST", "GET", "GET", "DELETE"] && platform.url == nil)
    }

    @Test func `a registration that was refused is not looked for`() async throws {
        var state = WebhookPlatform.State()
        state.instead["POST"] = [.init(400, body: "{}")]
        let platform = try WebhookPlatform(state)
        defer { platform.stop() }
        try await HostStage.act(against: platform.address) { stage in
            let duty = duty(.auto, stage)
            try await duty.begin(as: stage.host)
            var account = EventAccount()
            await duty.conclude(as: stage.host, EventEnding(entered: 1), into: &account)
        }
        #expect(platform.asked == ["GET", "POST"])
    }

    @Test func `a required registration that was not answered is looked for before the run is refused`() async throws {
        var state = WebhookPlatform.State()
        state.instead["POST"] = [.cutOff]
        state.registersAllTheSame = true
        state.looksUntilRegistered = 1
        let platform = try WebhookPlatform(state)
        defer { platform.stop() }
        try await HostStage.act(against: platform.address) { stage in
            _ = await #expect(throws: SetupError.self) { try await duty(.required, stage).begin(as: stage.host) }
        }
        #expect(platform.asked == ["GET", "POST", "GET", "GET", "DELETE"] && platform.url == nil)
    }

    @Test func `whatever came before the secret is counted, and nothing after the end`() async throws {
        let platform = try WebhookPlatform()
        defer { platform.stop() }
        try await HostStage.act(against: platform.address) { stage in
            let unopened = WebhookInbox(timeline: stage.timeline)
            for _ in 0..<150 { unopened.take("call_started") }
            unopened.close(refused: 2, overloaded: 7)
            #expect(
                unopened.account.refused == 152 && unopened.account.overloaded == 7
                    && unopened.account.counts.received == 0)
            let inbox = stage.openInbox()
            inbox.take("call_started")
            inbox.close(refused: 0, overloaded: 0)
            inbox.take("call_finished")
            #expect(inbox.account.counts.received == 1 && stage.kinds == [.callStarted])
        }
    }
}
