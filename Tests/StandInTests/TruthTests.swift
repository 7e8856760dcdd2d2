// What the server reports about itself.

import PlatformContract
import Testing

@testable import StandIn

@Suite struct TruthTests {
    @Test func `requests are counted by endpoint and status, people by their number`() async throws {
        let event = try await TestPlatform().event()
        _ = await event.platform.send("DELETE", Truth.path)
        for number in 1...3 {
            let (browser, participant) = try await event.enter(externalUserID: "p\(number)", participant: number)
            if number < 3 { _ = await event.leave(participant, as: browser) }
        }
        _ = await event.platform.get(event.roomPath, as: Sender(participant: 4))
        let truth: Truth = try await event.platform.get(Truth.path).decoded()
        #expect(truth.participants == 4 && truth.entered == 3 && truth.left == 2)
        #expect(truth[.generateAccess].requests == 3 && truth[.generateAccess].status == ["200": 3])
        #expect(truth[.roomPage].status == ["200": 3])
        #expect(truth[.room].requests == 1 && truth[.room].status == ["401": 1])
        #expect(truth[.join].status == ["204": 3] && truth[.leave].status == ["204": 2])
        #expect(truth[.token].requests == 0)
    }

    @Test func `the host, who is number 0, is no participant`() async throws {
        let event = try await TestPlatform().event(isPublic: true)
        var host = event.host
        host.participant = 0
        let participant = try await event.participant(host)
        _ = await event.join(participant, as: host)
        let truth = event.platform.service.ledger.truth
        #expect(truth.participants == 0 && truth.entered == 0)
    }

    @Test func `a client without the header is counted by the users it enters as`() async throws {
        let event = try await TestPlatform().event(isPublic: true)
        for person in ["a1", "b2"] {
            let (browser, participant) = try await event.enter(externalUserID: person)
            _ = await event.leave(participant, as: browser)
        }
        let client = try await event.platform.client()
        let guest = try await event.participant(client)
        _ = await event.join(guest, as: client)
        let truth = event.platform.service.ledger.truth
        #expect(truth.participants == 3 && truth.entered == 3 && truth.left == 2)
    }

    @Test func `arrivals are reported in microseconds since the first request`() async throws {
        let platform = try await TestPlatform()
        platform.time.advance(seconds: 7)
        _ = try await platform.host()
        platform.time.advance(seconds: 2)
        let client = try await platform.client()
        platform.time.advance(seconds: 1)
        _ = await platform.get(PlatformPath.spaces, as: client)
        let truth = platform.service.ledger.truth
        #expect(truth[.token].firstMicroseconds == 0 && truth[.token].lastMicroseconds == 2_000_000)
        #expect(truth[.spaces].firstMicroseconds == 3_000_000 && truth[.spaces].lastMicroseconds == 3_000_000)
        _ = await platform.send("DELETE", Truth.path)
        #expect(platform.service.ledger.truth == Truth(endpoints: TruthLedger().truth.endpoints))
    }

    @Test func `leaving without having been in the room does not count`() async throws {
        let event = try await TestPlatform().event(isPublic: true)
        let participant = try await event.participant(event.host)
        #expect(await event.leave(participant, as: event.host).status == 204)
        #expect(await event.join(participant, as: event.host).status == 204)
        for _ in 1...2 { #expect(await event.leave(participant, as: event.host).status == 204) }
        let truth = event.platform.service.ledger.truth
        #expect(truth.entered == 1 && truth.left == 1 && truth[.leave].requests == 3)
    }

    @Test(arguments: [0, 1, nil]) func `a removed participant counts as left, and the remover does not`(number: Int?)
        async throws
    {
        let event = try await TestPlatform().event()
        var host = event.host
        host.participant = number
        let own = try await event.participant(host)
        _ = await event.join(own, as: host)
        let (_, guest) = try await event.enter(externalUserID: "a1", participant: 2)
        let entered = event.platform.service.ledger.truth.entered
        #expect(await event.leave(guest, as: host).status == 204)
        #expect(event.platform.service.ledger.truth.left == 1)
        #expect(await event.leave(own, as: host).status == 204)
        #expect(event.platform.service.ledger.truth.left == entered)
    }

    @Test func `a response is not counted after a reset of its request`() async throws {
        let ledger = TruthLedger()
        let clock = TestClock().clock
        let account = ledger.arrived(.join, from: .number(1), clock)
        ledger.reset()
        let now = ledger.arrived(.join, from: .number(2), clock)
        ledger.recognised(.number(1), in: account)
        ledger.entered(.number(1), in: account)
        ledger.left(.number(1), in: account)
        ledger.answered(.join, status: 204, in: account)
        ledger.entered(.number(2), in: now)
        ledger.answered(.join, status: 401, in: now)
        let truth = ledger.truth
        #expect(truth.participants == 1 && truth.entered == 1 && truth.left == 0)
        #expect(truth[.join].requests == 1 && truth[.join].status == ["401": 1])
    }

    @Test func `a participant who enters after a reset is counted`() async throws {
        let event = try await TestPlatform().event(isPublic: true)
        let client = try await event.platform.client()
        let guest = try await event.participant(client)
        _ = await event.platform.send("DELETE", Truth.path)
        _ = await event.join(guest, as: client)
        let truth = event.platform.service.ledger.truth
        #expect(truth.participants == 1 && truth.entered == 1)
    }

    @Test func `a connection from before a reset is not subtracted`() {
        let ledger = TruthLedger()
        let account = ledger.connected()
        ledger.reset()
        _ = ledger.connected()
        ledger.discounted(account)
        #expect(ledger.truth.connections == 1)
    }

    @Test func `every endpoint is listed, even without requests`() async throws {
        let truth: Truth = try await TestPlatform().get(Truth.path).decoded()
        #expect(Set(truth.endpoints.keys) == Set(Endpoint.allCases.map(\.rawValue)))
    }
}
