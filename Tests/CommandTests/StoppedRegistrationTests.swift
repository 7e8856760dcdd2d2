// Runs that are stopped while the host registers its webhook: the real binary against a platform that takes its time.
import Analysis
import Foundation
import Glibc
import PlatformContract
import Support
import Synchronization
import Testing

/// A platform whose webhook is slow to be had.
private final class SlowWebhook: Sendable {
    /// What is slow about it.
    enum Manner: Sendable {
        /// It asks to be asked again a minute later.
        case busy
        /// It answers a registration when the test says so.
        case held
    }

    private struct State {
        var url: String?
        var asked: [String] = []
    }

    private let state = Mutex(State())
    private let manner: Manner
    /// A question that the test waits for has come.
    let isAsked = Event()
    /// A registration may be answered.
    let release = BlockingEvent()

    init(_ manner: Manner) { self.manner = manner }

    /// The methods of the requests so far.
    var asked: [String] { state.withLock { $0.asked } }
    /// Where deliveries would be sent; nil: there is no webhook.
    var url: String? { state.withLock { $0.url } }

    /// Answers requests about the webhook, and no others.
    func answer(_ request: PlainPlatform.Request) -> PlainPlatform.Answer? {
        guard request.line.hasSuffix(" \(PlatformPath.webhook(space: PlainPlatform.spaceID))") else { return nil }
        let method = String(request.line.prefix { $0 != " " })
        state.withLock { $0.asked.append(method) }
        switch (method, manner) {
        case (_, .busy):
            isAsked.happen()
            return .init(503, headers: ["Retry-After: 60"], body: "{}")
        case ("POST", .held):
            let url = request.body.firstMatch(of: #/"url": ?"([^"]+)"/#).map { String($0.1) }
            state.withLock { $0.url = url }
            isAsked.happen()
            release.wait()
            return .init(200, body: #"{"url":"\#(url ?? "")","secret":"a-secret","isActive":true}"#)
        case ("DELETE", .held):
            state.withLock { $0.url = nil }
            return .init(204)
        case (_, .held):
            return url.map { .init(200, body: #"{"url":"\#($0)","isActive":true}"#) } ?? .init(404, body: "{}")
        }
    }
}

@Suite(.serialized) struct StoppedRegistrationTests {
    private static func run(
        _ webhook: SlowWebhook, then stop: @escaping @Sendable (RunningCommand) async -> Void
    ) async throws -> (outcome: Command.Outcome, folder: TemporaryFolder, requests: [PlainPlatform.Request]) {
        let folder = try TemporaryFolder()
        let platform = try PlainPlatform { webhook.answer($0) }
        defer {
            webhook.release.happen()
            platform.stop()
        }
        try folder.write(
            "event.yaml", VisitScenario.text(at: platform.url, "webhooks: required\nrecord: required"))
        let outcome = try await Command(["run", "event.yaml", "--out", "run"], in: folder).run { running in
            await webhook.isAsked.wait()
            await stop(running)
        }
        return (outcome, folder, platform.requests)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal counts at once, although the platform asks to be asked a minute later`(signal: Int32) async throws {
        let webhook = SlowWebhook(.busy)
        let (outcome, folder, requests) = try await Self.run(webhook) { $0.send(signal) }
        // What could not be had before the signal is no reason of its own.
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.output)\(outcome.errors)")
        #expect(webhook.asked == ["GET"])
        #expect(!requests.contains { $0.line.hasSuffix("/join") || $0.line.hasSuffix("/records/start") })
        let summary = try Summary(json: folder.read("run/summary.json"))
        #expect(summary.run.status == .interrupted && summary.verdict == .none && summary.unmet.isEmpty)
        #expect(summary.event?.webhooks?.registered == false)
    }

    @Test func `a webhook that is registered while the run is stopped is taken back`() async throws {
        let webhook = SlowWebhook(.held)
        let (outcome, folder, requests) = try await Self.run(webhook) { running in
            running.send(SIGINT)
            #expect(await running.errors.line { $0.hasPrefix("Stopping…") } != nil)
            webhook.release.happen()
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.output)\(outcome.errors)")
        #expect(webhook.asked == ["GET", "POST", "GET", "DELETE"] && webhook.url == nil)
        #expect(!requests.contains { $0.line.hasSuffix("/join") || $0.line.hasSuffix("/records/start") })
        let event = try #require(try Summary(json: folder.read("run/summary.json")).event)
        #expect(event.webhooks?.registered == true && event.webhooks?.deleted == true)
        #expect(event.timeline.map(\.kind) == [.webhookRegistered, .webhookDeleted])
    }
}
