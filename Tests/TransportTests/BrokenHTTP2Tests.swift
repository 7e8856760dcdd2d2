import EventLoops
import Measuring
import Support
import Testing
import Transport

/// What a server can do wrong over HTTP/2 once it has the request, and how that is told.
@Suite struct `An HTTP/2 server that` {
    typealias Reply = FrameServer.Reply

    struct Fault: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var replies: [Reply]
        var expected: FailedExchange

        init(
            _ name: String, _ replies: Reply..., is kind: FailureKind, _ curlCode: Int32, _ words: String,
            _ progress: FailedExchange.Progress = .waiting, status: Int16? = nil, mayBeRepeated: Bool = false
        ) {
            testDescription = name
            self.replies = replies
            expected = FailedExchange(
                kind: kind, curlCode: curlCode, words: words, progress: progress, status: status,
                mayBeRepeated: mayBeRepeated)
        }
    }

    private static let head = Reply.headers(FrameServer.ok)

    private static func field(_ name: String, _ value: String) -> [UInt8] {
        FrameServer.ok + FrameServer.field(name, value)
    }

    private static func code(_ number: Int) -> String {
        "HTTP/2 stream 1 was not closed cleanly: \(names[number]) (err \(number))"
    }

    /// RFC 9113 section 7.
    private static let names = [
        "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
        "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM",
        "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
    ]

    /// The server ends the stream, or the connection.
    private static let ends = [
        Fault("resets the stream", .reset(2), is: .reset, 92, code(2)),
        Fault("cancels the stream", .reset(8), is: .reset, 92, code(8)),
        Fault("finds that too much is asked", .reset(11), is: .reset, 92, code(11)),
        Fault(
            "wants HTTP/1.1", .reset(13), is: .reset, 92,
            "the server wants HTTP/1.1 for this request (HTTP_1_1_REQUIRED)"),
        Fault(
            "refuses the stream", .reset(7), is: .reset, 92, "the server refused the HTTP/2 stream",
            mayBeRepeated: true),
        Fault(
            "resets the stream behind the header", head, .awaitReader, .reset(2), is: .reset, 92, code(2), .header,
            status: 200),
        Fault(
            "resets the stream within the body", head, .data("ab"), .awaitReader, .reset(2), is: .reset, 92, code(2),
            .body("ab"), status: 200),
        Fault(
            "ends the stream without an error or a response", .reset(0), is: .reset, 92,
            "HTTP/2 stream 1 was closed cleanly, but before getting"),
        Fault(
            "goes away in an orderly way, without processing the request", .goAway(0, processesThis: false), is: .reset,
            16, "the server closed the HTTP/2 connection (GOAWAY) before it processed the request",
            mayBeRepeated: true),
        Fault(
            "goes away with an error, without processing the request", .goAway(11, processesThis: false), is: .reset,
            16, "the server closed the HTTP/2 connection (GOAWAY) before it processed the request",
            mayBeRepeated: true),
        Fault(
            "goes away in an orderly way and closes, though it would process the request",
            .goAway(0, processesThis: true), .awaitReader, .end(.close), is: .reset, 18,
            "HTTP/2 stream 1 was not closed cleanly before end of the underlying stream"),
        Fault(
            "goes away with an error and closes", .goAway(2, processesThis: true), .awaitReader, .end(.close),
            is: .reset, 18, "HTTP/2 stream 1 was not closed cleanly before end of the underlying stream"),
        Fault(
            "goes away within the body", head, .data("ab"), .awaitReader, .goAway(2, processesThis: true),
            .awaitReader, .end(.close), is: .reset, 18,
            "HTTP/2 stream 1 was not closed cleanly before end of the underlying stream", .body("ab"), status: 200),
        Fault(
            "goes away within the body, and says that it processed nothing", head, .data("ab"), .awaitReader,
            .goAway(2, processesThis: false), is: .reset, 16,
            "the server closed the HTTP/2 connection (GOAWAY) before the response was complete", .body("ab"),
            status: 200),
        Fault(
            "closes without a response", .awaitReader, .end(.close), is: .reset, 18,
            "HTTP/2 stream 1 was not closed cleanly before end of the underlying stream"),
        Fault(
            "closes behind the header", head, .awaitReader, .end(.close), is: .reset, 18,
            "HTTP/2 stream 1 was not closed cleanly before end of the underlying stream", .header, status: 200),
        Fault(
            "closes within the body", head, .data("ab"), .awaitReader, .end(.close), is: .reset, 18,
            "HTTP/2 stream 1 was not closed cleanly before end of the underlying stream", .body("ab"), status: 200),
        Fault(
            "resets the connection without a response", .awaitReader, .end(.reset), is: .reset, 56,
            "Recv failure: Connection reset by peer"),
        Fault(
            "resets the connection within the body", head, .data("ab"), .awaitReader, .end(.reset), is: .reset, 56,
            "Recv failure: Connection reset by peer", .body("ab"), status: 200),
    ]

    private static let noHTTP2 = "the server sent something that is not valid HTTP/2"

    /// What the server sends is invalid, or it says that the request is.
    private static let invalidities = [
        Fault("finds the request invalid", .reset(1), is: .protocol, 92, code(1)),
        Fault("finds the stream closed", .reset(5), is: .protocol, 92, code(5)),
        Fault(
            "answers in HTTP/1.1", .bytes(Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8)),
            is: .protocol, 52, noHTTP2),
        Fault("sends a body before its header", .data("ab", isLast: true), is: .protocol, 52, noHTTP2),
        Fault("sends a header that cannot be unpacked", .headers([0x80], isLast: true), is: .protocol, 52, noHTTP2),
        Fault(
            "sends settings that are cut off", .frame(type: 4, payload: [1], isOfStream: false), is: .protocol, 52,
            noHTTP2),
        Fault(
            "promises what nobody wants", .frame(type: 5, flags: 4, payload: [0, 0, 0, 2] + FrameServer.ok),
            is: .protocol, 52, noHTTP2),
        Fault(
            "opens the window too wide", .frame(type: 8, payload: [0x7f, 0xff, 0xff, 0xff], isOfStream: false),
            is: .protocol, 52, noHTTP2),
        Fault("sends no status", .headers(FrameServer.field("x", "y"), isLast: true), is: .protocol, 92, code(1)),
        Fault(
            "sends a status that is no number", .headers(FrameServer.field(":status", "abc"), isLast: true),
            is: .protocol, 92, code(1)),
        Fault("sends a name in capital letters", .headers(field("Xy", "z"), isLast: true), is: .protocol, 92, code(1)),
        Fault(
            "sends a header of HTTP/1.1", .headers(field("connection", "close"), isLast: true), is: .protocol, 92,
            code(1)),
        Fault(
            "sends lengths that differ",
            .headers(field("content-length", "3") + FrameServer.field("content-length", "5")), is: .protocol, 92,
            code(1)),
        Fault(
            "sends more than it said", .headers(field("content-length", "1")), .awaitReader,
            .data("abc", isLast: true), is: .protocol, 92, code(1), .header, status: 200),
        Fault(
            "sends less than it said", .headers(field("content-length", "5"), isLast: true), is: .protocol, 92,
            code(1)),
    ]

    /// More header lines than libcurl reads (128 KB), in as many frames as its HTTP/2 library reads.
    private static let excess = Fault(
        "sends more header lines than are read", .frame(type: 1, payload: FrameServer.ok + lines),
        .frame(type: 9, payload: lines), .frame(type: 9, payload: lines), .frame(type: 9, payload: lines),
        .frame(type: 9, payload: lines), .frame(type: 9, payload: lines), .frame(type: 9, payload: lines),
        .frame(type: 9, payload: lines), .frame(type: 9, flags: 4, payload: lines),
        is: .tooLarge, 56, "h2_process_pending_input: nghttp2_session_mem_recv() returned -902")
    private static let lines: [UInt8] = (0..<126).flatMap { number in
        FrameServer.field("x-\(number)", String(repeating: "x", count: 120))
    }

    @Test(arguments: ends + invalidities + [excess])
    func `fails is told by what it did, where it`(fault: Fault) async throws {
        let server = try FrameServer([.play(fault.replies)])
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback { $0.version = .http2 }) { engine in
            try await withSession(engine) { await $0.perform(HTTPRequest(url: url + "/?secret=s3cr3t")) }
        }
        try fault.expected.check(exchange)
        // The server's own account.
        #expect(server.requests == 1)
    }

    /// Over TLS, on a connection that has served a request before.
    private static let onKeptConnections = [
        Fault("resets the stream", .reset(2), is: .reset, 92, "HTTP/2 stream 3 was not closed cleanly: INTERNAL_ERROR"),
        Fault(
            "wants HTTP/1.1", .reset(13), is: .reset, 92,
            "the server wants HTTP/1.1 for this request (HTTP_1_1_REQUIRED)"),
        Fault(
            "goes away without processing the request", .goAway(0, processesThis: false), is: .reset, 16,
            "the server closed the HTTP/2 connection (GOAWAY) before it processed the request", mayBeRepeated: true),
        Fault(
            "closes without a response", .awaitReader, .end(.close), is: .reset, 18,
            "the kept-alive connection closed without a response: HTTP/2 stream 3 was not closed cleanly before end of "
                + "the underlying stream", mayBeRepeated: true),
        // libcurl says nothing that would tell these two apart; the repetition does.
        Fault(
            "refuses the stream", .reset(7), is: .reset, 92,
            "the server refused the HTTP/2 stream, or sent something that is not valid HTTP/2", mayBeRepeated: true),
        Fault(
            "sends what cannot be unpacked", .headers([0x80], isLast: true), is: .reset, 92,
            "the server refused the HTTP/2 stream, or sent something that is not valid HTTP/2", mayBeRepeated: true),
        Fault(
            "finds the request invalid", .reset(1), is: .protocol, 92,
            "HTTP/2 stream 3 was not closed cleanly: PROTOCOL"),
    ]

    @Test(arguments: onKeptConnections)
    func `fails at the second request is told by what it did, where it`(fault: Fault) async throws {
        let server = try FrameServer(overTLS: [.answer, .play(fault.replies)])
        defer { server.stop() }
        let (url, certificate) = (server.url, server.certificateFile)
        let exchanges = try await onEngine(.loopback { $0.caFile = certificate }) { engine in
            try await withSession(engine) { session in
                [await session.perform(HTTPRequest(url: url)), await session.perform(HTTPRequest(url: url))]
            }
        }
        #expect(exchanges[0].failure == nil && exchanges[0].version == .http2)
        #expect(exchanges[1].newConnections == 0)
        try fault.expected.check(exchanges[1])
        #expect(server.requests == 2)
    }

    @Test func `goes away after its response has failed nothing`() async throws {
        let server = try FrameServer([.play([.goAway(0, processesThis: true), .headers(FrameServer.ok, isLast: true)])])
        defer { server.stop() }
        let url = server.url
        let exchanges = try await onEngine(.loopback { $0.version = .http2 }) { engine in
            try await withSession(engine) { session in
                [await session.perform(HTTPRequest(url: url)), await session.perform(HTTPRequest(url: url))]
            }
        }
        #expect(exchanges.map(\.status) == [200, 200] && exchanges.allSatisfy { $0.failure == nil })
        #expect(exchanges.map(\.newConnections) == [1, 1])
    }
}
