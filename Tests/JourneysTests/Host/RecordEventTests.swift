// Events of records that name none of them: the platform's list says what they are about, and nothing is left running.
import Measuring
import Scenarios
import Support
import Testing

@testable import Journeys

struct RecordEventTests {
    /// Records in a room; an event without an id comes when the first record has started.
    private func record(
        _ event: String, _ state: RecordRoom.State, until isOver: @escaping @Sendable (RecordRoom) -> Bool
    ) async throws -> (account: RecordAccount, room: RecordRoom) {
        let room = RecordRoom(state)
        let platform = try PlainPlatform { room.answer($0) }
        defer { platform.stop() }
        return try await HostStage.act(against: platform.url) { stage in
            let inbox = stage.openInbox()
            let duty = RecordDuty(
                mode: .auto, origin: Moment.now, timeline: stage.timeline, inbox: inbox,
                people: .init(entered: { 1 }, present: { 1 }))
            try await duty.begin(as: stage.host)
            // The first record runs, as its answer has said.
            inbox.take(event)
            let loop = stage.host.place.loop
            await withTaskGroup(of: Void.self) { group in
                group.addTask(executorPreference: loop) { await duty.accompany(as: stage.host) }
                let limit = Moment.now.advanced(by: HostStage.patience)
                while !isOver(room), Moment.now < limit { try? await loop.sleep(for: .milliseconds(20)) }
                group.cancelAll()
            }
            await duty.journeysEnded(as: stage.host)
            var account = EventAccount()
            await duty.conclude(as: stage.host, EventEnding(entered: 1), into: &account)
            return (try #require(account.records), room)
        }
    }

    private static func count(_ word: String, in room: RecordRoom) -> Int { room.log.count { $0 == word } }

    @Test(arguments: ["record_failed", "record_finished"])
    func `an event without an id ends no record that the platform lists as running`(event: String) async throws {
        var state = RecordRoom.State()
        state.takesMany = true
        // Once before the start, and once for the event.
        let (account, room) = try await record(event, state) { Self.count("list", in: $0) >= 2 }
        #expect(Self.count("start", in: room) == 1 && room.states == ["finished"], "\(room.log)")
        #expect(account.records.map(\.id) == ["x1"] && account.failures == 0 && account.restarts == 0)
        #expect(account.reason == nil)
    }

    @Test func `without a list an event without an id counts, and a record that had gone on is stopped at the end`()
        async throws
    {
        var state = RecordRoom.State()
        state.takesMany = true
        state.listStatus = 403
        let (account, room) = try await record("record_failed", state) { room in
            guard Self.count("started x2", in: room) == 1 else { return false }
            room.change { $0.listStatus = 200 }
            return true
        }
        #expect(room.states == ["finished", "finished"], "\(room.log)")
        #expect(account.records.map(\.state) == ["finished", "finished"])
        // At last the list says that it was not one of the run's that failed.
        #expect(account.failures == 0 && account.restarts == 1)
    }

    @Test func `a record that the list has as failed is started again`() async throws {
        var state = RecordRoom.State()
        state.fails = true
        let (account, room) = try await record("record_failed", state) { Self.count("started x2", in: $0) == 1 }
        #expect(account.failures == 1 && account.restarts == 1, "\(room.log)")
    }

    @Test func `a record that still runs after everything is stopped`() async throws {
        var state = RecordRoom.State()
        // The stop is confirmed, and nothing happens.
        state.idleStops = 1
        let (account, room) = try await record("call_started", state) { _ in true }
        #expect(room.states == ["finished"] && Self.count("stop", in: room) == 2, "\(room.log)")
        #expect(account.records.map(\.state) == ["finished"])
    }

    /// What the platform may list: what of it can be read.
    @Test(
        arguments: [
            (#"{"items":[{"id":"a","state":"finished","fileSize":"12 MB"},{"id":7,"fileSize":3}]}"#, ["a", "7"]),
            (#"[{"id":"a","state":9,"startedAt":false},"b",null,{"state":"recording"},{"id":"c"}]"#, ["a", "c"]),
            (#"{"items":[]}"#, []),
        ] as [(String, [String])])
    func `what is ill-typed in a list discards nothing else`(body: String, ids: [String]) throws {
        let records: [ListedRecord] = try #require(LenientList.items(Array(body.utf8)))
        #expect(records.map(\.id) == ids)
        let calls: [ListedCall] = try #require(LenientList.items(Array(body.utf8)))
        #expect(calls.map(\.id) == ids)
    }

    @Test(arguments: ["{}", "7", #"{"items":{}}"#, "", "null"])
    func `what is no list is none`(body: String) {
        let records: [ListedRecord]? = LenientList.items(Array(body.utf8))
        #expect(records == nil)
    }

    @Test(
        arguments: [
            ("2026-11-24T03:00:00.000Z", "2026-11-24T03:00:04.250Z", 4.25),
            // An offset, and a comma.
            ("2026-11-24T03:00:00+01:00", "2026-11-24T02:00:01,5Z", 1.5),
            ("0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z", 1e6),
            ("2026-11-24T03:00:01Z", "2026-11-24T03:00:00Z", nil),
            ("yesterday", "2026-11-24T03:00:00Z", nil),
        ] as [(String, String, Double?)])
    func `a record is as long as its times say`(from: String, to: String, seconds: Double?) {
        var record = ListedRecord(id: "x")
        (record.startedAt, record.finishedAt) = (from, to)
        #expect(record.nanoseconds.map { Double($0) / 1e9 } == seconds)
    }

    @Test func `the list is asked for as often as without a webhook until that has told of something`() async throws {
        let platform = try PlainPlatform { RecordRoom(RecordRoom.State()).answer($0) }
        defer { platform.stop() }
        try await HostStage.act(against: platform.url) { stage in
            let inbox = stage.openInbox()
            #expect(RecordDuty.listing(beside: inbox) == RecordDuty.listing(beside: nil))
            inbox.take("record_started", record: "x1")
            #expect(RecordDuty.listing(beside: inbox) > RecordDuty.listing(beside: nil))
        }
    }
}
