// Calls and attendance.

import PlatformContract
import Testing

@testable import StandIn

@Suite struct AnalyticsTests {
    private func calls(_ event: Event, date: String = "2026-11-24") async throws -> [CallView] {
        let list: ListAnswer<CallView> = try await event.platform.get(
            PlatformPath.calls(space: event.space, room: event.room.id, date: date), as: event.host
        ).decoded()
        return list.items
    }

    @Test func `a call lasts from the first entry to the last leave`() async throws {
        let event = try await TestPlatform().event()
        let time = event.platform.time
        time.advance(seconds: 10)
        let (ann, annID) = try await event.enter(externalUserID: "ann1")
        time.advance(seconds: 5)
        let (bo, boID) = try await event.enter(externalUserID: "bo2")
        #expect(try await calls(event).isEmpty)
        time.advance(seconds: 5)
        _ = await event.leave(annID, as: ann)
        #expect(try await calls(event).isEmpty)
        time.advance(seconds: 10)
        _ = await event.leave(boID, as: bo)
        let call = try #require(try await calls(event).first)
        #expect(
            call
                == CallView(
                    id: call.id, active: false, roomID: event.room.id, participantsCount: 2, isBreakoutRoom: false,
                    planAlias: "paid", roomType: .lesson, totalParticipantsCount: 2, uniqueParticipantsCount: 2,
                    startedAt: "2026-11-24T03:00:10.000Z", finishedAt: "2026-11-24T03:00:30.000Z"))
        #expect(Identifier.isID(call.id))
        #expect(try await calls(event, date: "2026-11-25").isEmpty)
    }

    @Test func `the report tells every visit of everyone by the integrator's id`() async throws {
        let event = try await TestPlatform().event()
        let time = event.platform.time
        let (ann, annID) = try await event.enter(externalUserID: "ann1")
        let (bo, boID) = try await event.enter(externalUserID: "bo2")
        time.advance(seconds: 4)
        _ = await event.leave(annID, as: ann)
        time.advance(seconds: 2)
        #expect(await event.join(annID, as: ann).status == 204)
        time.advance(seconds: 4)
        _ = await event.leave(annID, as: ann)
        _ = await event.leave(boID, as: bo)
        let call = try #require(try await calls(event).first)
        let report: AttendanceReport = try await event.platform.get(
            PlatformPath.report(space: event.space, room: event.room.id, call: call.id), as: event.host
        ).decoded()
        #expect(
            report
                == AttendanceReport(
                    callID: call.id, roomID: event.room.id, startedAt: "2026-11-24T03:00:00.000Z",
                    finishedAt: "2026-11-24T03:00:10.000Z", durationSeconds: 10,
                    participants: [
                        .init(
                            externalUserID: "ann1", name: "ann1", role: .user,
                            visits: [
                                .init(enteredAt: "2026-11-24T03:00:00.000Z", leftAt: "2026-11-24T03:00:04.000Z"),
                                .init(enteredAt: "2026-11-24T03:00:06.000Z", leftAt: "2026-11-24T03:00:10.000Z"),
                            ], totalSeconds: 8),
                        .init(
                            externalUserID: "bo2", name: "bo2", role: .user,
                            visits: [.init(enteredAt: "2026-11-24T03:00:00.000Z", leftAt: "2026-11-24T03:00:10.000Z")],
                            totalSeconds: 10),
                    ]))
    }

    @Test func `somebody with two browsers is counted once at a time`() async throws {
        let event = try await TestPlatform().event(isPublic: true)
        let time = event.platform.time
        var tabs: [String] = []
        for _ in 1...2 {
            tabs.append(try await event.participant(event.host))
            _ = await event.join(tabs[tabs.count - 1], as: event.host)
            time.advance(seconds: 3)
        }
        // Present from 0 to 9 and from 3 to 6, and again with the first browser from 12 to 14.
        _ = await event.leave(tabs[1], as: event.host)
        time.advance(seconds: 3)
        let (browser, other) = try await event.enter(externalUserID: "a1")
        _ = await event.leave(tabs[0], as: event.host)
        time.advance(seconds: 3)
        _ = await event.join(tabs[0], as: event.host)
        time.advance(seconds: 2)
        _ = await event.leave(tabs[0], as: event.host)
        _ = await event.leave(other, as: browser)
        let call = try #require(try await calls(event).first)
        let answer = await event.platform.get(
            PlatformPath.report(space: event.space, room: event.room.id, call: call.id), as: event.host)
        let report: AttendanceReport = try answer.decoded()
        #expect(report.durationSeconds == 14 && report.participants.first?.visits.count == 3)
        #expect(report.participants.map(\.totalSeconds) == [11, 5])
        // Unknown values are present as null.
        #expect(answer.text.contains(#""externalUserId":null"#) && answer.text.contains(#""phone":null"#))
    }

    @Test func `an expired plan becomes the free one, and nothing is deleted`() async throws {
        let event = try await TestPlatform { $0.accounts[0].planEndsAfterSeconds = 60 }.event()
        let (browser, participant) = try await event.enter(externalUserID: "a1")
        _ = await event.leave(participant, as: browser)
        event.platform.time.advance(seconds: 59)
        #expect(try await calls(event).map(\.planAlias) == ["paid"])
        event.platform.time.advance(seconds: 1)
        let path = PlatformPath.calls(space: event.space, room: event.room.id, date: "2026-11-24")
        #expect(
            await event.platform.get(path, as: event.host)
                == .refused(403, "Forbidden", "Plan does not include statistics"))
        #expect(
            await event.platform.get(PlatformPath.webhook(space: event.space), as: event.host)
                == .refused(403, "Forbidden", "Plan does not include webhooks"))
        #expect(await event.platform.get(event.roomPath, as: event.host).status == 200)
    }

    @Test func `two people with the same integrator's id cannot be distinguished`() async throws {
        let event = try await TestPlatform().event()
        let (first, firstID) = try await event.enter(externalUserID: "same")
        let (second, secondID) = try await event.enter(externalUserID: "same")
        _ = await event.leave(firstID, as: first)
        _ = await event.leave(secondID, as: second)
        let call = try #require(try await calls(event).first)
        #expect(call.uniqueParticipantsCount == 1 && call.totalParticipantsCount == 2)
    }

    @Test func `each call has its own id`() async throws {
        let event = try await TestPlatform().event()
        for person in ["a1", "b2"] {
            let (browser, participant) = try await event.enter(externalUserID: person)
            _ = await event.leave(participant, as: browser)
        }
        let ids = try await calls(event).map(\.id)
        #expect(Set(ids).count == 2)
    }

    @Test func `joining or leaving twice is one visit`() async throws {
        let event = try await TestPlatform().event()
        let (browser, participant) = try await event.enter(externalUserID: "a1")
        #expect(await event.join(participant, as: browser).status == 204)
        #expect(await event.leave(participant, as: browser).status == 204)
        #expect(await event.leave(participant, as: browser).status == 204)
        let call = try #require(try await calls(event).first)
        #expect(call.totalParticipantsCount == 1)
    }

    @Test func `the report of an active or unknown call is not found`() async throws {
        let event = try await TestPlatform().event()
        let (browser, participant) = try await event.enter(externalUserID: "a1")
        // A call in progress is in no list; its recording has its id.
        let record: RecordView = try await event.platform.post(
            PlatformPath.startRecord(room: event.room.id, space: event.space), as: event.host
        ).decoded()
        func report(_ call: String) async -> Answer {
            await event.platform.get(
                PlatformPath.report(space: event.space, room: event.room.id, call: call), as: event.host)
        }
        #expect(await report("0123456789abcdef01234567").status == 404)
        #expect(await report(record.callID).status == 404)
        #expect(await event.leave(participant, as: browser).status == 204)
        #expect(try await report(record.callID).decoded(AttendanceReport.self).callID == record.callID)
    }

    @Test func `a plan without statistics has none`() async throws {
        let platform = try await TestPlatform()
        let free = try await platform.account(1)
        let space = try await platform.space(by: free)
        let answer = await platform.get("/v1/spaces/\(space)/analytics/calls", as: free)
        #expect(answer == .refused(403, "Forbidden", "Plan does not include statistics"))
    }

    @Test func `the list of polls is empty, and moderators may see it`() async throws {
        let event = try await TestPlatform().event(isPublic: true)
        let path = PlatformPath.polls(room: event.room.id, space: event.space)
        #expect(await event.platform.get(path, as: event.host).text == #"{"items":[],"total":0}"#)
        #expect(await event.platform.get(path, as: try await event.platform.account(1)).status == 403)
        #expect(
            await event.platform.get(path, as: try await event.platform.client()).refusal?.message
                == PlatformMessage.forbiddenForUser)
    }

    @Test func `statistics are for moderators`() async throws {
        let event = try await TestPlatform().event()
        let answer = await event.platform.get(
            PlatformPath.calls(space: event.space, room: event.room.id, date: "2026-11-24"),
            as: try await event.platform.account(1))
        #expect(answer.status == 403)
    }

    @Test(arguments: [
        ("calls?date=yesterday", 400), ("report?roomId=ROOM", 400), ("report?callId=0123456789abcdef01234567", 400),
        ("report?roomId=ROOM&callId=x", 400),
        ("report?roomId=ROOM&callId=0123456789abcdef01234567&format=pdf", 400),
        ("report?roomId=ROOM&callId=0123456789abcdef01234567&format=xlsx", 501), ("calls?roomId=abcdefghij", 404),
    ]) func `an invalid query gets the reason`(query: String, status: Int) async throws {
        let event = try await TestPlatform().event()
        let answer = await event.platform.get(
            "/v1/spaces/\(event.space)/analytics/\(query.replacing("ROOM", with: event.room.id))", as: event.host)
        #expect(answer.status == status)
        #expect(answer.refusal?.statusCode == status)
    }

    @Test func `the peak of participants stays when others come later`() {
        var call = Call(id: "c", started: 0)
        func person(_ name: String) -> Participant {
            Participant(id: name, spaceID: "s", roomID: "r", name: name, role: .user)
        }
        for name in ["a", "b", "c"] { call.enter(person(name), at: 1) }
        _ = call.leave("b", at: 2)
        _ = call.leave("c", at: 3)
        call.enter(person("d"), at: 4)
        #expect(call.peak == 3 && call.people == 4 && call.entries == 4 && call.present.count == 2)
    }
}
