import EventLoops
import Measuring
import Support
import Testing
import Transport

/// What a server can do wrong over HTTP/1.1 once it has the request, and how that is told.
@Suite struct `A broken response` {
    struct Fault: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var script: [ScriptedServer.Action]
        var expected: FailedExchange

        init(_ name: String, _ script: ScriptedServer.Action..., expecting expected: FailedExchange) {
            testDescription = name
            self.script = [.receive] + script
            self.expected = expected
        }
    }

    private static let ok = "HTTP/1.1 200 OK\r\n"
    private static let chunked = ok + "Transfer-Encoding: chunked\r\n\r\n"

    private static func reset(
        _ code: Int32, _ words: String, _ progress: FailedExchange.Progress, _ status: Int16? = nil
    ) -> FailedExchange {
        FailedExchange(kind: .reset, curlCode: code, words: words, progress: progress, status: status)
    }

    private static func invalid(
        _ code: Int32, _ words: String, _ progress: FailedExchange.Progress, _ status: Int16? = nil
    ) -> FailedExchange {
        FailedExchange(kind: .protocol, curlCode: code, words: words, progress: progress, status: status)
    }

    /// The connection ends before the response is complete.
    private static let cuts = [
        Fault("closes without a response", .close, expecting: reset(52, "Empty reply from server", .waiting)),
        Fault(
            "resets without a response", .reset,
            expecting: reset(56, "Recv failure: Connection reset by peer", .waiting)),
        Fault(
            "closes within the status line", .send("HTTP/1.1 20"), .close,
            expecting: reset(52, "Empty reply from server", .waiting)),
        Fault(
            "resets within the status line", .send("HTTP/1.1 20"), .reset,
            expecting: reset(56, "Recv failure: Connection reset by peer", .waiting)),
        Fault(
            "closes after an interim response", .send("HTTP/1.1 103 Early Hints\r\n\r\n"), .close,
            expecting: reset(52, "Empty reply from server", .waiting, 103)),
        Fault(
            "closes after the status line", .send(ok), .close,
            expecting: reset(0, "the connection ended within the header of the response", .header, 200)),
        Fault(
            "closes within a header line", .send(ok + "Content-Le"), .close,
            expecting: reset(0, "the connection ended within the header of the response", .header, 200)),
        Fault(
            "closes within the header, behind the length", .send(ok + "Content-Length: 5\r\nX-A"), .close,
            expecting: reset(18, "transfer closed with 5 bytes remaining to read", .header, 200)),
        Fault(
            "resets within the header", .send(ok + "X: "), .reset,
            expecting: reset(56, "Recv failure: Connection reset by peer", .header, 200)),
        Fault(
            "closes behind the header", .send(ok + "Content-Length: 100\r\n\r\n"), .close,
            expecting: reset(18, "transfer closed with 100 bytes remaining to read", .header, 200)),
        Fault(
            "closes within the body", .send(ok + "Content-Length: 100\r\n\r\nabc"), .close,
            expecting: reset(18, "transfer closed with 97 bytes remaining to read", .body("abc"), 200)),
        Fault(
            "resets within the body", .send(ok + "Content-Length: 100\r\n\r\nab"), .reset,
            expecting: reset(56, "Recv failure: Connection reset by peer", .body("ab"), 200)),
        Fault(
            "closes before the first chunk", .send(chunked), .close,
            expecting: reset(18, "transfer closed with outstanding read data remaining", .header, 200)),
        Fault(
            "closes within a chunk", .send(chunked + "5\r\nab"), .close,
            expecting: reset(18, "transfer closed with outstanding read data remaining", .body("ab"), 200)),
        Fault(
            "closes between chunks", .send(chunked + "2\r\nab\r\n"), .close,
            expecting: reset(18, "transfer closed with outstanding read data remaining", .body("ab"), 200)),
        Fault(
            "closes within the trailers", .send(chunked + "2\r\nab\r\n0\r\nX: y\r\n"), .close,
            expecting: reset(18, "transfer closed with outstanding read data remaining", .body("ab"), 200)),
        Fault(
            "resets within a chunk", .send(chunked + "5\r\nab"), .reset,
            expecting: reset(56, "Recv failure: Connection reset by peer", .body("ab"), 200)),
    ]

    /// The response is no valid HTTP. The server keeps the connection open: that it is invalid must be seen at once.
    private static let invalidities = [
        Fault(
            "sends no HTTP", .send("hello, this is no HTTP\r\n\r\n"), .awaitClose,
            expecting: invalid(1, "Received HTTP/0.9 when not allowed", .waiting)),
        Fault(
            "speaks HTTP/0.9", .send("<html>hello</html>\n"), .awaitClose,
            expecting: invalid(1, "Received HTTP/0.9 when not allowed", .waiting)),
        Fault(
            "speaks TLS", .sendBytes([21, 3, 1, 0, 2, 2, 10]), .close,
            expecting: invalid(1, "Received HTTP/0.9 when not allowed", .waiting)),
        Fault(
            "has an unknown version", .send("HTTP/7.1 200 OK\r\n\r\n"), .awaitClose,
            expecting: invalid(1, "Unsupported HTTP version (7.1) in response", .waiting)),
        Fault(
            "has no status", .send("HTTP/1.1 OK\r\n\r\n"), .awaitClose,
            expecting: invalid(1, "Unsupported HTTP version in response", .waiting)),
        Fault(
            "has a status of two digits", .send("HTTP/1.1 99 Hm\r\n\r\n"), .awaitClose,
            expecting: invalid(1, "Unsupported response code in HTTP response", .waiting)),
        Fault(
            "has a status of four digits", .send("HTTP/1.1 2000 OK\r\n\r\n"), .awaitClose,
            expecting: invalid(1, "Unsupported response code in HTTP response", .waiting)),
        Fault(
            "has a header line without a colon", .send(ok + "hello\r\n\r\n"), .awaitClose,
            expecting: invalid(8, "Header without colon", .header, 200)),
        Fault(
            "has a zero byte in its header", .send(ok + "X: a\0b\r\n\r\n"), .awaitClose,
            expecting: invalid(8, "Nul byte in header", .header, 200)),
        Fault(
            "has a chunk size that is no number", .send(chunked + "zz\r\n"), .awaitClose,
            expecting: invalid(
                56, "Illegal or missing hexadecimal sequence in chunked-encoding", .header, 200)),
        Fault(
            "has no chunk size", .send(chunked + "\r\n"), .awaitClose,
            expecting: invalid(
                56, "Illegal or missing hexadecimal sequence in chunked-encoding", .header, 200)),
        Fault(
            "has a chunk size that no integer can hold", .send(chunked + "ffffffffffffffff\r\nab"), .awaitClose,
            expecting: invalid(
                56, "Illegal or missing hexadecimal sequence in chunked-encoding", .header, 200)),
        Fault(
            "has a chunk size of many digits", .send(chunked + String(repeating: "f", count: 40) + "\r\nab"),
            .awaitClose,
            expecting: invalid(56, "Too long hexadecimal number in chunked-encoding", .header, 200)),
        Fault(
            "has a chunk that is longer than its size", .send(chunked + "2\r\nabc\r\n"), .awaitClose,
            expecting: invalid(56, "Malformed encoding found in chunked-encoding", .body("ab"), 200)),
        Fault(
            "has a transfer coding that is unknown", .send(ok + "Transfer-Encoding: rot13\r\n\r\nab"), .awaitClose,
            expecting: invalid(61, "Unrecognized content encoding type.", .header, 200)),
        Fault(
            "has lengths that differ", .send(ok + "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc"), .awaitClose,
            expecting: invalid(23, "the response has several Content-Lengths, which differ", .header, 200)),
        Fault(
            "has lengths that differ, the shorter one last",
            .send(ok + "Content-Length: 5\r\nContent-Length: 3\r\n\r\nabc"), .awaitClose,
            expecting: invalid(23, "the response has several Content-Lengths, which differ", .header, 200)),
        Fault(
            "has lengths that differ in one line", .send(ok + "content-length: 3, 5\r\n\r\nabc"), .awaitClose,
            expecting: invalid(23, "the response has several Content-Lengths, which differ", .header, 200)),
        Fault(
            "has a length with a rest", .send(ok + "Content-Length: 3x\r\n\r\nabc"), .awaitClose,
            expecting: invalid(23, "the response has a Content-Length that is no number", .header, 200)),
        Fault(
            "has a length with a sign", .send(ok + "Content-Length: +3\r\n\r\nabc"), .awaitClose,
            expecting: invalid(23, "the response has a Content-Length that is no number", .header, 200)),
        Fault(
            "has a length that is no number", .send(ok + "Content-Length: abc\r\n\r\nabc"), .awaitClose,
            expecting: invalid(8, "Invalid Content-Length: value", .header, 200)),
        Fault(
            "has a negative length", .send(ok + "Content-Length: -3\r\n\r\nabc"), .awaitClose,
            expecting: invalid(8, "Invalid Content-Length: value", .header, 200)),
        Fault(
            "has a length that no integer can hold",
            .send(ok + "Content-Length: 99999999999999999999999\r\n\r\nab"), .awaitClose,
            expecting: invalid(23, "the response has a Content-Length that no integer can hold", .header, 200)),
    ]

    /// The response is more than is read.
    private static let excesses = [
        Fault(
            "sends a header line without end", .send(ok + "X-Long: " + String(repeating: "x", count: 150_000)),
            .awaitClose,
            expecting: FailedExchange(
                kind: .tooLarge, curlCode: 27,
                words: "a header line of the response is longer than libcurl accepts (about 100 KB)",
                progress: .header, status: 200)),
        Fault(
            "sends more header lines than are read",
            .send(ok + String(repeating: "X-Line: \(String(repeating: "x", count: 90))\r\n", count: 4000)), .awaitClose,
            expecting: FailedExchange(
                kind: .tooLarge, curlCode: 56, words: "Too large response headers: ", progress: .header, status: 200)),
        Fault(
            "sends a trailer line without end",
            .send(chunked + "2\r\nab\r\n0\r\nX: " + String(repeating: "x", count: 10_000)), .awaitClose,
            expecting: FailedExchange(
                kind: .tooLarge, curlCode: 56, words: "Out of memory in chunked-encoding", progress: .body("ab"),
                status: 200)),
        Fault(
            "sends a larger body than is accepted", .send(ok + "Content-Length: 201\r\n\r\n"),
            .send(String(repeating: "x", count: 201)), .awaitClose,
            expecting: FailedExchange(
                kind: .tooLarge, curlCode: 23, words: "the body is larger than the limit of 200 bytes",
                progress: .body(String(repeating: "x", count: 200)), status: 200)),
        Fault(
            "sends a body without end",
            .send(chunked + String(repeating: "a\r\nxxxxxxxxxx\r\n", count: 30)), .awaitClose,
            expecting: FailedExchange(
                kind: .tooLarge, curlCode: 23, words: "the body is larger than the limit of 200 bytes",
                progress: .body(String(repeating: "x", count: 200)), status: 200)),
    ]

    @Test(arguments: cuts + invalidities + excesses)
    func `is told by its kind, in libcurl's words, where the server`(fault: Fault) async throws {
        let server = try ScriptedServer(fault.script)
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback { $0.bodyLimit = 200 }) { engine in
            try await withSession(engine) { await $0.perform(HTTPRequest(url: url + "/?secret=s3cr3t")) }
        }
        try fault.expected.check(exchange)
        #expect(exchange.failure?.detail.contains("s3cr3t") == false)
        // The server's own account.
        #expect(server.connections == 1 && server.requests.count == 1)
    }

    @Test(arguments: [
        ("equal lengths", ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab"),
        ("equal lengths in one line", ok + "Content-Length: 2 , 2\r\n\r\nab"),
        (
            "a length that the transfer coding overrides",
            ok + "Content-Length: 9, 7\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
        ),
        (
            "lengths of an interim response",
            "HTTP/1.1 103 Early Hints\r\nContent-Length: 7, 9\r\n\r\n" + ok
                + "Content-Length: 2\r\n\r\nab"
        ),
        ("a version in small letters", "http/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"),
    ])
    func `is none that has`(peculiarity: String, response: String) async throws {
        let server = try ScriptedServer([.receive, .send(response), .awaitClose])
        defer { server.stop() }
        let url = server.url
        let exchange = try await readInTime {
            try await onEngine(.loopback()) { engine in
                try await withSession(engine) { [await $0.perform(HTTPRequest(url: url))] }
            }
        }[0]
        #expect(exchange.failure == nil && exchange.text == "ab")
        #expect(exchange.phases[.wait] != nil && exchange.phases[.receive] != nil)
    }
}
