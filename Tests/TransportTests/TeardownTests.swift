import EventLoops
import Measuring
import Support
import Testing
import Transport

/// Handles can be returned in any order and at any time: nothing leaks, and nothing waits forever. Most of what these
/// tests prove is detected by AddressSanitizer.
@Suite struct `Tearing down` {
    /// What is closed, in this order.
    enum Order: CaseIterable {
        case sessionThenEngine
        case engineThenSession
        case engineThenSessionDropped
        case sessionDroppedThenEngine
        case bothTwice
    }

    @Test(arguments: Order.allCases, [false, true])
    func `works in every order, idle or in flight`(order: Order, inFlight: Bool) async throws {
        let asked = Event()
        let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        let server = try ScriptedServer([.receive, .send(ok), .receive, .tell(asked), .awaitClose])
        defer { server.stop() }
        let url = server.url
        let kind = try await onLoop { loop in
            let engine = try HTTPEngine(loop: loop, settings: .loopback())
            var session: Session? = try Session(engine: engine, options: Session.Options())
            #expect(await session?.perform(HTTPRequest(url: url)).status == 200)
            var task: Task<HTTPExchange?, Never>?
            if inFlight {
                task = Task(executorPreference: loop) { [session] in await session?.perform(HTTPRequest(url: url)) }
                await asked.wait()
            }
            switch order {
            case .sessionThenEngine:
                session?.close()
                engine.close()
            case .engineThenSession:
                engine.close()
                session?.close()
            case .engineThenSessionDropped:
                engine.close()
                session = nil
            case .sessionDroppedThenEngine:
                session = nil
                engine.close()
            case .bothTwice:
                engine.close()
                session?.close()
                engine.close()
                session?.close()
            }
            return await task?.value?.failure?.kind
        }
        #expect(kind == (inFlight ? .cancelled : nil))
    }

    @Test func `leaves the peak of open files known, whatever is closed first`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let (none, peak, later) = try await onEngine(.loopback()) { engine in
            let none = engine.peakOpenFiles
            var sessions: [Session] = []
            for _ in 0..<40 {
                let session = try Session(engine: engine, options: Session.Options())
                sessions.append(session)
                #expect(await session.perform(HTTPRequest(url: url)).status == 200)
            }
            let peak = engine.peakOpenFiles
            // From the first on: the lowest numbers are free again while the highest are still taken.
            for session in sessions { session.close() }
            try await withSession(engine) { session in _ = await session.perform(HTTPRequest(url: url)) }
            return (none, peak, engine.peakOpenFiles)
        }
        #expect(none == 0)
        #expect(peak >= 40)
        #expect(later >= peak)
    }

    @Test func `over HTTP/2 ends streams in flight`() async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let (url, file) = (nginx.url, nginx.certificate.file)
        let settings = TransportSettings.loopback { $0.caFile = file }
        for closesSessionFirst in [true, false] {
            try await onLoop { loop in
                let engine = try HTTPEngine(loop: loop, settings: settings)
                let session = try Session(engine: engine, options: Session.Options())
                #expect(await session.perform(HTTPRequest(url: url)).version == .http2)
                let tasks = (0..<5).map { _ in
                    Task(executorPreference: loop) { await session.perform(HTTPRequest(url: url)) }
                }
                await Task.yield()
                if closesSessionFirst { session.close() }
                engine.close()
                session.close()
                for task in tasks {
                    let exchange = await task.value
                    #expect(exchange.status == 200 || exchange.failure?.kind == .cancelled)
                }
            }
        }
    }

    @Test func `of a session leaves others alone`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        try await onEngine(.loopback()) { engine in
            try await withSession(engine, 1) { survivor in
                #expect(await survivor.perform(HTTPRequest(url: url)).status == 200)
                for number in 2..<20 {
                    try await withSession(engine, number) { session in
                        #expect(await session.perform(HTTPRequest(url: url)).status == 200)
                    }
                }
                #expect(await survivor.perform(HTTPRequest(url: url)).newConnections == 0)
            }
        }
        #expect(server.seen.foreignConnections == 0)
    }

    @Test func `fails requests on a closed session or engine`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let kinds = try await onLoop { loop in
            let engine = try HTTPEngine(loop: loop, settings: .loopback())
            let session = try Session(engine: engine, options: Session.Options())
            engine.close()
            let afterEngine = await session.perform(HTTPRequest(url: url)).failure?.kind
            session.close()
            let afterSession = await session.perform(HTTPRequest(url: url)).failure?.kind
            return [afterEngine, afterSession]
        }
        #expect(kinds == [.cancelled, .cancelled])
        #expect(server.seen.connections == 0)
    }

    @Test func `drops a connection that the server closed while idle`() async throws {
        let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        let server = try ScriptedServer([.receive, .send(ok), .close], [.receive, .send(ok), .awaitClose])
        defer { server.stop() }
        let (url, port) = (server.url, server.port)
        let exchanges = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let first = await session.perform(HTTPRequest(url: url))
                // The close reaches an idle connection, which nothing watches.
                while !endWasReceived(from: port) { await Task.yield() }
                return [first, await session.perform(HTTPRequest(url: url))]
            }
        }
        #expect(exchanges.map(\.text) == ["ok", "ok"])
        #expect(exchanges.map(\.newConnections) == [1, 1])
    }
}
