import Addresses
import Foundation
import Measuring
import Support
import Testing

@testable import Transport

/// Requests go through the proxy that the settings name, and say so if it is the proxy that fails.
@Suite struct `A proxy` {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    /// Settings that allow targets under `.test`, none of which can be looked up.
    private static func settings(
        _ proxy: String, _ change: (inout TransportSettings) -> Void = { _ in }
    ) -> TransportSettings {
        .loopback {
            $0.allow("*.test", "127.0.0.1", "localhost", "*.localhost")
            $0.proxy = .url(proxy)
            change(&$0)
        }
    }

    private static func exchange(_ settings: TransportSettings, _ url: String) async throws -> HTTPExchange {
        try await onEngine(settings) { engine in
            try await withSession(engine) { await $0.perform(HTTPRequest(url: url, timeoutMilliseconds: 10_000)) }
        }
    }

    @Test(arguments: [TransportSettings.Version.auto, .http2, .http1_1])
    func `passes requests on, and resolves their names`(version: TransportSettings.Version) async throws {
        let server = try ScriptedServer([.receive, .send(Self.ok), .receive, .send(Self.ok), .awaitClose])
        defer { server.stop() }
        let proxy = try ScriptedProxy()
        defer { proxy.stop() }
        let url = "http://edu.test:\(server.port)"
        let settings = Self.settings("127.0.0.1:\(proxy.port)") { $0.version = version }
        let (lookups, exchanges) = try await onEngine(settings) { engine in
            let lookups = await engine.resolve([try WebURL(url)])
            let exchanges = try await withSession(engine) { session in
                [
                    await session.perform(HTTPRequest(url: url + "/a?b=c")),
                    await session.perform(HTTPRequest(method: "POST", url: url + "/d", body: [65])),
                ]
            }
            return (lookups, exchanges)
        }
        #expect(lookups.map(\.host) == ["127.0.0.1:\(proxy.port)"] && lookups[0].failure == nil)
        #expect(exchanges.map(\.text) == ["ok", "ok"] && exchanges.allSatisfy { $0.version == .http1_1 })
        #expect(exchanges.map(\.newConnections) == (version == .http2 ? [1, 1] : [1, 0]))
        #expect(exchanges[0].figures.address == "127.0.0.1:\(proxy.port)")
        #expect(proxy.asked.first?.line == "GET \(url)/a?b=c HTTP/1.1")
        #expect(server.requests.first?.contains("\r\nHost: edu.test:\(server.port)\r\n") == true)
    }

    /// A query can travel apart from the URL: a long one always, a short one where a URL was made of another.
    @Test(arguments: [(false, 0), (false, 3), (false, 500), (true, 0), (true, 3), (true, 500)])
    func `is asked for the whole URL`(isReplaced: Bool, length: Int) async throws {
        let server = try ScriptedServer([.receive, .send(Self.ok), .awaitClose])
        defer { server.stop() }
        let proxy = try ScriptedProxy()
        defer { proxy.stop() }
        let query = String(repeating: "x", count: length)
        let url = "http://edu.test:\(server.port)/a"
        let target =
            isReplaced
            ? try #require(try WebURL(url).replacingQuery(with: query)) : try WebURL("\(url)?\(query)")
        let exchange = try await onEngine(Self.settings("127.0.0.1:\(proxy.port)")) { engine in
            try await withSession(engine) { await $0.perform(HTTPRequest(url: target)) }
        }
        #expect(exchange.text == "ok")
        #expect(proxy.asked.map(\.line) == ["GET \(url)?\(query) HTTP/1.1"])
    }

    @Test(arguments: [TransportSettings.Version.auto, .http1_1])
    func `connects participants to targets over TLS, each apart`(version: TransportSettings.Version) async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let proxy = try ScriptedProxy(.serve(pauseMilliseconds: 300))
        defer { proxy.stop() }
        let url = "https://turnout.test:\(nginx.port)/"
        let settings = Self.settings("http://127.0.0.1:\(proxy.port)") {
            $0.version = version
            $0.caFile = nginx.certificate.file
            $0.commonHeaders = ["User-Agent: turnout"]
        }
        let exchanges = try await onEngine(settings) { engine in
            try await withThrowingTaskGroup(of: [HTTPExchange].self) { group in
                for participant in 1...5 {
                    group.addTask {
                        try await withSession(engine, participant) { session in
                            [
                                await session.perform(HTTPRequest(url: url)),
                                await session.perform(HTTPRequest(url: url)),
                            ]
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        let answers = exchanges.map { $0.compactMap { NginxServer.Answer($0.body) } }
        #expect(Set(answers.map { $0.map(\.participant) }) == Set((1...5).map { ["\($0)", "\($0)"] }))
        #expect(Set(answers.flatMap { $0.map(\.connection) }).count == 5)
        #expect(
            answers.allSatisfy {
                $0.map(\.version) == (version == .auto ? ["HTTP/2.0", "HTTP/2.0"] : ["HTTP/1.1", "HTTP/1.1"])
            })
        #expect(
            proxy.asked.map { [$0.line] + $0.headerNames }
                == Array(
                    repeating: ["CONNECT turnout.test:\(nginx.port) HTTP/1.1", "Host", "Proxy-Connection"], count: 5))
        for pair in exchanges {
            let (first, second) = (pair[0].phases, pair[1].phases)
            // The proxy's pause belongs to connecting, and not to TLS or waiting.
            #expect((first[.connect] ?? 0) >= 300_000)
            let whole = pair[0].finished.microseconds(since: try #require(pair[0].begun))
            #expect(first[.tls] != nil && Phase.allCases.reduce(0) { $0 + (first[$1] ?? 0) } <= whole + 1)
            #expect(second[.connect] == nil && second[.tls] == nil)
            // What was exchanged with the proxy counts too; the second request and its response have the cookie.
            let (answer, cookie) = (
                Int64("HTTP/1.1 200 OK\r\nVia: 1.1 p\r\n\r\n".utf8.count), Int64("owner=1".utf8.count)
            )
            let cookieLine = cookie + Int64("Cookie: \r\n".utf8.count)
            #expect(version == .auto || pair[0].bytesIn - pair[1].bytesIn == answer - cookie)
            #expect(version == .auto || pair[0].bytesOut > pair[1].bytesOut - cookieLine)
            let total = pair[0].finished.microseconds(since: pair[0].started)
            let parts = Phase.allCases.compactMap { first[$0] }.reduce(0, +)
            #expect(parts <= total + 10)
        }
    }

    @Test func `takes the credentials of its URL`() async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let server = try ScriptedServer([.receive, .send(Self.ok), .awaitClose])
        defer { server.stop() }
        let proxy = try ScriptedProxy(.serveIfKnown("user:p@ss word"))
        defer { proxy.stop() }
        let settings = Self.settings("http://user:p%40ss%20word@127.0.0.1:\(proxy.port)") {
            $0.caFile = nginx.certificate.file
        }
        for url in ["https://turnout.test:\(nginx.port)/", "http://edu.test:\(server.port)/"] {
            let exchange = try await Self.exchange(settings, url)
            #expect(exchange.failure == nil && exchange.status == 200)
        }
        #expect(server.requests.allSatisfy { $0.contains("Proxy-Authorization") })
    }

    @Test(arguments: ["https", "http"], ["", "user:wrong-secret@"])
    func `that wants other credentials is a connection that failed`(scheme: String, user: String) async throws {
        let proxy = try ScriptedProxy(.serveIfKnown("user:password"))
        defer { proxy.stop() }
        let exchange = try await Self.exchange(
            Self.settings("http://\(user)127.0.0.1:\(proxy.port)"), "\(scheme)://edu.test:9/")
        #expect(exchange.failure?.kind == .connect)
        #expect(
            exchange.failure?.detail
                == "the proxy 127.0.0.1:\(proxy.port) asks for a user name and password that it accepts (status 407)")
        #expect(exchange.status == (scheme == "http" ? 407 : nil))
    }

    @Test func `that refuses to connect is a connection that failed`() async throws {
        let proxy = try ScriptedProxy(.refuse(status: "403 Forbidden"))
        defer { proxy.stop() }
        let settings = Self.settings("http://user:proxy-secret@127.0.0.1:\(proxy.port)")
        let exchange = try await Self.exchange(settings, "https://edu.test:9/")
        #expect(exchange.failure?.kind == .connect && exchange.status == nil && exchange.sent == nil)
        #expect(
            exchange.failure?.detail
                == "the proxy 127.0.0.1:\(proxy.port) refused to connect to edu.test:9 (status 403)")
        // For a URL without TLS the response cannot be told from the target's.
        let passed = try await Self.exchange(settings, "http://edu.test:9/")
        #expect(passed.failure == nil && passed.status == 403)
    }

    @Test func `that cannot reach the target says so`() async throws {
        let refusing = try LoopbackSocket(backlog: nil)
        defer { refusing.close() }
        let proxy = try ScriptedProxy()
        defer { proxy.stop() }
        let exchange = try await Self.exchange(
            Self.settings("127.0.0.1:\(proxy.port)"), "https://edu.test:\(refusing.port)/")
        #expect(exchange.failure?.kind == .connect)
        #expect(
            exchange.failure?.detail
                == "the proxy 127.0.0.1:\(proxy.port) refused to connect to edu.test:\(refusing.port) (status 502)")
    }

    @Test(arguments: ["https", "http"])
    func `that closes is named where it was to connect`(scheme: String) async throws {
        let proxy = try ScriptedProxy(.close)
        defer { proxy.stop() }
        let exchange = try await Self.exchange(
            Self.settings("http://u:proxy-secret@127.0.0.1:\(proxy.port)"), "\(scheme)://edu.test:9/")
        if scheme == "https" {
            #expect(exchange.failure?.kind == .connect)
            #expect(
                exchange.failure?.detail.hasPrefix("the proxy 127.0.0.1:\(proxy.port) did not connect to edu.test:9: ")
                    == true)
        } else {
            #expect(exchange.failure?.kind == .reset)
        }
        #expect(exchange.failure?.detail.contains("secret") == false)
    }

    @Test func `that does nothing is a time-out that names it`() async throws {
        let proxy = try ScriptedProxy(.ignore)
        defer { proxy.stop() }
        let failure = try await onEngine(Self.settings("127.0.0.1:\(proxy.port)")) { engine in
            try await withSession(engine) { session in
                await session.perform(HTTPRequest(url: "https://edu.test:9/", timeoutMilliseconds: 200)).failure
            }
        }
        #expect(failure?.kind == .timeout)
        #expect(failure?.detail.hasPrefix("the proxy 127.0.0.1:\(proxy.port) did not connect in time: ") == true)
    }

    @Test(arguments: ["https", "http"])
    func `that cannot be reached is a connection that failed`(scheme: String) async throws {
        let refusing = try LoopbackSocket(backlog: nil)
        defer { refusing.close() }
        let unreachable = try await Self.exchange(
            Self.settings("http://u:proxy-secret@127.0.0.1:\(refusing.port)"), "\(scheme)://edu.test:9/")
        #expect(unreachable.failure?.kind == .connect)
        #expect(
            unreachable.failure?.detail.hasPrefix("the proxy 127.0.0.1:\(refusing.port) cannot be reached: ") == true)
        let unknown = try await Self.exchange(
            Self.settings("http://u:proxy-secret@proxy.invalid:3128"), "\(scheme)://edu.test:9/")
        #expect(unknown.failure?.kind == .connect)
        #expect(unknown.failure?.detail.hasPrefix("the proxy proxy.invalid:3128 cannot be found: ") == true)
        for failure in [unreachable.failure, unknown.failure] { #expect(failure?.detail.contains("secret") == false) }
    }

    @Test func `is looked up itself, also by given addresses`() async throws {
        let server = try ScriptedServer([.receive, .send(Self.ok), .awaitClose])
        defer { server.stop() }
        let proxy = try ScriptedProxy()
        defer { proxy.stop() }
        let settings = Self.settings("http://Proxy.test:\(proxy.port)/ignored") {
            $0.resolve = ["proxy.test:\(proxy.port):127.0.0.1"]
            // Takes the place of targets, and not of the proxy.
            $0.connectTo = ["::other.test:\(server.port)"]
        }
        let (lookups, exchange) = try await onEngine(settings) { engine in
            let urls = try ["http://edu.test/", "http://localhost/"].map { try WebURL($0) }
            let lookups = await engine.resolve(urls)
            let exchange = try await withSession(engine) { await $0.perform(HTTPRequest(url: "http://edu.test/")) }
            return (lookups, exchange)
        }
        #expect(lookups.map(\.host) == ["proxy.test:\(proxy.port)", "localhost:80"])
        #expect(exchange.failure == nil && exchange.text == "ok")
        #expect(proxy.asked.map(\.line) == ["CONNECT other.test:\(server.port) HTTP/1.1"])
    }

    @Test(arguments: ["127.0.0.1", "localhost", "sub.localhost"])
    func `is not used for this machine`(host: String) async throws {
        let server = try ScriptedServer([.receive, .send(Self.ok), .awaitClose])
        defer { server.stop() }
        let proxy = try ScriptedProxy()
        defer { proxy.stop() }
        let settings = Self.settings("127.0.0.1:\(proxy.port)") {
            $0.resolve = ["sub.localhost:\(server.port):127.0.0.1"]
        }
        let exchange = try await Self.exchange(settings, "http://\(host):\(server.port)/")
        #expect(exchange.text == "ok")
        #expect(proxy.connections == 0)
    }

    @Test func `goes with the request and not with the handle`() async throws {
        let server = try ScriptedServer([.receive, .send(Self.ok), .awaitClose])
        defer { server.stop() }
        let proxy = try ScriptedProxy()
        defer { proxy.stop() }
        let port = server.port
        let handles = try await onEngine(Self.settings("127.0.0.1:\(proxy.port)")) { engine in
            for (participant, host) in ["edu.test", "127.0.0.1", "edu.test", "127.0.0.1"].enumerated() {
                try await withSession(engine, participant) { session in
                    #expect(await session.perform(HTTPRequest(url: "http://\(host):\(port)/")).text == "ok")
                }
            }
            return engine.pool(for: Session.Options()).transferCount
        }
        #expect(handles == 1)
        #expect(proxy.asked.map(\.line) == Array(repeating: "GET http://edu.test:\(port)/ HTTP/1.1", count: 2))
    }

    @Test func `may come from the environment, with its exceptions`() async throws {
        let serve: [ScriptedServer.Action] = [.receive, .send(Self.ok), .awaitClose]
        let server = try ScriptedServer(serve, serve, [.receiveAnything, .close])
        defer { server.stop() }
        let proxy = try ScriptedProxy()
        defer { proxy.stop() }
        let port = server.port
        let settings = TransportSettings.loopback {
            $0.allow("*.test")
            $0.proxy = .environment([
                "http_proxy": "127.0.0.1:\(proxy.port)", "no_proxy": "direct.test", "HTTP_PROXY": "http://[bad",
                "PATH": "/bin",
            ])
            $0.resolve = ["direct.test:\(port):127.0.0.1", "secure.test:\(port):127.0.0.1"]
        }
        let exchanges = try await onEngine(settings) { engine in
            try await withSession(engine) { session in
                [
                    await session.perform(HTTPRequest(url: "http://edu.test:\(port)/")),
                    await session.perform(HTTPRequest(url: "http://direct.test:\(port)/")),
                    // No variable is for it.
                    await session.perform(HTTPRequest(url: "https://secure.test:\(port)/")),
                ]
            }
        }
        #expect(exchanges.map { $0.failure?.kind } == [nil, nil, .tls])
        #expect(proxy.asked.map(\.line) == ["GET http://edu.test:\(port)/ HTTP/1.1"])
    }

    @Test func `does not widen what may be contacted`() async throws {
        let proxy = try ScriptedProxy()
        defer { proxy.stop() }
        let exchange = try await Self.exchange(Self.settings("127.0.0.1:\(proxy.port)"), "https://other.example/")
        #expect(exchange.failure?.kind == .notAllowed)
        #expect(proxy.connections == 0)
    }

    @Test func `leaves the target's TLS to the target`() async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let proxy = try ScriptedProxy()
        defer { proxy.stop() }
        let exchange = try await Self.exchange(
            Self.settings("127.0.0.1:\(proxy.port)"), "https://turnout.test:\(nginx.port)/")
        #expect(exchange.failure?.kind == .tls)
        #expect(exchange.failure?.detail.contains("proxy") == false)
        #expect((exchange.phases[.connect] ?? 0) > 0)
    }

    @Test(arguments: [true, false], ["https", "http"])
    func `may speak TLS itself`(isTrusted: Bool, scheme: String) async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let server = try ScriptedServer([.receive, .send(Self.ok), .awaitClose])
        defer { server.stop() }
        let relay = try TLSRelay(agreesOnHTTP2: false)
        defer { relay.stop() }
        let proxy = ScriptedProxy(over: relay)
        let folder = try TemporaryFolder()
        let trusted = [nginx.certificate.file] + (isTrusted ? [relay.certificate.file] : [])
        try folder.write("ca.pem", trusted.map { try String(contentsOfFile: $0, encoding: .utf8) }.joined())
        let settings = Self.settings("https://localhost:\(relay.port)") { $0.caFile = folder.path + "/ca.pem" }
        let exchange = try await Self.exchange(
            settings,
            scheme == "https" ? "https://turnout.test:\(nginx.port)/" : "http://edu.test:\(server.port)/")
        if isTrusted {
            #expect(exchange.failure == nil && exchange.status == 200)
            #expect(
                proxy.asked.first?.line.hasPrefix(scheme == "https" ? "CONNECT turnout.test" : "GET http://") == true)
            // TLS with the proxy belongs to connecting.
            #expect(((exchange.phases[.tls] ?? 0) > 0) == (scheme == "https"))
            let sent = try #require(exchange.sent).microseconds(since: exchange.begun ?? exchange.started)
            #expect((exchange.phases[.connect] ?? 0) + (exchange.phases[.tls] ?? 0) > sent / 2)
        } else {
            #expect(exchange.failure?.kind == .tls)
            #expect(
                exchange.failure?.detail.hasPrefix("the proxy localhost:\(relay.port) speaks no TLS that is trusted: ")
                    == true)
        }
    }

    @Test(arguments: ["", "http://", "ftp://proxy.test", "socks5://proxy.test:1080", "http://u:secret@", "a b:c"])
    func `that is none is refused before a run, unseen`(text: String) async throws {
        for setting in [ProxySetting.url(text), .environment(["all_proxy": text])] {
            if case .environment = setting, text.isEmpty { continue }
            let failure = await #expect(throws: Failure.self) {
                try await onEngine(.loopback { $0.proxy = setting }) { _ in }
            }
            #expect(failure?.kind == .connect)
            #expect(failure?.detail.contains("secret") == false)
            #expect(failure?.detail.contains("an http:// or https:// URL, or host:port, is needed") == true)
        }
    }

    @Test(arguments: [
        ("proxy.test", "proxy.test:1080"), ("proxy.test:3128", "proxy.test:3128"),
        ("http://proxy.test", "proxy.test:1080"),
        ("http://proxy.test:80", "proxy.test:80"), ("https://proxy.test", "proxy.test:443"),
        ("http://u:p:q@PROXY.test/", "proxy.test:1080"), ("http://[::1]", "[::1]:1080"),
        ("http://[::1]:80", "[::1]:80"), ("https://u:80@[::1]/a:9", "[::1]:443"),
    ])
    func `has curl's port where none is written`(text: String, hostPort: String) throws {
        #expect(try Proxy(text, from: "").hostPort == hostPort)
    }
}
