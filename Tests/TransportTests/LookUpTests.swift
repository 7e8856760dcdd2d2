import EventLoops
import Foundation
import Measuring
import Support
import Testing
import Transport

@Suite struct `Looking up hosts` {
    @Test func `reports each host's time and sends nothing`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let port = server.port
        let lookups = try await onEngine(.loopback { $0.resolve = ["known.test:80:127.0.0.1"] }) { engine in
            await engine.resolve(["localhost:\(port)", "127.0.0.1:80", "known.test:80", "Nobody.Invalid:80"])
        }
        #expect(lookups.map(\.host) == ["localhost:\(port)", "127.0.0.1:80", "known.test:80", "nobody.invalid:80"])
        #expect(lookups.map(\.failure?.kind) == [nil, nil, nil, .resolve])
        #expect(lookups[0].microseconds > 0)
        #expect(lookups[1].microseconds == 0 && lookups[2].microseconds == 0)
        #expect(server.seen.connections == 0)
    }

    @Test func `is done by the engine for a host that was not looked up before`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = "http://localhost:\(server.port)/"
        let exchanges = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                [await session.perform(HTTPRequest(url: url)), await session.perform(HTTPRequest(url: url))]
            }
        }
        #expect(exchanges.map(\.status) == [200, 200])
        #expect(exchanges[0].phases[.resolve].map { $0 > 0 } == true)
        #expect(exchanges[1].phases[.resolve] == nil)
    }

    @Test(arguments: Canceller.allCases)
    func `ends at once for a task that is cancelled`(canceller: Canceller) async throws {
        let lookups = try await onEngine(.loopback { $0.allow("*.invalid") }) { engine in
            let begun = Event()
            let task = Task(executorPreference: engine.loop) {
                begun.happen()
                return await engine.resolve(["nobody.invalid:80", "nobody-else.invalid:80", "127.0.0.1:80"])
            }
            await begun.wait()
            await canceller.cancel([task])
            return await task.value
        }
        #expect(lookups.map(\.host) == ["nobody.invalid:80", "nobody-else.invalid:80", "127.0.0.1:80"])
        // When cancelled from another thread, the resolver may have been faster.
        let kinds = lookups.map(\.failure?.kind)
        #expect(kinds == [.cancelled, .cancelled, nil] || canceller == .foreignThread && kinds.last == .some(nil))
    }

    @Test(arguments: Canceller.allCases)
    func `goes on for a task beside one that is cancelled`(canceller: Canceller) async throws {
        let (cancelled, other) = try await onEngine(.loopback { $0.allow("*.invalid") }) { engine in
            let begun = Event()
            let cancelled = Task(executorPreference: engine.loop) { await engine.resolve(["nobody.invalid:80"]) }
            // Begins after it, on the same loop.
            let other = Task(executorPreference: engine.loop) {
                begun.happen()
                return await engine.resolve(["nobody.invalid:80", "nobody-else.invalid:80"])
            }
            await begun.wait()
            await canceller.cancel([cancelled])
            return (await cancelled.value, await other.value)
        }
        // From elsewhere, the resolver may have been faster.
        let kind = cancelled.first?.failure?.kind
        #expect(kind == .cancelled || canceller == .foreignThread && kind == .resolve)
        #expect(other.map(\.failure?.kind) == [.resolve, .resolve])
    }

    @Test func `fails for all waiting requests, and is tried again by the next one`() async throws {
        let kinds = try await onEngine(.loopback { $0.allow("*.invalid") }) { engine in
            try await withThrowingTaskGroup(of: FailureKind?.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        try await withSession(engine, number) { session in
                            _ = await session.perform(HTTPRequest(url: "http://nobody.invalid/"))
                            return await session.perform(HTTPRequest(url: "http://nobody.invalid/")).failure?.kind
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(kinds == Array(repeating: .resolve, count: 20))
    }

    @Test func `takes one resolver thread per loop, whatever the number of participants`() async {
        // A separate process, in which all threads with a loop's name are counted: there are none of other tests.
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            // This machine's own name goes through the resolver, unlike `localhost`, which libcurl knows.
            let name = ProcessInfo.processInfo.hostName.lowercased()
            let server = try CountingServer()
            let settings = TransportSettings.loopback { $0.allow(name, "*.invalid") }
            let port = server.port
            let threads = try await onLoops(2) { loops in
                let seen = Log()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for loop in loops {
                        group.addTask(executorPreference: loop) {
                            let engine = try HTTPEngine(loop: loop, settings: settings)
                            defer { engine.close() }
                            try await lookUpSideBySide(engine, hosts: [name, "a.invalid", "b.invalid"], port, seen)
                        }
                    }
                    try await group.waitForAll()
                }
                return seen.numbers
            }
            server.stop()
            // Two are the loops themselves.
            precondition(threads.count == 1200)
            precondition(threads.allSatisfy { $0 <= 4 }, "\(threads.max() ?? 0) threads")
        }
        if let said = result?.standardErrorContent, !said.isEmpty { print(String(decoding: said, as: UTF8.self)) }
    }
}

/// 100 participants request each of the hosts; the threads are counted throughout.
private func lookUpSideBySide(_ engine: HTTPEngine, hosts: [String], _ port: Int, _ seen: Log) async throws {
    try await withThrowingTaskGroup(of: Void.self) { participants in
        for number in 0..<100 {
            participants.addTask {
                try await withSession(engine, number) { session in
                    for host in hosts {
                        seen.add(loopThreads())
                        _ = await session.perform(HTTPRequest(url: "http://\(host):\(port)/"))
                        seen.add(loopThreads())
                    }
                }
            }
        }
        try await participants.waitForAll()
    }
}

/// Threads with a loop's name: the loops', and libcurl's resolver threads, which inherit it from the loop that starts
/// them.
private func loopThreads() -> Int {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return tasks.count { task in
        // Not with Foundation, which leaks its buffer if the thread ends while its name is read.
        let file = open("/proc/self/task/\(task)/comm", O_RDONLY)
        guard file >= 0 else { return false }
        defer { close(file) }
        var name = [UInt8](repeating: 0, count: 16)
        let count = max(read(file, &name, name.count), 0)
        return name[..<count].starts(with: Array("turnout-loop".utf8))
    }
}
