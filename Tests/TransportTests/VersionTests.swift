import Measuring
import Support
import Testing

@testable import Transport

/// A request may name its HTTP version, whatever the run's is and whatever connections are open.
@Suite struct `A request's own HTTP version` {
    private static let names: [TransportSettings.Version: String] = [
        .auto: "HTTP/2.0", .http2: "HTTP/2.0", .http1_1: "HTTP/1.1",
    ]

    @Test(arguments: [TransportSettings.Version.auto, .http1_1, .http2])
    func `decides which kept connections it uses`(run: TransportSettings.Version) async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let (url, settings) = (nginx.url, TransportSettings.trusting(nginx, run))
        // Each version first comes to the other's connection, then to both, in either order.
        let versions: [TransportSettings.Version?] = [
            .http1_1, .http2, .http1_1, .auto, nil, .http2, .http1_1, nil, .auto, .http1_1,
        ]
        let (answers, handles) = try await onEngine(settings) { engine in
            let answers = try await withSession(engine) { session in
                var answers: [NginxServer.Answer] = []
                for version in versions {
                    var request = HTTPRequest(url: url + "/")
                    request.version = version
                    let exchange = await session.perform(request)
                    answers += [NginxServer.Answer(exchange.body)].compactMap(\.self)
                }
                return answers
            }
            return (answers, engine.pool(for: Session.Options()).transferCount)
        }
        #expect(answers.map(\.version) == versions.map { Self.names[$0 ?? run] })
        #expect(Set(answers.filter { $0.version == "HTTP/1.1" }.map(\.connection)).count == 1)
        #expect(Set(answers.filter { $0.version == "HTTP/2.0" }.map(\.connection)).count == 1)
        #expect(handles == 1)
    }

    @Test func `holds for requests side by side`() async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let (url, settings) = (nginx.url, TransportSettings.trusting(nginx))
        try await onEngine(settings) { engine in
            try await withSession(engine) { session in
                for _ in 0..<3 {
                    await withTaskGroup(of: (TransportSettings.Version, HTTPVersion?, Int16?).self) { group in
                        for number in 0..<8 {
                            group.addTask {
                                var request = HTTPRequest(url: url + "/")
                                let version: TransportSettings.Version = number % 2 == 0 ? .http1_1 : .http2
                                request.version = version
                                let exchange = await session.perform(request)
                                return (version, exchange.version, exchange.status)
                            }
                        }
                        for await (wanted, spoken, status) in group {
                            #expect(status == 200)
                            #expect(spoken == (wanted == .http1_1 ? .http1_1 : .http2))
                        }
                    }
                }
            }
        }
    }

    @Test func `does not go to the next request, whosever it is`() async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let (url, settings) = (nginx.url, TransportSettings.trusting(nginx))
        let (spoken, handles) = try await onEngine(settings) { engine in
            var spoken: [HTTPVersion?] = []
            for participant in 1...6 {
                try await withSession(engine, participant) { session in
                    var request = HTTPRequest(url: url + "/")
                    if participant.isMultiple(of: 2) { request.version = .http1_1 }
                    spoken.append(await session.perform(request).version)
                }
            }
            return (spoken, engine.pool(for: Session.Options()).transferCount)
        }
        #expect(spoken == [.http2, .http1_1, .http2, .http1_1, .http2, .http1_1])
        #expect(handles == 1)
    }

    @Test(arguments: [TransportSettings.Version.auto, .http1_1, .http2])
    func `is HTTP/2 without TLS on a connection of its own`(run: TransportSettings.Version) async throws {
        let frames = try FrameServer([.answer])
        defer { frames.stop() }
        let (url, port) = (frames.url, frames.port)
        let spoken = try await onEngine(.loopback { $0.version = run }) { engine in
            try await withSession(engine) { session in
                var spoken: [HTTPVersion?] = []
                for _ in 0..<2 {
                    var request = HTTPRequest(url: url)
                    request.version = .http2
                    let exchange = await session.perform(request)
                    spoken.append(exchange.version)
                    #expect(exchange.newConnections == 1)
                    // None is left open that no request can use.
                    let left = try TCPConnections.count(to: port, in: .established)
                    #expect(left == 0)
                }
                return spoken
            }
        }
        #expect(spoken == [.http2, .http2])
    }

    @Test func `without TLS takes no connection of another version`() async throws {
        let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        let server = try ScriptedServer(
            [.receive, .send(ok), .receive, .send(ok), .receive, .send(ok), .awaitClose], [.receiveAnything, .reset])
        defer { server.stop() }
        let url = server.url
        let connections = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                var connections: [Int32] = []
                for version: TransportSettings.Version? in [nil, .http1_1, .http2, .auto] {
                    var request = HTTPRequest(url: url)
                    request.version = version
                    let exchange = await session.perform(request)
                    #expect((exchange.status == 200) == (version != .http2))
                    connections.append(exchange.newConnections)
                }
                return connections
            }
        }
        #expect(connections == [1, 0, 1, 0])
    }

    @Test func `without TLS in a run over HTTP/2 keeps no connection`() async throws {
        let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        let server = try ScriptedServer([.receive, .send(ok), .awaitClose])
        defer { server.stop() }
        let url = server.url
        let connections = try await onEngine(.loopback { $0.version = .http2 }) { engine in
            try await withSession(engine) { session in
                var connections: [Int32] = []
                for version: TransportSettings.Version in [.http1_1, .auto, .http1_1] {
                    var request = HTTPRequest(url: url)
                    request.version = version
                    connections.append(await session.perform(request).newConnections)
                }
                return connections
            }
        }
        #expect(connections == [1, 1, 1])
        #expect(server.requests.allSatisfy { $0.hasPrefix("GET / HTTP/1.1\r\n") })
    }
}
