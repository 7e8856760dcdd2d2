// Starts and stops of records whose answers get lost: nothing is started twice, and nothing is left running.
import Measuring
import Scenarios
import Support
import Synchronization
import Testing

@testable import Journeys

struct UnansweredStartTests {
    /// What came of recording in a room.
    private struct Outcome: Sendable {
        var account: EventAccount
        var kinds: [HostEvent.Kind]
        var room: RecordRoom
        var records: [String] { account.records?.records.map(\.id) ?? [] }
        func count(_ word: String) -> Int { room.log.count { $0 == word || $0.hasPrefix("\(word) ") } }
    }

    /// Records what happens in a room until something has happened. `meanwhile` is
    /// called when the participants may come.
    private func record(
        _ state: RecordRoom.State, webhooks: Bool = false, waits milliseconds: Int = 5_000,
        meanwhile: @escaping @Sendable (RecordRoom) -> Void = { _ in },
        until isOver: @escaping @Sendable (RecordRoom, [HostEvent.Kind]) -> Bool
    ) async throws -> Outcome {
        let known = Mutex<WebhookInbox?>(nil)
        let room = RecordRoom(state) { id in known.withLock { $0 }?.take("record_started", record: id) }
        let platform = try PlainPlatform { room.answer($0) }
        defer {
            room.endSilence()
            platform.stop()
        }
        return try await HostStage.act(against: platform.url) { stage in
            let inbox = webhooks ? stage.openInbox() : nil
            known.withLock { $0 = inbox }
            let duty = RecordDuty(
                mode: .required, origin: Moment.now, timeline: stage.timeline, inbox: inbox,
                people: .init(entered: { 1 }, present: { 1 }), timeoutMilliseconds: milliseconds)
            try await duty.begin(as: stage.host)
            meanwhile(room)
            let loop = stage.host.place.loop
            await withTaskGroup(of: Void.self) { group in
                group.addTask(executorPreference: loop) { await duty.accompany(as: stage.host) }
                let limit = Moment.now.advanced(by: HostStage.patience)
                while !isOver(room, stage.kinds), Moment.now < limit {
                    try? await loop.sleep(for: .milliseconds(20))
                }
                group.cancelAll()
            }
            await duty.journeysEnded(as: stage.host)
            var account = EventAccount()
            await duty.conclude(as: stage.host, EventEnding(entered: 1), into: &account)
            return Outcome(account: account, kinds: stage.kinds, room: room)
        }
    }

    @Test(arguments: RecordRoom.Loss.allCases, [true, false])
    func `a record whose start was not answered is the run's own`(
        loss: RecordRoom.Loss, isBefore: Bool
    ) async throws {
        var state = RecordRoom.State()
        // Otherwise somebody is there only when the participants come, and the first start is answered.
        state.isOccupied = isBefore
        if isBefore { state.losses = [(loss, starts: true)] }
        let outcome = try await record(
            state, waits: loss == .silence ? 300 : 5_000,
            meanwhile: { room in
                guard !isBefore else { return }
                room.lose([(loss, starts: true)])
                room.occupy(true)
            }, until: { _, kinds in kinds.contains(.recording) })
        #expect(outcome.records == ["x1"] && outcome.room.states == ["finished"], "\(outcome.room.log)")
        #expect(outcome.count("started") == 1 && outcome.count("start") == (isBefore ? 1 : 2), "\(outcome.room.log)")
        #expect(outcome.kinds == [.recordingRefused, .recording, .recordingStopped])
        #expect(outcome.account.records?.reason == nil && outcome.account.unmet.isEmpty)
    }

    @Test func `a start on a connection that was kept alive is not repeated when that breaks`() async throws {
        var state = RecordRoom.State()
        // The token is renewed, and the second start could go over the same connection.
        state.rejected = 1
        state.losses = [(.cutOff, starts: true)]
        let outcome = try await record(state) { _, kinds in kinds.contains(.recording) }
        #expect(outcome.records == ["x1"] && outcome.count("start") == 2, "\(outcome.room.log)")
        #expect(outcome.room.states == ["finished"])
    }

    @Test func `a file that is not ready at the end is asked for once more`() async throws {
        var state = RecordRoom.State()
        state.staleLists = 1
        let outcome = try await record(state) { _, kinds in kinds.contains(.recording) }
        #expect(outcome.account.records?.records.map(\.state) == ["finished"], "\(outcome.room.log)")
        // Once before the start, and twice at the end.
        #expect(outcome.count("list") == 3)
    }

    @Test func `a start that did nothing is made again once the list shows that`() async throws {
        var state = RecordRoom.State()
        state.losses = [(.cutOff, starts: false)]
        let outcome = try await record(state) { _, kinds in kinds.contains(.recording) }
        #expect(outcome.records == ["x1"] && outcome.room.states == ["finished"])
        let log = outcome.room.log
        // The list is asked before the first start and before the second.
        #expect(log.prefix(5) == ["list", "start", "list", "start", "started x1"], "\(log)")
    }

    @Test func `somebody else's record is neither adopted nor stopped`() async throws {
        var state = RecordRoom.State()
        state.records = [("other", "recording")]
        state.losses = [(.cutOff, starts: false)]
        let outcome = try await record(state) { room, _ in room.log.count { $0 == "list" } >= 3 }
        #expect(outcome.records.isEmpty && outcome.room.states == ["recording"])
        #expect(outcome.count("stop") == 0, "\(outcome.room.log)")
        #expect(outcome.account.unmet.count == 1)
    }

    @Test func `without a list the webhook tells which record it is`() async throws {
        var state = RecordRoom.State()
        state.losses = [(.cutOff, starts: true)]
        state.listStatus = 403
        let outcome = try await record(state, webhooks: true) { _, kinds in kinds.contains(.recording) }
        #expect(outcome.records == ["x1"] && outcome.room.states == ["finished"])
        #expect(outcome.room.log.count { $0 == "start" } == 1, "\(outcome.room.log)")
    }

    @Test func `with neither list nor webhook the platform's refusal to start another tells that it runs`() async throws
    {
        var state = RecordRoom.State()
        state.losses = [(.cutOff, starts: true)]
        state.listStatus = 403
        let outcome = try await record(state) { _, kinds in kinds.contains(.recording) }
        #expect(outcome.records == [""] && outcome.room.states == ["finished"], "\(outcome.room.log)")
        #expect(outcome.count("started") == 1)
    }

    @Test(arguments: [200, 403]) func `a start that is under way at the end leaves no record running`(
        listStatus: Int
    ) async throws {
        var state = RecordRoom.State()
        state.isOccupied = false
        state.listStatus = listStatus
        let outcome = try await record(
            state,
            meanwhile: { room in
                room.lose([(.silence, starts: true)])
                room.occupy(true)
            }, until: { room, _ in room.log.contains("started x1") })
        #expect(outcome.room.states == ["finished"], "\(outcome.room.log)")
        #expect(outcome.records == [listStatus == 200 ? "x1" : ""])
        #expect(outcome.count("stop") == 1 && outcome.kinds.suffix(2) == [.recording, .recordingStopped])
    }

    @Test(arguments: [RecordRoom.Loss.cutOff, .gateway]) func `a stop that was not answered is made once more`(
        loss: RecordRoom.Loss
    ) async throws {
        var state = RecordRoom.State()
        state.lostStops = [loss]
        let outcome = try await record(state) { _, kinds in kinds.contains(.recording) }
        #expect(outcome.room.states == ["finished"] && outcome.kinds == [.recording, .recordingStopped])
        #expect(outcome.account.records?.reason == nil, "\(outcome.room.log)")
    }
}

extension RecordRoom {
    /// Loses the answers to the next starts.
    fileprivate func lose(_ losses: [(loss: Loss, starts: Bool)]) { change { $0.losses = losses } }
}
