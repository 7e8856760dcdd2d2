import Addresses
import EventLoops
import Measuring
import Support
import Testing
import Transport

/// A request whose time is over fails with kind `timeout`, wherever it has got to.
@Suite struct `A time limit ends a request` {
    /// A server that does so much and no more.
    struct Silence: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var script: [ScriptedServer.Action]
        var scheme = "http"
        var words = "Operation timed out after "
        var progress: FailedExchange.Progress
        var status: Int16?
    }

    private static let ok = "HTTP/1.1 200 OK\r\n"

    @Test(arguments: [
        Silence(
            testDescription: "in the TLS handshake", script: [.awaitClose], scheme: "https",
            words: "Connection timed out after ",
            progress: .handshake),
        Silence(testDescription: "before the response", script: [.receive, .awaitClose], progress: .waiting),
        Silence(
            testDescription: "within the status line", script: [.receive, .send("HTTP/1.1 2"), .awaitClose],
            progress: .waiting),
        Silence(
            testDescription: "after an interim response",
            script: [.receive, .send("HTTP/1.1 103 Early Hints\r\n\r\n"), .awaitClose], progress: .waiting, status: 103),
        Silence(
            testDescription: "within the header", script: [.receive, .send(ok + "X: "), .awaitClose], progress: .header,
            status: 200),
        Silence(
            testDescription: "before the body",
            script: [.receive, .send(ok + "Content-Length: 7\r\n\r\n"), .awaitClose],
            progress: .header, status: 200),
        Silence(
            testDescription: "within the body",
            script: [.receive, .send(ok + "Content-Length: 7\r\n\r\nabc"), .awaitClose], progress: .body("abc"),
            status: 200),
        Silence(
            testDescription: "within a chunk",
            script: [.receive, .send(ok + "Transfer-Encoding: chunked\r\n\r\n7\r\nabc"), .awaitClose],
            progress: .body("abc"), status: 200),
        Silence(
            testDescription: "before the last chunk",
            script: [.receive, .send(ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), .awaitClose],
            progress: .body("abc"), status: 200),
    ])
    func `over HTTP/1.1`(silence: Silence) async throws {
        let server = try ScriptedServer(silence.script)
        defer { server.stop() }
        let url = "\(silence.scheme)://127.0.0.1:\(server.port)/"
        let exchange = try await Self.timingOut(.loopback(), url, until: silence.status)
        try FailedExchange(
            kind: .timeout, curlCode: 28, words: silence.words, progress: silence.progress, status: silence.status
        ).check(exchange)
        let isInHandshake = exchange.failure?.detail.hasSuffix(" milliseconds, in the TLS handshake")
        #expect(isInHandshake == (silence.scheme == "https"))
    }

    @Test(arguments: [
        ([FrameServer.Reply](), FailedExchange.Progress.waiting, nil),
        ([.headers(FrameServer.ok)], .header, Int16(200)),
        ([.headers(FrameServer.ok), .data("abc")], .body("abc"), 200),
    ])
    func `over HTTP/2`(replies: [FrameServer.Reply], progress: FailedExchange.Progress, status: Int16?) async throws {
        let server = try FrameServer([.play(replies)])
        defer { server.stop() }
        let exchange = try await Self.timingOut(.loopback { $0.version = .http2 }, server.url, until: status)
        try FailedExchange(
            kind: .timeout, curlCode: 28, words: "Operation timed out after ", progress: progress, status: status
        ).check(exchange)
    }

    @Test func `while it connects`() async throws {
        let silent = try SilentAddress(address: "127.0.0.1", port: 0)
        defer { silent.stop() }
        let exchange = try await Self.timingOut(.loopback(), "http://127.0.0.1:\(silent.port)/", until: nil)
        try FailedExchange(
            kind: .timeout, curlCode: 28, words: "Connection timed out after ", progress: .connecting
        ).check(exchange)
        #expect(exchange.figures.failedAddresses == ["127.0.0.1:\(silent.port)"])
    }

    /// Three hundred are over at once, and their sockets closed. Other sockets then get their numbers, and have something to read.
    @Test func `whatever other sockets have to read`() async throws {
        let silent = try SilentAddress(address: "127.0.0.1", port: 0)
        defer { silent.stop() }
        let request = HTTPRequest(url: "http://127.0.0.1:\(silent.port)/", timeoutMilliseconds: 400)
        let unread = try UnreadSocket()
        defer { unread.stop() }
        let exchanges = try await onEngine(.loopback()) { engine in
            try await withThrowingTaskGroup { group in
                for participant in 1...300 {
                    group.addTask(executorPreference: engine.loop) {
                        try await withSession(engine, participant) { await $0.perform(request) }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(exchanges.map(\.failure?.kind) == Array(repeating: .timeout, count: 300))
    }

    /// Made anew, with more time, if what the server sends was read after the limit.
    private static func timingOut(
        _ settings: TransportSettings, _ url: String, until status: Int16?
    ) async throws -> HTTPExchange {
        try await onEngine(settings) { engine in
            try await withSession(engine) { session in
                var limit = 200
                while true {
                    let exchange = await session.perform(HTTPRequest(url: url, timeoutMilliseconds: limit))
                    if exchange.status == status || limit > 10_000 {
                        let begun = try #require(exchange.begun)
                        #expect(exchange.finished.microseconds(since: begun) >= limit * 1000 - 1000)
                        return exchange
                    }
                    limit *= 2
                }
            }
        }
    }
}
