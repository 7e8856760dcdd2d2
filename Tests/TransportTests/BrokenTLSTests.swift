import EventLoops
import Glibc
import Measuring
import Support
import Testing
import Transport

/// What can go wrong with TLS, and how that is told.
@Suite struct `TLS` {
    /// Bytes in the place of the server's part of the handshake.
    struct Cut: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var script: [ScriptedServer.Action]
        var words: String

        init(_ name: String, _ script: ScriptedServer.Action..., words: String) {
            testDescription = name
            self.script = [.receiveAnything] + script
            self.words = words
        }
    }

    private static func alert(_ number: UInt8) -> ScriptedServer.Action { .sendBytes([21, 3, 1, 0, 2, 2, number]) }

    @Test(arguments: [
        Cut("closes", .close, words: "OpenSSL SSL_connect: "),
        Cut("resets", .reset, words: "Recv failure: Connection reset by peer"),
        Cut(
            "answers without TLS", .send("HTTP/1.1 400 Bad Request\r\n\r\n"), .awaitClose, words: "wrong version number"
        ),
        Cut("has no cipher in common", alert(40), .awaitClose, words: "sslv3 alert handshake failure"),
        Cut("speaks no such version", alert(70), .awaitClose, words: "tlsv1 alert protocol version"),
        Cut("does not know the name", alert(112), .awaitClose, words: "tlsv1 unrecognized name"),
        Cut("has an error of its own", alert(80), .awaitClose, words: "tlsv1 alert internal error"),
    ])
    func `fails in its handshake where the server`(cut: Cut) async throws {
        let server = try ScriptedServer(cut.script)
        defer { server.stop() }
        let url = "https://127.0.0.1:\(server.port)/"
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { await $0.perform(HTTPRequest(url: url)) }
        }
        try FailedExchange(kind: .tls, curlCode: 35, words: "", progress: .handshake).check(exchange)
        #expect(exchange.failure?.detail.contains(cut.words) == true, "\(exchange.failure?.detail ?? "")")
        #expect(server.connections == 1)
    }

    /// A certificate, or a version, that is not accepted.
    struct Server: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var period = TestCertificate.Period.now
        var version: String?
        var host = "localhost"
        var isTrusted = true
        var curlCode: Int32 = 60
        var words: String
    }

    @Test(arguments: [
        Server(
            testDescription: "an expired certificate", period: .past,
            words: "SSL certificate problem: certificate has expired"),
        Server(
            testDescription: "a certificate that is not valid yet", period: .future,
            words: "SSL certificate problem: certificate is not yet valid"),
        Server(
            testDescription: "another name's certificate", host: "other.test",
            words: "SSL: no alternative certificate subject name matches target host name 'other.test'"),
        Server(
            testDescription: "a certificate of an unknown issuer", isTrusted: false,
            words: "SSL certificate problem: self-signed certificate"),
        Server(
            testDescription: "a version that is too old", version: "tls1_1", curlCode: 35, words: "OpenSSL"),
    ])
    func `fails with`(server: Server) async throws {
        let relay = try TLSRelay(
            agreesOnHTTP2: false, version: server.version, certificateOf: server.period)
        defer { relay.stop() }
        relay.start { descriptor in
            var buffer = [UInt8](repeating: 0, count: 4096)
            while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
        }
        let (url, file) = ("https://\(server.host):\(relay.port)/", relay.certificate.file)
        let exchange = try await onEngine(
            .loopback {
                if server.isTrusted { $0.caFile = file }
                $0.allow("localhost", "other.test")
                $0.resolve = ["other.test:\(relay.port):127.0.0.1"]
            }
        ) { engine in
            try await withSession(engine) { await $0.perform(HTTPRequest(url: url)) }
        }
        try FailedExchange(kind: .tls, curlCode: server.curlCode, words: server.words, progress: .handshake)
            .check(exchange)
    }

    /// Where a connection over TLS 1.2 breaks. TLS 1.3 hides the type of what is sent.
    struct Break: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var fault: RecordRelay.Fault
        var type: RecordRelay.RecordType
        var number: Int
        var expected: FailedExchange
    }

    @Test(arguments: [
        Break(
            testDescription: "is cut off between two of the server's messages", fault: .close, type: .handshake,
            number: 2,
            expected: FailedExchange(kind: .tls, curlCode: 35, words: "", progress: .handshake)),
        Break(
            testDescription: "is altered in its handshake", fault: .spoil, type: .handshake, number: 3,
            expected: FailedExchange(kind: .tls, curlCode: 35, words: "", progress: .handshake)),
        Break(
            testDescription: "closes within the body, and TLS does not", fault: .close, type: .data, number: 1,
            expected: FailedExchange(
                kind: .reset, curlCode: 18, words: "transfer closed with 998 bytes remaining", progress: .body("ab"),
                status: 200)),
        Break(
            testDescription: "is altered in the response", fault: .spoil, type: .data, number: 1,
            expected: FailedExchange(kind: .tls, curlCode: 56, words: "OpenSSL SSL_read: ", progress: .waiting)),
    ])
    func `fails over a connection that`(breaks: Break) async throws {
        let relay = try TLSRelay(agreesOnHTTP2: false, version: "tls1_2")
        defer { relay.stop() }
        relay.start { descriptor in
            var buffer = [UInt8](repeating: 0, count: 4096)
            guard recv(descriptor, &buffer, buffer.count, 0) > 0 else { return }
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nab"
            _ = LoopbackSocket.send(Array(head.utf8), to: descriptor)
            while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
        }
        let records = try RecordRelay(to: relay.port, breaks.fault, at: breaks.type, number: breaks.number)
        defer { records.stop() }
        let (url, file) = (records.url, relay.certificate.file)
        let exchange = try await onEngine(.loopback { $0.caFile = file }) { engine in
            try await withSession(engine) { await $0.perform(HTTPRequest(url: url, timeoutMilliseconds: 5_000)) }
        }
        try breaks.expected.check(exchange)
        #expect(records.records.contains(breaks.type.rawValue))
    }
}
