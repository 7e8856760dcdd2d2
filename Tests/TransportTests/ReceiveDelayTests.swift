import EventLoops
import Glibc
import Measuring
import Support
import Testing

@testable import Transport

/// A response of which the target can send the rest only when its beginning was read, and a loop that is held up.
@Suite struct `A response larger than the receive buffer` {
    /// Threads wait for a core.
    private static let uncertainty: Int64 = 100_000_000

    /// Makes a request, and holds the loop up before the first byte of its response is sent: until no more of it comes, and
    /// then for 400 ms.
    /// - Returns: the exchange, when no more had come for some time, and when the loop went on.
    private func read(
        _ url: String, _ settings: TransportSettings, from port: Int, received: Event, held: BlockingEvent
    ) async throws -> (exchange: HTTPExchange, full: Moment, resumed: Moment) {
        try await onEngine(settings) { engine in
            let heldUp = Task(executorPreference: engine.loop) {
                await received.wait()
                held.happen()
                var (unread, looks) = (0, 0)
                while looks < 3 {
                    usleep(30_000)
                    let now = try TCPConnections.unread(from: port)
                    looks = now > 0 && now == unread ? looks + 1 : 0
                    unread = now
                }
                let full = Moment.now
                usleep(400_000)
                return (full, Moment.now)
            }
            let exchange = try await withSession(engine) {
                await $0.perform(HTTPRequest(url: url, timeoutMilliseconds: 120_000))
            }
            let (full, resumed) = try await heldUp.value
            return (exchange, full, resumed)
        }
    }

    private static func head(_ length: Int) -> String { "HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n" }

    @Test(arguments: [nil, TransportSettings.Version.http1_1, .auto])
    func `was delayed for as long as nobody read`(overTLS version: TransportSettings.Version?) async throws {
        let (received, held) = (Event(), BlockingEvent())
        let count = 6_000_000
        let backend = try ScriptedServer([
            .receive, .tell(received), .hold(held), .log, .send(Self.head(count)),
            .sendBytes([UInt8](repeating: 120, count: count)), .awaitClose,
        ])
        defer { backend.stop() }
        let nginx = try NginxServer(proxiedPort: backend.port)
        defer { nginx.stop() }
        let url = version == nil ? backend.url : "https://127.0.0.1:\(nginx.port)/proxied"
        let (exchange, full, resumed) = try await read(
            url, .trusting(nginx, version ?? .auto), from: version == nil ? backend.port : nginx.port,
            received: received,
            held: held)
        #expect(exchange.failure == nil && exchange.body.count == count)
        let delay = try #require(exchange.figures.receiveDelayNanoseconds)
        #expect(delay >= resumed.nanoseconds(since: full))
        // A loop that goes on slowly lets the buffer fill again.
        let most = exchange.finished.nanoseconds - (try #require(backend.log.first))
        #expect(delay < most + Self.uncertainty, "\(delay) of \(most)")
    }

    /// What there was to send: less than fits, of which all comes at once or a part after a pause of the server's.
    @Test(arguments: [[30_000], [30_000, 10_000]])
    func `has no delay if it is smaller, however late it is read`(parts: [Int]) async throws {
        let (received, held) = (Event(), BlockingEvent())
        var script: [ScriptedServer.Action] = [
            .receive, .tell(received), .hold(held), .send(Self.head(parts.reduce(0, +))),
        ]
        for part in parts { script += [.sendBytes([UInt8](repeating: 120, count: part)), .pause(milliseconds: 150)] }
        let server = try ScriptedServer(script + [.awaitClose])
        defer { server.stop() }
        let (exchange, _, _) = try await read(
            server.url, .loopback(), from: server.port, received: received, held: held)
        #expect(exchange.failure == nil && exchange.figures.receiveDelayNanoseconds == 0)
    }

    /// Nobody read the first response, which nearly filled the buffer, for long after it had come whole. That is no delay of
    /// the second.
    @Test(arguments: [70_000, 90_000, 100_000, 110_000])
    func `that has come whole delays no later one`(count: Int) async throws {
        let delays = try await delaysOfTwo(count)
        #expect(try #require(delays[1]) < 300_000_000, "\(delays)")
    }

    /// The second response on a connection has its own.
    @Test func `counts for its own request alone`() async throws {
        let delays = try await delaysOfTwo(1_000_000)
        #expect(try #require(delays[0]) > 300_000_000)
        #expect(try #require(delays[1]) < 300_000_000)
    }

    /// Makes two requests on one connection, and holds the loop up for 400 ms while the first response comes.
    private func delaysOfTwo(_ count: Int) async throws -> [Int64?] {
        let (received, held) = (Event(), BlockingEvent())
        let body: [ScriptedServer.Action] = [
            .send(Self.head(count)), .sendBytes([UInt8](repeating: 120, count: count)),
        ]
        let server = try ScriptedServer(
            [.receive, .tell(received), .hold(held)] + body + [.receive] + body + [.awaitClose])
        defer { server.stop() }
        let url = server.url
        return try await onEngine(.loopback()) { engine in
            let heldUp = Task(executorPreference: engine.loop) {
                await received.wait()
                held.happen()
                usleep(400_000)
            }
            let delays = try await withSession(engine) { session in
                var delays: [Int64?] = []
                for _ in 1...2 {
                    delays.append(await session.perform(HTTPRequest(url: url)).figures.receiveDelayNanoseconds)
                }
                return delays
            }
            await heldUp.value
            return delays
        }
    }
}
