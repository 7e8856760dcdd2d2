// Webhooks that were registered and told of nothing: what a run says, and when it fails for it.
import Measuring
import Scenarios
import Support
import Synchronization
import Testing

@testable import Journeys

struct MissingEventsTests {
    /// What a run accounts for whose webhook took these events.
    private func conclude(
        _ mode: EventPlan.Mode, _ ending: EventEnding = EventEnding(entered: 3), joins: Int = 3, isGone: Bool = false,
        _ take: @escaping @Sendable (WebhookInbox) -> Void = { _ in }
    ) async throws -> EventAccount {
        let platform = try WebhookPlatform()
        defer { platform.stop() }
        return try await HostStage.act(against: platform.address) { stage in
            let inbox = stage.openInbox()
            if !isGone { platform.leave("http://127.0.0.1:1/turnout/run-r1") }
            take(inbox)
            let duty = WebhookDuty(
                mode: mode, marker: WebhookMarker(runID: "r1"), base: "http://127.0.0.1:1", inbox: inbox,
                timeline: stage.timeline, receiver: .init(refused: { 0 }, overloaded: { 0 }, stop: { 0 }),
                people: .init(entered: { 0 }, joins: { joins }))
            var account = EventAccount()
            await duty.conclude(as: stage.host, ending, into: &account)
            return account
        }
    }

    private static let fact = "No event came by webhook, although participants were in the room."

    @Test(arguments: [EventPlan.Mode.auto, .required])
    func `a call of which no event came is a warning, and fails a run that requires webhooks`(
        mode: EventPlan.Mode
    ) async throws {
        let account = try await conclude(mode)
        let reason = try #require(account.webhooks?.reason)
        #expect(reason.hasPrefix(Self.fact), "\(reason)")
        let unmet = "Webhooks are required: no event came by webhook, although participants were in the room."
        #expect(account.unmet.count == (mode == .required ? 1 : 0))
        #expect(account.unmet.allSatisfy { $0.hasPrefix(unmet) && $0.hasSuffix(reason.dropFirst()) })
    }

    @Test func `nothing is missing that could not come, or of which nobody can tell`() async throws {
        // One event suffices to know that the platform reaches the run.
        let reached = try await conclude(.required) { $0.take("call_started") }
        let empty = try await conclude(.required, joins: 0)
        let interrupted = try await conclude(.required, EventEnding(isInterrupted: true, entered: 3))
        for account in [reached, empty, interrupted] {
            #expect(account.webhooks?.isRegistered == true && account.webhooks?.isDeleted == true)
            #expect(account.webhooks?.reason == nil && account.unmet.isEmpty)
        }
    }

    @Test func `a webhook that was gone before its end needs no other cause`() async throws {
        let account = try await conclude(.required, isGone: true)
        let reason = "The run's webhook had been deleted before its end; events may be missing. \(Self.fact)"
        #expect(account.webhooks?.reason == reason)
        #expect(account.unmet == ["Webhooks are required: the\(reason.dropFirst(3))"])
    }

    @Test func `what to check follows from what came`() throws {
        func words(
            _ url: String = "https://hooks.example:8443/k3y/turnout/run-r1", isOwn: Bool = false,
            _ change: (inout WebhookCounts) -> Void = { _ in }
        ) throws -> String {
            var account = WebhookAccount()
            change(&account.counts)
            return try #require(MissingEvents(account, url: url, isOwnAddress: isOwn)).sentences
        }
        // The path may be secret.
        #expect(try words().contains("reaches https://hooks.example:8443 (`webhooks.url`)"))
        #expect(
            try words("http://127.0.0.1:9/turnout/run-r1", isOwn: true).contains("http://127.0.0.1:9, which is this"))
        #expect(
            try words {
                $0.received = 2
                $0.wrongSignature = 2
            }.contains("was not signed with the webhook's secret"))
        #expect(
            try words {
                $0.received = 1
                $0.otherRooms = 1
            }.contains("the platform's log"))
        var account = WebhookAccount()
        account.counts.events = 1
        #expect(MissingEvents(account, url: "http://127.0.0.1:1", isOwnAddress: true) == nil)
    }
}
