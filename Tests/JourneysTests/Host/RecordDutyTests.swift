// Recording against platforms whose records fail, end by themselves, or are told of in contradicting words.
import EventLoops
import Measuring
import PlatformContract
import Scenarios
import Support
import Synchronization
import Testing

@testable import Journeys

struct RecordDutyTests {
    /// A room's records: `start` says what the next starts are answered with, and a record otherwise starts under the
    /// next id.
    private final class Records: Sendable {
        struct State {
            var start: [PlainPlatform.Answer] = []
            var started = 0
            var list = #"{"items":[]}"#
        }

        let state: Mutex<State>
        /// Called when a record has started, with its id.
        let hasStarted: @Sendable (String) -> Void

        init(_ state: State, hasStarted: @escaping @Sendable (String) -> Void) {
            self.state = Mutex(state)
            self.hasStarted = hasStarted
        }

        func answer(_ request: PlainPlatform.Request) -> PlainPlatform.Answer? {
            guard request.line.contains("/records") else { return nil }
            if request.line.hasSuffix("/stop") { return .init(200, body: "{}") }
            guard request.line.hasSuffix("/start") else { return .init(200, body: state.withLock { $0.list }) }
            let (answer, id) = state.withLock { state -> (PlainPlatform.Answer, String?) in
                guard state.start.isEmpty else { return (state.start.removeFirst(), nil) }
                state.started += 1
                return (.init(200, body: "{\"id\":\"x\(state.started)\"}"), "x\(state.started)")
            }
            if let id { hasStarted(id) }
            return answer
        }
    }

    /// Records an event that lasts until it is over, which is asked with how many records the host knows to have started.
    private func record(
        _ mode: EventPlan.Mode = .auto, _ state: Records.State = .init(), entered: Int = 1,
        webhooks: Bool = true, started: @escaping @Sendable (String, WebhookInbox) -> Void = { _, _ in },
        until isOver: @escaping @Sendable (Int) -> Bool
    ) async throws -> (account: EventAccount, kinds: [HostEvent.Kind]) {
        let known = Mutex<WebhookInbox?>(nil)
        let records = Records(state) { id in
            // The event comes after the answer, as it mostly does.
            if let inbox = known.withLock({ $0 }) { started(id, inbox) }
        }
        let platform = try PlainPlatform { records.answer($0) }
        defer { platform.stop() }
        return try await HostStage.act(against: platform.url) { stage in
            let inbox = stage.openInbox()
            known.withLock { $0 = inbox }
            let duty = RecordDuty(
                mode: mode, origin: Moment.now, timeline: stage.timeline, inbox: webhooks ? inbox : nil,
                people: .init(entered: { entered }, present: { entered }))
            try await duty.begin(as: stage.host)
            let loop = stage.host.place.loop
            await withTaskGroup(of: Void.self) { group in
                group.addTask(executorPreference: loop) { await duty.accompany(as: stage.host) }
                let limit = Moment.now.advanced(by: HostStage.patience)
                while !isOver(stage.kinds.count { $0 == .recording }), Moment.now < limit {
                    try? await loop.sleep(for: .milliseconds(20))
                }
                group.cancelAll()
            }
            await duty.journeysEnded(as: stage.host)
            var account = EventAccount()
            await duty.conclude(as: stage.host, EventEnding(entered: entered), into: &account)
            return (account, stage.kinds)
        }
    }

    @Test func `a platform that has nothing to record yet is asked again once somebody is there`() async throws {
        var state = Records.State()
        state.start = [.init(409, body: "{}"), .init(409, body: "{}")]
        let (account, kinds) = try await record(.required, state) { $0 == 1 }
        let records = try #require(account.records)
        #expect(records.records.map(\.id) == ["x1"] && records.reason == nil && account.unmet.isEmpty)
        #expect(kinds == [.recording, .recordingStopped])
    }

    @Test func `records that fail are started again three times, and no more`() async throws {
        let failures = Mutex(0)
        let (account, kinds) = try await record(
            .required,
            started: { id, inbox in
                inbox.take("record_started", record: id)
                inbox.take("record_failed", record: id)
                failures.withLock { $0 += 1 }
            }, until: { _ in failures.withLock { $0 } >= 4 })
        let records = try #require(account.records)
        #expect(records.records.count == 4 && records.restarts == 3 && records.failures == 4)
        #expect(records.reason?.contains("3 restarts, which is the limit") == true)
        #expect(account.unmet.count == 1)
        #expect(kinds.last == .recordingRefused)
    }

    @Test func `records that finish at once are not started time after time`() async throws {
        let over = Moment.now.advanced(by: .seconds(3))
        let (account, _) = try await record(
            started: { id, inbox in inbox.take("record_finished", record: id) }, until: { _ in Moment.now >= over })
        let records = try #require(account.records)
        // After 0, 0.5, 1.5 and 3.5 seconds.
        #expect((2...4).contains(records.records.count), "\(records.records.count)")
        #expect(records.failures == 0 && records.restarts == 0)
    }

    @Test(arguments: [true, false])
    func `a record that the platform lists as failed has failed, whatever it said before`(webhooks: Bool) async throws {
        var state = Records.State()
        state.list = #"{"items":[{"id":"x1","state":"failed","fileSize":0}]}"#
        let (account, kinds) = try await record(.required, state, webhooks: webhooks) { $0 == 1 }
        let records = try #require(account.records)
        // It was stopped before, with success.
        #expect(kinds == [.recording, .recordingStopped])
        #expect(records.failures == 1 && records.records.map(\.state) == ["failed"])
        #expect(records.reason == "The record failed after it had ended.")
        #expect(account.unmet.count == 1)
    }

    @Test func `a failure that both webhook and list tell of is one`() async throws {
        var state = Records.State()
        state.list = #"{"items":[{"id":"x1","state":"failed"},{"id":"x2","state":"finished"}]}"#
        let (account, _) = try await record(
            .required, state,
            started: { id, inbox in if id == "x1" { inbox.take("record_failed", record: id) } }, until: { $0 == 2 })
        let records = try #require(account.records)
        #expect(records.failures == 1 && records.restarts == 1)
        #expect(records.records.map(\.state) == ["failed", "finished"] && account.unmet.isEmpty)
    }

    @Test(arguments: [
        (
            403, "Forbidden, Plan does not include records",
            "the plan of the host's account does not include records (“Forbidden, Plan does not include records”)"
        ), (403, "No", "the host may not record the event (“No”)"),
        (404, "No", "the host may not record the event (status 404: the platform knows no such call)"),
    ])
    func `a refusal at the start ends a run that requires a record, with what to do`(
        status: Int, message: String, words: String
    ) async throws {
        var state = Records.State()
        state.start = [.init(status, body: "{\"message\":\"\(message)\"}")]
        do {
            _ = try await record(.required, state) { _ in true }
            Issue.record("it began")
        } catch let error as SetupError {
            #expect(error.message == "the event must be recorded, and \(words)")
            #expect(error.remedy?.contains("leave `record` out") == true)
        }
    }
}
