// What the host does about the event, around the journeys of a storm, and what becomes of it when the storm is stopped
// before anybody came.
import EventLoops
import Journeys
import Measuring
import PlatformContract
import Scenarios
import Support
import Synchronization
import Testing

@testable import Driver

/// What the duties of a storm were asked to do, in the order in which it happened.
private final class DutyLog: Sendable {
    private let kept = Mutex<[String]>([])

    func note(_ words: String) { kept.withLock { $0.append(words) } }

    var all: [String] { kept.withLock { $0 } }
}

/// A duty that notes what it is asked to do.
private struct NotedDuty: EventDuty {
    let name: String
    let log: DutyLog
    /// What it does at its beginning.
    var beginning: @Sendable (EventHost) async throws(SetupError) -> Void = { _ in }

    private func note(_ what: String, on host: EventHost) {
        log.note("\(name) \(what)" + (host.place.loop.isCurrent ? "" : ", on another loop"))
    }

    func begin(as host: EventHost) async throws(SetupError) {
        note("begins", on: host)
        try await beginning(host)
    }

    func accompany(as host: EventHost) async {
        // Until the journeys have ended.
        try? await host.place.loop.sleep(for: .seconds(600))
        log.note("an accompaniment ends")
    }

    func journeysEnded(as host: EventHost) async { note("ends", on: host) }

    func conclude(as host: EventHost, _ ending: EventEnding, into account: inout EventAccount) async {
        note("concludes", on: host)
        account.unmet.append("\(name): \(ending.entered) entered" + (ending.isInterrupted ? ", interrupted" : ""))
    }
}

/// A stop that ends a run in its setup.
struct SetupStop: CustomTestStringConvertible, Sendable {
    let reason: StopReason
    /// What the run throws; nil: it returns an outcome.
    let message: String?

    var testDescription: String { "\(reason)" }

    static let all = [
        SetupStop(reason: .interrupted, message: nil), SetupStop(reason: .terminated, message: nil),
        SetupStop(reason: .aborted("it took too long"), message: "the run ended during setup: it took too long"),
    ]
}

@Suite struct EventPhaseTests {
    private static let plan = Storms.plan([Storms.token, Storms.access, Storms.entry], count: 2)

    private static func isWebhook(_ request: PlainPlatform.Request) -> Bool { request.line.hasSuffix("/webhook") }

    /// Asks for the space's webhook, as often and with such pauses as the host may.
    private static func askForWebhook(_ host: EventHost) async throws(SetupError) {
        do throws(Failure) {
            _ = try await host.act(in: .setup) { (client) throws(Failure) in
                try await client.ask(HostClient.Request(.webhooks, PlatformPath.webhook(space: host.spaceID)))
            }
        } catch {
            throw SetupError(message: "there must be a webhook: \(error.kind)", remedy: "wait")
        }
    }

    @Test func `duties begin before anybody comes, accompany the journeys, and conclude in the opposite order`()
        async throws
    {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let log = DutyLog()
        let outcome = try await Storms.run(
            Self.plan, against: platform.url,
            duties: ["A", "B"].map { name in
                NotedDuty(name: name, log: log) { _ in
                    #expect(!platform.requests.contains { $0.line.hasSuffix("/join") })
                }
            })
        let ending = try outcome.ending.get()
        #expect(ending.status == .completed)
        #expect(
            log.all == [
                "A begins", "B begins", "an accompaniment ends", "an accompaniment ends", "A ends", "B ends",
                "B concludes", "A concludes",
            ])
        #expect(ending.event?.unmet == ["B: 2 entered", "A: 2 entered"])
    }

    @Test func `where something required is refused, nobody comes, and what had begun is taken back`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let log = DutyLog()
        let outcome = try await Storms.run(
            Self.plan, against: platform.url,
            duties: [
                NotedDuty(name: "A", log: log),
                NotedDuty(name: "B", log: log) { (_) throws(SetupError) in
                    throw SetupError(message: "a record is required", remedy: "use another account")
                },
                NotedDuty(name: "C", log: log),
            ])
        let problem = #expect(throws: Problem.self) { try outcome.ending.get() }
        #expect(problem?.messages == ["a record is required"])
        #expect(problem?.remedy == "Use another account.")
        #expect(log.all == ["A begins", "B begins", "A ends", "B ends", "B concludes", "A concludes"])
        #expect(outcome.samples.participants == [])
    }

    @Test(arguments: SetupStop.all)
    func `a stop does not wait for a platform that asks to be asked later`(stop: SetupStop) async throws {
        let platform = try PlainPlatform {
            Self.isWebhook($0) ? .init(503, headers: ["Retry-After: 60"], body: "{}") : nil
        }
        defer { platform.stop() }
        let log = DutyLog()
        let outcome = try await Storms.run(
            Self.plan, against: platform.url,
            during: { _, control in
                while !platform.requests.contains(where: Self.isWebhook), !Task.isCancelled { await Task.yield() }
                control.stop(stop.reason)
            },
            duties: [
                NotedDuty(name: "A", log: log),
                NotedDuty(name: "B", log: log) { (host) throws(SetupError) in try await Self.askForWebhook(host) },
                NotedDuty(name: "C", log: log),
            ])
        // A second attempt would come a minute later.
        #expect(platform.requests.count(where: Self.isWebhook) == 1)
        #expect(log.all == ["A begins", "B begins", "A ends", "B ends", "B concludes", "A concludes"])
        #expect(outcome.samples.participants == [])
        switch outcome.ending {
        case .success(let ending):
            // That the requirement was not met is no matter any more.
            #expect(stop.message == nil && ending.status == .interrupted)
            #expect(ending.event?.unmet == ["B: 0 entered, interrupted", "A: 0 entered, interrupted"])
        case .failure(let problem): #expect(problem.messages == [stop.message])
        }
    }

    @Test func `what is under way at a stop may end first, so that it can be taken back, and nothing else begins`()
        async throws
    {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let control = StormControl()
        let log = DutyLog()
        let outcome = try await Storms.run(
            Self.plan, against: platform.url, control: control,
            duties: [
                NotedDuty(name: "A", log: log) { host in
                    control.stop(.interrupted)
                    // As long as an answer might take.
                    let isWhole = (try? await host.place.loop.sleep(for: .milliseconds(50))) != nil
                    log.note(isWhole ? "A has begun" : "A was cut off")
                },
                NotedDuty(name: "B", log: log),
            ])
        #expect(try outcome.ending.get().status == .interrupted)
        #expect(log.all == ["A begins", "A has begun", "A ends", "A concludes"])
        #expect(outcome.samples.participants == [])
    }
}
