import EventLoops
import Measuring
import Support
import Testing
import Transport

/// Participants are distributed over the addresses of a name, and a dead address costs those who use it little.
@Suite struct `A host with several addresses` {
    /// Servers at addresses of the loopback network, on one port.
    private static func servers(_ addresses: String...) throws -> (servers: [CountingServer], port: Int) {
        let first = try CountingServer(address: addresses[0])
        let others = try addresses.dropFirst().map { try CountingServer(address: $0, port: first.port) }
        return ([first] + others, first.port)
    }

    private static func settings(
        _ port: Int, _ addresses: String, _ change: (inout TransportSettings) -> Void = { _ in }
    ) -> TransportSettings {
        .loopback {
            $0.allow("several.test")
            $0.resolve = ["several.test:\(port):\(addresses)"]
            change(&$0)
        }
    }

    /// Lets each of this many participants make a request.
    private static func crowd(_ count: Int, _ settings: TransportSettings, _ port: Int) async throws -> [HTTPExchange] {
        try await onEngine(settings) { engine in
            var exchanges: [HTTPExchange] = []
            for participant in 1...count {
                try await withSession(engine, participant, { $0.addressTurn = participant }) { session in
                    exchanges.append(
                        await session.perform(
                            HTTPRequest(url: "http://several.test:\(port)/", timeoutMilliseconds: 8_000)))
                }
            }
            return exchanges
        }
    }

    @Test func `has participants' connections distributed evenly`() async throws {
        let (servers, port) = try Self.servers("127.0.0.2", "127.0.0.3", "127.0.0.4")
        defer { for server in servers { server.stop() } }
        let exchanges = try await Self.crowd(60, Self.settings(port, "127.0.0.2,127.0.0.3,127.0.0.4"), port)
        #expect(servers.map(\.seen.connections) == [20, 20, 20])
        #expect(exchanges.allSatisfy { $0.status == 200 && $0.figures.failedAddresses.isEmpty })
        let taken = Dictionary(grouping: exchanges, by: \.figures.address).mapValues(\.count)
        #expect(taken == ["127.0.0.2:\(port)": 20, "127.0.0.3:\(port)": 20, "127.0.0.4:\(port)": 20])
    }

    @Test func `loses no participant to an address that refuses connections, and names it`() async throws {
        let (servers, port) = try Self.servers("127.0.0.2", "127.0.0.4")
        defer { for server in servers { server.stop() } }
        let exchanges = try await Self.crowd(60, Self.settings(port, "127.0.0.2,127.0.0.3,127.0.0.4"), port)
        #expect(exchanges.allSatisfy { $0.status == 200 && $0.newConnections == 1 })
        #expect(servers.map(\.seen.connections) == [20, 40])
        let failed = exchanges.map(\.figures.failedAddresses).filter { !$0.isEmpty }
        #expect(failed == Array(repeating: ["127.0.0.3:\(port)"], count: 20))
    }

    @Test func `is tried address by address without a delay`() async throws {
        let (servers, port) = try Self.servers("127.0.0.6")
        defer { for server in servers { server.stop() } }
        let list = (2...6).map { "127.0.0.\($0)" }
        let exchanges = try await Self.crowd(5, Self.settings(port, list.joined(separator: ",")), port)
        #expect(exchanges.map(\.figures.address) == Array(repeating: "127.0.0.6:\(port)", count: 5))
        // On its own, libcurl tries the third address after half of the time limit.
        for exchange in exchanges { #expect((exchange.phases[.connect] ?? .max) < 2_000_000) }
        let failed = exchanges.map { $0.figures.failedAddresses }
        // Participant 1 starts with the second address, participant 4 with the last, participant 5 with the first.
        #expect(failed.map(\.count) == [3, 2, 1, 0, 4])
        #expect(failed[0] == (3...5).map { "127.0.0.\($0):\(port)" })
    }

    @Test func `gives an address that does not answer a limit of its own`() async throws {
        let (servers, port) = try Self.servers("127.0.0.2", "127.0.0.4")
        defer { for server in servers { server.stop() } }
        let silent = try SilentAddress(address: "127.0.0.3", port: port)
        defer { silent.stop() }
        let settings = Self.settings(port, "127.0.0.2,127.0.0.3,127.0.0.4") { $0.addressConnectMilliseconds = 300 }
        let exchanges = try await Self.crowd(3, settings, port)
        #expect(exchanges.map(\.status) == [200, 200, 200])
        #expect(exchanges.map(\.figures.address) == ["127.0.0.4:\(port)", "127.0.0.4:\(port)", "127.0.0.2:\(port)"])
        #expect(exchanges.map(\.figures.failedAddresses) == [["127.0.0.3:\(port)"], [], []])
        let connect = try #require(exchanges[0].phases[.connect])
        #expect(connect >= 299_000 && connect < 3_000_000)
    }

    @Test func `fails with all addresses listed if none answers`() async throws {
        let socket = try LoopbackSocket(address: "127.0.0.2")
        let port = socket.port
        socket.close()
        let exchange = try await Self.crowd(1, Self.settings(port, "127.0.0.2,127.0.0.3"), port)[0]
        #expect(exchange.failure?.kind == .connect)
        #expect(exchange.figures.address == nil)
        #expect(exchange.figures.failedAddresses == ["127.0.0.3:\(port)", "127.0.0.2:\(port)"])
    }

    /// Of the loopback network there is one address over IPv6, and each over IPv4 as IPv6 writes it (RFC 4291 section 2.5.5.2).
    @Test(arguments: [("", ""), ("[::ffff:", "]")])
    func `keeps a participant at one address until that does not answer`(opening: String, closing: String) async throws
    {
        let (servers, port) = try Self.servers("127.0.0.2", "127.0.0.4")
        defer { for server in servers { server.stop() } }
        let addresses = (2...4).map { "\(opening)127.0.0.\($0)\(closing)" }
        let settings = Self.settings(port, addresses.joined(separator: ","))
        let exchanges = try await onEngine(settings) { engine in
            try await withSession(engine, 1, { $0.addressTurn = 1 }) { session in
                var request = HTTPRequest(url: "http://several.test:\(port)/")
                request.needsFreshConnection = true
                var exchanges: [HTTPExchange] = []
                for _ in 0..<4 { exchanges.append(await session.perform(request)) }
                return exchanges
            }
        }
        #expect(exchanges.map(\.figures.address) == Array(repeating: "\(addresses[2]):\(port)", count: 4))
        #expect(exchanges.map(\.figures.failedAddresses) == [["\(addresses[1]):\(port)"], [], [], []])
    }

    @Test func `may have them in both families`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let port = server.port
        // Nothing listens on the first.
        let exchange = try await Self.crowd(1, Self.settings(port, "[::1],127.0.0.1"), port)[0]
        #expect(exchange.figures.address == "127.0.0.1:\(port)")
        #expect(exchange.figures.failedAddresses == ["[::1]:\(port)"])
    }

    @Test func `is looked up without contacting any of them`() async throws {
        let (servers, port) = try Self.servers("127.0.0.2", "127.0.0.3", "127.0.0.4")
        defer { for server in servers { server.stop() } }
        let lookups = try await onEngine(Self.settings(port, "127.0.0.2,127.0.0.3,127.0.0.4")) { engine in
            await engine.resolve(["several.test:\(port)"])
        }
        #expect(lookups.map(\.failure?.kind) == [nil])
        #expect(servers.map(\.seen.connections) == [0, 0, 0])
    }

    @Test func `has the crowd spread over them evenly if each loop's resolver orders them differently`() async throws {
        let (servers, port) = try Self.servers("127.0.0.2", "127.0.0.3")
        defer { for server in servers { server.stop() } }
        try await onLoops(2) { loops in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (loop, addresses) in zip(loops, ["127.0.0.2,127.0.0.3", "127.0.0.3,127.0.0.2"]) {
                    group.addTask(executorPreference: loop) {
                        let engine = try HTTPEngine(loop: loop, settings: Self.settings(port, addresses))
                        defer { engine.close() }
                        // A loop has every second participant.
                        for participant in stride(from: 1 + loop.index, through: 20, by: 2) {
                            try await withSession(engine, participant, { $0.addressTurn = participant }) { session in
                                _ = await session.perform(HTTPRequest(url: "http://several.test:\(port)/"))
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(servers.map(\.seen.connections) == [10, 10])
    }

    @Test(arguments: ["127.0.0.2", "several.test"])
    func `may have one alone, which is named all the same if it refuses`(host: String) async throws {
        let socket = try LoopbackSocket(address: "127.0.0.2")
        let port = socket.port
        socket.close()
        let settings = Self.settings(port, "127.0.0.2") { $0.allow("several.test", "127.0.0.2") }
        let exchanges = try await onEngine(settings) { engine in
            try await withSession(engine) { session in
                let request = HTTPRequest(url: "http://\(host):\(port)/")
                return [await session.perform(request), await session.perform(request)]
            }
        }
        #expect(exchanges.map(\.failure?.kind) == [.connect, .connect])
        #expect(exchanges.map(\.figures.failedAddresses) == [["127.0.0.2:\(port)"], ["127.0.0.2:\(port)"]])
    }

    @Test func `is not blamed where no local address could be taken`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback()) { engine in
            // 192.0.2.0/24 is for documentation (RFC 5737): nobody has it.
            try await withSession(engine, 1, { $0.sourceAddress = "192.0.2.1" }) {
                await $0.perform(HTTPRequest(url: url))
            }
        }
        #expect(exchange.failure?.kind == .harness)
        #expect(exchange.figures.failedAddresses == [])
    }
}
