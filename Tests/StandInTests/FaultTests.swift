// Faults, drawn and injected.

import Foundation
import NIOCore
import PlatformContract
import Testing

@testable import StandIn

/// What fails at any load.
@Suite struct FaultTests {
    private func model(_ faults: CapacityProfile.Faults, seed: UInt64 = 1) -> CapacityModel {
        var profile = CapacityProfile(name: "test")
        profile.faults = faults
        return CapacityModel(profile, seed: seed)
    }

    private func configuration(_ faults: CapacityProfile.Faults) -> StandInConfiguration {
        var profile = CapacityProfile(name: "test")
        profile.faults = faults
        return StandInConfiguration(profile: profile)
    }

    @Test func `faults come as often as their probabilities say`() {
        var model = model(.init(reset: 0.02, stall: 0.01, truncated: 0.03, malformed: 0.04, stallSeconds: 9))
        var counts: [CapacityModel.Fault?: Int] = [:]
        for _ in 0..<100_000 { counts[model.fault(at: 5), default: 0] += 1 }
        // Four standard deviations of the widest: 4 × √(100,000 × 0.04 × 0.96) = 248.
        #expect(abs((counts[.reset] ?? 0) - 2_000) < 248)
        #expect(abs((counts[.stall(until: 9_000_005)] ?? 0) - 1_000) < 248)
        #expect(abs((counts[.truncated] ?? 0) - 3_000) < 248)
        #expect(abs((counts[.malformed] ?? 0) - 4_000) < 248)
        #expect(counts.keys.count == 5)
    }

    @Test func `the same seed draws the same faults, another seed different ones`() {
        func faults(_ seed: UInt64) -> [CapacityModel.Fault?] {
            var model = CapacityModel(.flaky, seed: seed)
            return (0..<1_000).map { model.fault(at: $0) }
        }
        #expect(faults(3) == faults(3))
        #expect(faults(3) != faults(4))
    }

    @Test func `faults do not change the service times`() {
        func outcomes(_ profile: CapacityProfile) -> [CapacityModel.Outcome] {
            var model = CapacityModel(profile, seed: 1)
            return (0..<200).map {
                _ = model.fault(at: $0)
                return model.admit(.token, hashing: true, at: $0)
            }
        }
        #expect(outcomes(.flaky) == outcomes(.healthy))
    }

    @Test(arguments: CapacityProfile.all.filter { $0.name != "flaky" })
    func `no other profile has faults`(profile: CapacityProfile) {
        var model = CapacityModel(profile, seed: 1)
        #expect((0..<1_000).allSatisfy { model.fault(at: $0) == nil })
    }

    @Test(arguments: [
        CapacityProfile.Faults(reset: 1), CapacityProfile.Faults(stall: 1, stallSeconds: 0.05),
    ]) func `a request that is lost is not processed, and its connection is reset`(
        faults: CapacityProfile.Faults
    ) async throws {
        try await StandInOnSocket.serving(configuration(faults)) { base, _ in
            let error = await #expect(throws: IOError.self) {
                try await RawConnection.open(to: base) { reader, writer in
                    try await writer.request("GET", PlatformPath.spaces)
                    _ = try await reader.answer()
                }
            }
            #expect(error?.errnoCode == ECONNRESET)
            let truth = try await Self.truth(base)
            #expect(truth[.spaces].requests == 1 && truth[.spaces].status.isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `a request may be answered or cut off before its body is read`(isAnswered: Bool) async throws {
        let faults = CapacityProfile.Faults(earlyAnswer: isAnswered ? 1 : 0, earlyClose: isAnswered ? 0 : 1)
        try await StandInOnSocket.serving(configuration(faults)) { base, _ in
            let status = try? await RawConnection.open(to: base) { reader, writer in
                try await writer.write(
                    ByteBuffer(
                        string: "POST \(PlatformPath.token) HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123456789")
                )
                return try await reader.answer()?.status
            }
            #expect(status == (isAnswered ? 503 : nil))
            let truth = try await Self.truth(base)
            #expect(truth[.token].requests == 1 && truth[.token].status == (isAnswered ? ["503": 1] : [:]))
        }
    }

    @Test func `a truncated response has announced its whole length`() async throws {
        try await StandInOnSocket.serving(configuration(.init(truncated: 1))) { base, _ in
            try await RawConnection.open(to: base) { reader, writer in
                try await writer.request("GET", PlatformPath.spaces)
                let text = try await reader.rest()
                let head = try #require(text.firstRange(of: "\r\n\r\n"))
                let whole = ErrorResponse.unauthorized.answer.body
                #expect(text.lowercased().contains("content-length: \(whole.count)\r\n"))
                #expect(Array(text[head.upperBound...].utf8) == Array(whole.prefix(whole.count / 2)))
            }
            #expect(try await Self.truth(base)[.spaces].status == ["401": 1])
        }
    }

    @Test func `a malformed response is complete but not valid JSON`() async throws {
        let platform = try await TestPlatform { $0.capacity = self.configuration(.init(malformed: 1)).capacity }
        let answer = await platform.get(PlatformPath.spaces)
        #expect(answer.status == 401 && answer.refusal == nil)
        #expect(answer.body + Array("}".utf8) == ErrorResponse.unauthorized.answer.body)
        #expect(try await platform.get(Truth.path).decoded(Truth.self)[.spaces].requests == 1)
    }

    @Test func `the host meets no faults, so that a run can be set up`() async throws {
        let platform = try await TestPlatform { $0.capacity = self.configuration(.init(malformed: 1)).capacity }
        #expect(await platform.get(PlatformPath.spaces, as: Sender(participant: 0)).refusal != nil)
        #expect(await platform.get(PlatformPath.spaces, as: Sender(participant: 1)).refusal == nil)
    }

    @Test func `a dropped room removes everybody, once, and those who come back are in another call`() async throws {
        let event = try await TestPlatform {
            $0.capacity = self.configuration(.init(dropRoomAfterSeconds: 20)).capacity
        }.event()
        var people: [(Sender, participant: String)] = []
        for person in ["ann1", "bo2", "cy3"] { people.append(try await event.enter(externalUserID: person)) }
        var backgroundTasks = event.platform.service.backgroundTasks.makeAsyncIterator()
        let backgroundTask = try #require(await backgroundTasks.next())
        #expect(backgroundTask == .inject(ScheduledFault(kind: .dropRoom(id: event.room.id), at: 20_000_000)))
        event.platform.time.advance(seconds: 20)
        await event.platform.run(backgroundTask)
        for (browser, participant) in people {
            #expect(await event.leave(participant, as: browser).status == 404)
            #expect(await event.join(participant, as: browser).status == 404)
        }
        event.platform.time.advance(seconds: 5)
        let (browser, _) = try #require(people.first)
        let again = try await event.participant(browser)
        #expect(await event.join(again, as: browser).status == 204)
        event.platform.time.advance(seconds: 5)
        #expect(await event.leave(again, as: browser).status == 204)
        // No fault is scheduled for the second call: the next one belongs to another room.
        let other = try await event.platform.event()
        _ = try await other.enter(externalUserID: "dee4")
        #expect(
            await backgroundTasks.next()
                == .inject(ScheduledFault(kind: .dropRoom(id: other.room.id), at: 50_000_000)))
        let list: ListAnswer<CallView> = try await event.platform.get(
            PlatformPath.calls(space: event.space, room: event.room.id, date: "2026-11-24"), as: event.host
        ).decoded()
        #expect(list.items.map(\.uniqueParticipantsCount) == [3, 1])
        #expect(
            list.items.map(\.finishedAt) == ["2026-11-24T03:00:20.000Z", "2026-11-24T03:00:30.000Z"])
    }

    private static func truth(_ base: String) async throws -> Truth {
        try await RawConnection.open(to: base) { reader, writer in
            try await writer.request("GET", Truth.path)
            let answer = try await reader.answer()
            return try Answer(status: 200, body: Array((answer?.body ?? "").utf8)).decoded()
        }
    }
}
