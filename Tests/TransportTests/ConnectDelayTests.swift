import EventLoops
import Foundation
import Glibc
import Measuring
import Support
import Testing

@testable import Transport

/// What comes while a connection is opened, and is read by a loop that is held up.
@Suite struct `A connection that is opened late` {
    /// The kernel counts this in ticks of up to 4 ms, and the test's own clocks are read by threads that wait for a core.
    private static let uncertainty: Int64 = 100_000_000

    /// The queue is full, so that the connection request is repeated after a second. The loop is held up from before that
    /// until 300 ms after the connection was accepted. If the host has addresses of both families, libcurl has a timer that
    /// fires in the meantime.
    @Test(arguments: ["127.0.0.1", "localhost"])
    func `was delayed for as long as its acceptance waited`(host: String) async throws {
        let server = try BusyServer(backlog: 0, awaited: 2)
        defer { server.stop() }
        try server.fill(with: 1)
        let dropped = Event()
        let url = "http://\(host):\(server.port)/"
        let watch = Task {
            while try server.drops() == 0 { try await Task.sleep(for: .milliseconds(1)) }
            dropped.happen()
        }
        // The kernel connects again for two minutes, and on a busy machine the drop may be noticed after some of that.
        let request = HTTPRequest(url: url, timeoutMilliseconds: 120_000)
        let settings = TransportSettings.loopback { $0.addressConnectMilliseconds = 120_000 }
        let (exchange, resumed) = try await onEngine(settings) { engine in
            let heldUp = Task(executorPreference: engine.loop) {
                await dropped.wait()
                server.start()
                #expect(server.waitForAcceptance(atMost: 120))
                usleep(300_000)
                return Moment.now
            }
            let exchange = try await withSession(engine) { await $0.perform(request) }
            return (exchange, await heldUp.value)
        }
        try await watch.value
        #expect(exchange.failure == nil && exchange.newConnections == 1)
        let delay = try #require(exchange.figures.connectDelayNanoseconds)
        let truth = resumed.nanoseconds - (try #require(server.acceptances.dropFirst().first))
        #expect(abs(delay - truth) < Self.uncertainty, "\(delay) of \(truth)")
        #expect(delay / 1000 <= exchange.phases[.connect] ?? 0)
    }

    /// TLS 1.2 answers twice.
    @Test(arguments: ["tls1_2", "tls1_3"], ["127.0.0.1", "localhost"])
    func `was delayed for as long as the handshake's answer waited`(version: String, host: String) async throws {
        let tls = try TLSRelay(agreesOnHTTP2: false, version: version)
        defer { tls.stop() }
        tls.start { descriptor in
            var buffer = [UInt8](repeating: 0, count: 4096)
            guard recv(descriptor, &buffer, buffer.count, 0) > 0 else { return }
            _ = LoopbackSocket.send(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8), to: descriptor)
            while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
        }
        let answered = Event()
        let relay = try RecordRelay(to: tls.port, .delay(answered), at: .handshake, number: 1)
        defer { relay.stop() }
        let url = "https://\(host):\(relay.port)/"
        let settings = TransportSettings.loopback {
            $0.caFile = tls.certificate.file
            $0.version = .http1_1
        }
        let exchange = try await onEngine(settings) { engine in
            let heldUp = Task(executorPreference: engine.loop) {
                await answered.wait()
                usleep(400_000)
            }
            let exchange = try await withSession(engine) { await $0.perform(HTTPRequest(url: url)) }
            await heldUp.value
            return exchange
        }
        #expect(exchange.failure == nil)
        let delay = try #require(exchange.figures.connectDelayNanoseconds)
        #expect(delay > 250_000_000)
        #expect(delay / 1000 <= exchange.phases[.tls] ?? 0)
    }

    @Test func `has no delay if none was opened, or nothing answered`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let closed = try LoopbackSocket(backlog: nil)
        defer { closed.close() }
        let (url, refused) = (server.url, "http://127.0.0.1:\(closed.port)/")
        let exchanges = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                var exchanges: [HTTPExchange] = []
                for url in [url, url, refused] { exchanges.append(await session.perform(HTTPRequest(url: url))) }
                return exchanges
            }
        }
        let delays = exchanges.map(\.figures.connectDelayNanoseconds)
        #expect(exchanges.map(\.newConnections) == [1, 0, 0] && exchanges[2].failure?.kind == .connect)
        #expect(delays[0] != nil && delays[1] == nil && delays[2] == nil)
    }
}
