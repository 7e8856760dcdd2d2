import Measuring
import Support
import Testing
import Transport

/// How the time of a request is spent, against a server with known delays.
@Suite struct `The phases of a request` {
    private static let versions = [TransportSettings.Version.http1_1, .auto]

    /// The server waits 60 ms before its response, and 100 ms in the middle of it. nginx passes on what arrives
    /// immediately.
    @Test(arguments: versions, [nil, 20, 70_000, 500_000])
    func `distinguish waiting from receiving, whatever is sent`(version: TransportSettings.Version, bytes: Int?)
        async throws
    {
        let script: [ScriptedServer.Action] = [
            .receive, .pause(milliseconds: 60), .send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf"),
            .pause(milliseconds: 100), .send("half"),
        ]
        let backend = try ScriptedServer(script)
        defer { backend.stop() }
        let nginx = try NginxServer(proxiedPort: backend.port)
        defer { nginx.stop() }
        let (url, settings) = (nginx.url + "/proxied", TransportSettings.trusting(nginx, version))
        let exchanges = try await onEngine(settings) { engine in
            try await withSession(engine) { session in
                var exchanges: [HTTPExchange] = []
                // Two, and more if both parts of each answer were read together, as on a machine that stopped meanwhile.
                while exchanges.count < 2
                    || exchanges.count < 60 && exchanges.allSatisfy({ ($0.phases[.receive] ?? 0) < 30_000 })
                {
                    let body = bytes.map { [UInt8](repeating: 65, count: $0) }
                    exchanges.append(
                        await session.perform(
                            HTTPRequest(method: body == nil ? "GET" : "POST", url: url, body: body)))
                }
                return exchanges
            }
        }
        var receiving: Int64 = 0
        for exchange in exchanges {
            #expect(exchange.text == "halfhalf")
            #expect(exchange.version == (version == .auto ? .http2 : .http1_1))
            // Unknown if the first part was read late.
            guard let wait = exchange.phases[.wait], let receive = exchange.phases[.receive] else { continue }
            #expect(wait >= 60_000)
            receiving = max(receiving, receive)
            let sent = try #require(exchange.sent)
            #expect(wait + receive <= exchange.finished.microseconds(since: sent) + 1)
        }
        #expect(receiving >= 30_000)
    }

    @Test func `do not mistake an interim response for the final one`() async throws {
        let server = try ScriptedServer([
            .receive, .send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"), .pause(milliseconds: 60),
            .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), .awaitClose,
        ])
        defer { server.stop() }
        let url = server.url
        let exchange = try await readInTime {
            try await onEngine(.loopback()) { engine in
                try await withSession(engine) { [await $0.perform(HTTPRequest(url: url))] }
            }
        }[0]
        #expect(exchange.status == 200)
        #expect((exchange.phases[.wait] ?? 0) >= 60_000)
    }

    @Test func `have no wait without a response`() async throws {
        let server = try ScriptedServer([.receive, .close])
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { await $0.perform(HTTPRequest(url: url)) }
        }
        #expect(exchange.phases[.wait] == nil && exchange.phases[.receive] == nil)
    }
}
