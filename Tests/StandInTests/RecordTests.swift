// Recordings, and days and instants in queries.

import PlatformContract
import Support
import Testing

@testable import StandIn

@Suite struct RecordTests {
    private func start(_ event: Event, as sender: Sender? = nil) async -> Answer {
        await event.platform.post(
            PlatformPath.startRecord(room: event.room.id, space: event.space), as: sender ?? event.host)
    }

    private func stop(_ event: Event) async -> Answer {
        await event.platform.post(PlatformPath.stopRecord(room: event.room.id, space: event.space), as: event.host)
    }

    private func records(_ event: Event, _ query: String = "", as sender: Sender? = nil) async throws -> [RecordView] {
        let list: ListAnswer<RecordView> = try await event.platform.get(
            PlatformPath.records(room: event.room.id, space: event.space) + query, as: sender ?? event.host
        ).decoded()
        return list.items
    }

    private func download(_ event: Event, _ record: String) async -> Answer {
        await event.platform.get(
            PlatformPath.download(record: record, room: event.room.id, space: event.space), as: event.host)
    }

    @Test func `a recording starts, runs, and ends`() async throws {
        let event = try await TestPlatform().event()
        _ = try await event.enter(externalUserID: "a1")
        let begun: RecordView = try await start(event).decoded()
        #expect(begun.state == .recording && begun.finishedAt == nil && begun.fileSize == 0)
        #expect(begun.startedAt == "2026-11-24T03:00:00.000Z")
        #expect(Identifier.isID(begun.id) && Identifier.isID(begun.callID))
        #expect(
            await event.platform.get(
                PlatformPath.records(room: event.room.id, space: event.space), as: event.host
            ).text.contains(
                #""finishedAt":null"#))
        #expect(await start(event) == .refused(409, "Conflict", "A recording is already running"))
        event.platform.time.advance(seconds: 7)
        let ended: RecordView = try await stop(event).decoded()
        #expect(ended.id == begun.id && ended.state == .finished && ended.finishedAt == "2026-11-24T03:00:07.000Z")
        #expect(ended.fileSize > 7_000)
        #expect(await stop(event) == .refused(409, "Conflict", "No recording is running"))
        #expect(try await records(event) == [ended])
    }

    @Test func `an empty room has nothing to record`() async throws {
        let event = try await TestPlatform().event()
        #expect(await start(event).status == 409)
    }

    @Test func `a recording ends with its call`() async throws {
        let event = try await TestPlatform().event()
        let (browser, participant) = try await event.enter(externalUserID: "a1")
        _ = await start(event)
        event.platform.time.advance(seconds: 3)
        _ = await event.leave(participant, as: browser)
        let record = try #require(try await records(event).first)
        #expect(record.state == .finished && record.finishedAt == "2026-11-24T03:00:03.000Z")
    }

    @Test func `a failed recording does not restart on its own`() async throws {
        let event = try await TestPlatform {
            $0.capacity = CapacityProfile(name: "test")
            $0.capacity.faults = .init(recordFailsAfterSeconds: 30)
        }.event()
        _ = try await event.enter(externalUserID: "a1")
        let record: RecordView = try await start(event).decoded()
        var backgroundTasks = event.platform.service.backgroundTasks.makeAsyncIterator()
        let backgroundTask = await backgroundTasks.next()
        #expect(
            backgroundTask
                == .inject(ScheduledFault(kind: .failRecord(id: record.id, roomID: event.room.id), at: 30_000_000)))
        event.platform.time.advance(seconds: 30)
        await event.platform.run(try #require(backgroundTask))
        let failed = try #require(try await records(event).first)
        #expect(failed.state == .failed && failed.finishedAt == "2026-11-24T03:00:30.000Z" && failed.fileSize == 0)
        event.platform.time.advance(seconds: 600)
        #expect(try await records(event).map(\.state) == [.failed])
        #expect(await download(event, record.id).status == 409)
        // The integrator starts it again.
        #expect(await start(event).status == 200)
        #expect(try await records(event).map(\.state) == [.failed, .recording])
    }

    @Test func `recordings are listed by the time of their start`() async throws {
        let event = try await TestPlatform().event()
        _ = try await event.enter(externalUserID: "a1")
        for _ in 0..<3 {
            _ = await start(event)
            _ = await stop(event)
            event.platform.time.advance(seconds: 86_400)
        }
        let days = try await records(event).map { String($0.startedAt.prefix(10)) }
        #expect(days == ["2026-11-24", "2026-11-25", "2026-11-26"])
        #expect(try await records(event, "?dateFrom=2026-11-25").count == 2)
        #expect(try await records(event, "?dateTo=2026-11-25").count == 2)
        #expect(try await records(event, "?dateFrom=2026-11-25&dateTo=2026-11-25").count == 1)
        #expect(try await records(event, "?dateTo=2026-11-25T02:59:59Z").count == 1)
        #expect(try await records(event, "?dateFrom=2026-11-26&dateTo=2026-11-24").isEmpty)
    }

    @Test(arguments: ["?dateFrom=monday", "?dateTo=2026-02-31", "?dateFrom=2026-11-24T25:00:00Z", "?dateTo="])
    func `an invalid time is rejected by field`(query: String) async throws {
        let event = try await TestPlatform().event()
        let answer = await event.platform.get(
            PlatformPath.records(room: event.room.id, space: event.space) + query, as: event.host)
        let field = String(query.dropFirst().prefix { $0 != "=" })
        #expect(
            answer.status == 400 && answer.refusal?.message.hasPrefix("\(field) must be a day or an instant") == true)
    }

    @Test func `only administrators see recordings, and only moderators record`() async throws {
        let event = try await TestPlatform().event(isPublic: true)
        let (browser, _) = try await event.enter(externalUserID: "a1")
        let guest = try await event.platform.account(1)
        let path = PlatformPath.records(room: event.room.id, space: event.space)
        #expect(await event.platform.get(path, as: guest).status == 403)
        #expect(await event.platform.get(path, as: browser).status == 403)
        #expect(await event.platform.get(path, as: try await event.platform.client()).status == 403)
        #expect(await start(event, as: guest).status == 403)
        _ = await event.platform.post(
            PlatformPath.roles(room: event.room.id, space: event.space),
            #"{"targetUserId":"\#(try await event.platform.userID(of: 1))","role":"role_room_moderator"}"#,
            as: event.host)
        #expect(await start(event, as: guest).status == 200)
        #expect(await event.platform.get(path, as: guest).status == 403)
    }

    @Test func `a link to a file is valid only in this process, whatever the seed`() async throws {
        func link() async throws -> String {
            let event = try await TestPlatform().event()
            _ = try await event.enter(externalUserID: "a1")
            let record: RecordView = try await start(event).decoded()
            _ = await stop(event)
            return await download(event, record.id).text
        }
        let links = [try await link(), try await link()]
        #expect(links[0] != links[1])
        #expect(links[0].prefix { $0 != "?" } == links[1].prefix { $0 != "?" })
    }

    @Test func `a finished recording is downloaded from a URL that is valid for a day`() async throws {
        let event = try await TestPlatform().event()
        _ = try await event.enter(externalUserID: "a1")
        let record: RecordView = try await start(event).decoded()
        #expect(await download(event, record.id).status == 409)
        event.platform.time.advance(seconds: 5)
        let ended: RecordView = try await stop(event).decoded()
        let answer = await download(event, record.id)
        #expect(answer.status == 200 && answer.media == .text)
        #expect(answer.text.hasPrefix("http://stand-in.test:8080/"))
        let target = String(answer.text.dropFirst("http://stand-in.test:8080".count))
        let file = await event.platform.get(target)
        #expect(file.status == 200 && file.media == .video && file.body.count == ended.fileSize)
        #expect(await event.platform.get(target + "0").status == 403)
        #expect(await event.platform.get(target.replacing("expires=", with: "expires=1")).status == 403)
        #expect(await event.platform.get(target.replacing(ended.id, with: ended.roomID)).status == 403)
        #expect(await event.platform.get("/_records/x/y").status == 404)
        for forged in [
            "x/y?expires=99999999999&signature=0", "?expires=9223372036854775807&signature=",
            "a?expires=-1&signature=%00",
        ] {
            #expect(await event.platform.get("/_records/" + forged).status == 403)
        }
        event.platform.time.advance(seconds: 86_399)
        #expect(await event.platform.get(target).status == 200)
        event.platform.time.advance(seconds: 1)
        #expect(await event.platform.get(target) == .refused(403, "Forbidden", "The link has expired"))
        #expect(await download(event, "0123456789abcdef01234567").status == 404)
    }
}

@Suite struct QueryInstantTests {
    @Test(arguments: [
        ("2026-11-24", 1_795_478_400_000_000, 86_399_999_999), ("2026-11-24T03:00:00Z", 1_795_489_200_000_000, 0),
        ("2026-11-24T03:00:00.250Z", 1_795_489_200_250_000, 0),
        ("2026-11-24T05:00:00+02:00", 1_795_489_200_000_000, 0), ("1969-12-31", -86_400_000_000, 86_399_999_999),
        ("2026-11-24t03:00:00.5z", 1_795_489_200_500_000, 0), ("1970-01-01T00:00:00.1234567Z", 123_456, 0),
        ("1970-01-01T00:00:00-22:42", 81_720_000_000, 0), ("1970-01-02T23:59:00+23:59", 86_400_000_000, 0),
        ("2000-02-29", 951_782_400_000_000, 86_399_999_999), ("1582-10-10", -12_219_724_800_000_000, 86_399_999_999),
        ("0000-01-01", -62_167_219_200_000_000, 86_399_999_999), ("2026-11-24T03:00:00", 1_795_489_200_000_000, 0),
        ("2026-11-24T03:00", 1_795_489_200_000_000, 0), ("2026-11-24T03:00Z", 1_795_489_200_000_000, 0),
        ("2026-11-24T05:30+0230", 1_795_489_200_000_000, 0), ("2026-11-24T01:00-02", 1_795_489_200_000_000, 0),
    ]) func `a day covers all of it, an instant only itself`(text: String, first: Int, length: Int) throws {
        let instant = try QueryInstant(text, field: "date")
        #expect(instant.first == first && instant.last == first + length)
        #expect(instant.dayRange.contains(first) && instant.dayRange.count == 86_400_000_000)
    }

    @Test(arguments: [
        ("2026-11-24", 0), ("2026-11-24T03:00:00Z", 0), ("2026-11-24T00:00:00+03:00", -3),
        ("2026-11-24T20:00-05:00", 5),
    ]) func `the day is the one written, in its own offset`(text: String, hours: Int) throws {
        let midnight = 1_795_478_400_000_000
        let day = try QueryInstant(text, field: "date").dayRange
        #expect(day.lowerBound == midnight + hours * 3_600_000_000 && day.count == 86_400_000_000)
    }

    @Test(arguments: [
        "", "today", "2026", "2026-13-01", "2026-00-10", "2026-02-30", "1900-02-29", "2026-04-31", "٢٠٢٦-١١-٢٤",
        "2026-11-24T", "2026-11-24T24:30:00Z",
        "2026-11-24T03:60:00Z", "2026-11-24T03", "2026-11-24 03:00", "2026-11-24T03:00.5", "20261124", "99999-01-01",
        "2026-11-24 ",
        "2026-11-24T03:00:00+99:00",
    ]) func `anything else is rejected`(text: String) {
        let message = "date must be a day or an instant in ISO 8601, such as 2026-11-24 or 2026-11-24T03:00:00Z"
        #expect(throws: ErrorResponse.api(.badRequest, message)) { try QueryInstant(text, field: "date") }
    }

    @Test(arguments: [FuzzSeed.value]) func `no text makes it fail in another way`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789-:TZ+. é")
        for _ in 0..<5_000 {
            let text = String(
                (0..<Int.random(in: 0...30, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "0" })
            if let instant = try? QueryInstant(text, field: "date") {
                #expect(instant.dayRange.contains(instant.first), "seed \(seed): \(text)")
            }
        }
    }
}
