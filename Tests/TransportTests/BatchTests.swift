import Addresses
import EventLoops
import Measuring
import Support
import Synchronization
import Testing

@testable import Transport

/// How many requests a loop starts before it reads responses.
@Suite struct `Starts in a turn` {
    /// Lets 24 participants start at once and returns how many started in each turn in which any did.
    private func startsInEachTurn(startsPerTurn: Int, releasedTogether: Bool) async throws -> [Int] {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let turns = try await onEngine(.loopback { $0.startsPerTurn = startsPerTurn }) { engine in
            let turns = Turns()
            let gate = Gate()
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        try? await withSession(engine, number) { session in
                            await gate.pass()
                            turns.start(in: engine.loop)
                            #expect(await session.perform(HTTPRequest(url: url)).status == 200)
                        }
                    }
                }
                while gate.waiting < 24 { await Task.yield() }
                gate.open()
                if releasedTogether { engine.loop.runAllJobsNextTurn() }
            }
            return turns.all
        }
        return Dictionary(grouping: turns) { $0 }.sorted { $0.key < $1.key }.map(\.value.count)
    }

    @Test(arguments: [4, 8])
    func `are few, so that responses are read in between`(limit: Int) async throws {
        let turns = try await startsInEachTurn(startsPerTurn: limit, releasedTogether: false)
        #expect(turns.reduce(0, +) == 24)
        #expect(turns.allSatisfy { $0 <= limit }, "\(turns)")
    }

    @Test func `are unlimited in a turn that was requested`() async throws {
        #expect(try await startsInEachTurn(startsPerTurn: 4, releasedTogether: true) == [24])
    }

    @Test func `have tickets that no later request of the same slot has`() async throws {
        let tickets = try await onEngine(.loopback()) { engine in
            let url = try WebURL("http://127.0.0.1/")
            var tickets: [UInt64] = []
            for _ in 0..<3 {
                let transfer = try Transfer(reactor: engine.reactor)
                for _ in 0..<2 {
                    _ = transfer.prepare(
                        HTTPRequest(url: url), to: url, inheriting: InheritedHeaders(common: []), at: Moment.now)
                    tickets.append(transfer.ticket)
                    transfer.end(with: Failure(kind: .cancelled, detail: "enough"))
                }
                transfer.close()
            }
            return tickets
        }
        // One slot, used three times.
        #expect(Set(tickets.map { $0 & 0xffff_ffff }).count == 1)
        #expect(Set(tickets).count == 6)
    }
}

/// The turns in which requests were started.
private final class Turns: Sendable {
    private let state = Mutex((turn: 0, all: [Int]()))
    var all: [Int] { state.withLock { $0.all } }

    /// A request is starting. The loop measures each of its turns once.
    func start(in loop: EventLoop) {
        let turns = loop.takeLag().count
        state.withLock { state in
            state.turn += turns
            state.all.append(state.turn)
        }
    }
}

/// Holds tasks of one loop until it is opened.
private final class Gate: Sendable {
    private let waiters = Mutex<[CheckedContinuation<Void, Never>]>([])
    var waiting: Int { waiters.withLock { $0.count } }

    func pass() async {
        await withCheckedContinuation { waiter in waiters.withLock { $0.append(waiter) } }
    }

    func open() {
        for waiter in waiters.withLock({ waiters in
            defer { waiters = [] }
            return waiters
        }) { waiter.resume() }
    }
}
