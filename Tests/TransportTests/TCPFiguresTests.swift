import EventLoops
import Glibc
import Measuring
import Support
import Testing

@testable import Transport

/// What the kernel counts of connections, held against what it counts on the server's side.
@Suite struct `The kernel's counts` {
    /// Fifty connect at once to a server whose queue holds nine, and which begins to accept when most were dropped.
    @Test func `tell each connection request that was repeated because the queue was full`() async throws {
        let server = try BusyServer(backlog: 8)
        defer { server.stop() }
        let url = server.url
        let crowd = 50
        let watch = Task {
            while try server.drops() < crowd - 9 { try await Task.sleep(for: .milliseconds(1)) }
            server.start()
        }
        let exchanges = try await onEngine(.loopback()) { engine in
            try await withThrowingTaskGroup { group in
                for participant in 1...crowd {
                    group.addTask(executorPreference: engine.loop) {
                        try await withSession(engine, participant) { session in
                            // The second is made over the same connection.
                            [
                                await session.perform(HTTPRequest(url: url)),
                                await session.perform(HTTPRequest(url: url)),
                            ]
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }
        try await watch.value
        #expect(exchanges.allSatisfy { $0.failure == nil && $0.status == 204 })
        let repeats = exchanges.filter { $0.newConnections == 1 }.map(\.figures.tcp.synRetransmissions)
        #expect(repeats.count == crowd && !repeats.contains(nil))
        let repeated = repeats.compactMap { $0 }
        #expect(repeated.count { $0 > 0 } == crowd - 9)
        #expect(repeated.reduce(0, +) == Int32(try server.drops()))
        // It is no part of what the requests themselves needed.
        #expect(exchanges.allSatisfy { $0.figures.tcp.retransmissions == 0 })
        #expect(exchanges.allSatisfy { (1...1_000_000).contains($0.figures.tcp.roundTripMicroseconds ?? 0) })
        #expect(exchanges.filter { $0.newConnections == 0 }.allSatisfy { $0.figures.tcp.synRetransmissions == nil })
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `tell how often a connection was asked for that never came about`(host: String) async throws {
        let silent = try SilentAddress(address: "127.0.0.1", port: 0)
        defer { silent.stop() }
        let request = HTTPRequest(url: "http://\(host):\(silent.port)/", timeoutMilliseconds: 2_500)
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { await $0.perform(request) }
        }
        #expect(exchange.failure?.kind == .timeout && exchange.newConnections == 0)
        let repeated = try #require(exchange.figures.tcp.synRetransmissions)
        // After 1 s, and a second or two later.
        #expect(repeated == 1 || repeated == 2)
        #expect(
            exchange.failure?.detail.hasSuffix(", with the SYN repeated \(repeated == 1 ? "once" : "2 times")") == true)
        #expect(exchange.figures.tcp.retransmissions == nil)
    }

    @Test func `tell of an address that is given up, too`() async throws {
        let server = try CountingServer(address: "127.0.0.4")
        defer { server.stop() }
        let silent = try SilentAddress(address: "127.0.0.3", port: server.port)
        defer { silent.stop() }
        let port = server.port
        let settings = TransportSettings.loopback {
            $0.allow("several.test")
            $0.resolve = ["several.test:\(port):127.0.0.3,127.0.0.4"]
            $0.addressConnectMilliseconds = 1_500
        }
        let exchange = try await onEngine(settings) { engine in
            try await withSession(engine, 1, { $0.addressTurn = 0 }) {
                await $0.perform(HTTPRequest(url: "http://several.test:\(port)/"))
            }
        }
        #expect(exchange.failure == nil && exchange.figures.address == "127.0.0.4:\(port)")
        #expect(exchange.figures.tcp.synRetransmissions == 1)
    }

    /// The server's kernel drops what comes from before the second request until 450 ms later. The client's waits for 200 ms
    /// before it repeats something.
    @Test func `tell what was sent again of the request that was lost, and of no other`() async throws {
        let answer = "HTTP/1.1 204 No Content\r\n\r\n"
        let server = try ScriptedServer([
            .receive, .drop(true), .send(answer), .pause(milliseconds: 450), .drop(false), .receive, .send(answer),
            .receive, .send(answer), .awaitClose,
        ])
        defer { server.stop() }
        let url = server.url
        let exchanges = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                var exchanges: [HTTPExchange] = []
                for _ in 0..<3 { exchanges.append(await session.perform(HTTPRequest(url: url))) }
                return exchanges
            }
        }
        #expect(exchanges.allSatisfy { $0.failure == nil } && server.connections == 1)
        let repeated = exchanges.map(\.figures.tcp.retransmissions)
        #expect(repeated[0] == 0 && repeated[2] == 0)
        #expect((1...5).contains(repeated[1] ?? 0))
        #expect(exchanges.map(\.figures.tcp.synRetransmissions) == [0, nil, nil])
    }

    /// Two requests are on their way at the same time when the server's kernel drops what comes.
    @Test func `tell of each HTTP/2 stream what its connection sent again meanwhile`() async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let relay = try DroppingRelay(to: nginx.port)
        defer { relay.stop() }
        let request = HTTPRequest(url: "https://localhost:\(relay.port)/")
        let exchanges = try await onEngine(.trusting(nginx)) { engine in
            try await withSession(engine) { session in
                let first = await session.perform(request)
                relay.drops(true)
                async let one = session.perform(request)
                async let other = session.perform(request)
                // Both have begun. What libcurl had to say after the first request may have been sent again before that.
                for _ in 0..<3 { await beginNextTurn(of: engine.loop) }
                let before = try TCPConnections.repeats(to: relay.port)
                while try TCPConnections.repeats(to: relay.port) <= before {
                    try await Task.sleep(for: .milliseconds(1))
                }
                relay.drops(false)
                return [first, await one, await other, await session.perform(request)]
            }
        }
        #expect(exchanges.allSatisfy { $0.failure == nil && $0.status == 200 })
        #expect(exchanges.map(\.newConnections) == [1, 0, 0, 0])
        let repeated = exchanges.map(\.figures.tcp.retransmissions)
        #expect(repeated[0] == 0 && repeated[3] == 0)
        #expect(repeated[1...2].allSatisfy { (1...8).contains($0 ?? 0) }, "\(repeated)")
    }

    @Test(arguments: [TransportSettings.Version.http1_1, .auto])
    func `are those of each request of a connection`(version: TransportSettings.Version) async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let url = "https://localhost:\(nginx.port)/"
        let exchanges = try await onEngine(.trusting(nginx, version)) { engine in
            try await withSession(engine) { session in
                var exchanges: [HTTPExchange] = []
                for _ in 0..<3 { exchanges.append(await session.perform(HTTPRequest(url: url))) }
                return exchanges
            }
        }
        #expect(exchanges.map(\.figures.tcp.synRetransmissions) == [0, nil, nil])
        #expect(exchanges.allSatisfy { $0.figures.tcp.retransmissions == 0 })
        #expect(exchanges.allSatisfy { $0.figures.tcp.roundTripMicroseconds != nil })
    }
}
