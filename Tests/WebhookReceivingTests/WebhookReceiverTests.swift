// The receiver of deliveries against senders of every kind, over real sockets.
import Glibc
import Measuring
import Support
import Testing

@testable import WebhookReceiving

struct WebhookReceiverTests {
    private static let place = WebhookReceiver.Place(
        address: "127.0.0.1", port: 0, path: "/turnout/r1", identification: "turnout r1\n")

    private func receiving<Value: Sendable>(
        _ limits: ReceivingLimits = ReceivingLimits(), at address: String = place.address,
        _ body: @escaping @Sendable (WebhookReceiver) async throws -> Value
    ) async throws -> Value {
        var place = Self.place
        place.address = address
        let result = try await WebhookReceiver.receiving(at: place, limits: limits) {
            (receiver) async throws(Problem) -> Result<Value, any Error> in
            do { return .success(try await body(receiver)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// The next deliveries, as text.
    private func next(_ count: Int, of receiver: WebhookReceiver) async -> [String] {
        var bodies: [String] = []
        for await delivery in receiver.deliveries {
            bodies.append(String(decoding: delivery.bytes, as: UTF8.self))
            if bodies.count == count { break }
        }
        return bodies
    }

    @Test func `a delivery is answered at once, and handed on with its bytes and its time`() async throws {
        try await receiving { receiver in
            let before = Moment.now
            // Nobody reads the deliveries yet.
            let answer = try Sender.ask(receiver, Sender.post("{\"a\": 1}"))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            let after = Moment.now
            for await delivery in receiver.deliveries {
                #expect(delivery.bytes == Array("{\"a\": 1}".utf8))
                #expect((before...after).contains(delivery.arrived))
                break
            }
            #expect(receiver.refused == 0)
        }
    }

    @Test func `deliveries come in the order in which they were answered, byte by byte and in chunks too`() async throws
    {
        try await receiving { receiver in
            try Sender.ask(receiver, Sender.post("first"))
            let slow = try Sender(receiver)
            for byte in Sender.post("second").utf8 { slow.send([byte]) }
            #expect(slow.rest().contains(" 200 OK"))
            slow.close()
            let chunked = "POST /turnout/r1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            try Sender.ask(receiver, chunked + "2\r\nth\r\n3\r\nird\r\n0\r\n\r\n")
            // A proxy before it may have put something before the path.
            try Sender.ask(receiver, Sender.post("fourth", to: "/hooks/turnout/r1?x=1"))
            #expect(await next(4, of: receiver) == ["first", "second", "third", "fourth"])
        }
    }

    @Test func `deliveries are received at an address of IP version 6, or it is said why not`() async throws {
        do {
            try await receiving(at: "::1") { receiver in
                #expect(receiver.origin.hasPrefix("http://[::1]:") && !receiver.origin.hasSuffix(":0"))
                let answer = try Sender.ask(receiver, Sender.post("six"))
                #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(await next(1, of: receiver) == ["six"])
            }
        } catch let problem as Problem {
            // A machine without it.
            #expect(problem.messages.first?.hasPrefix("webhooks cannot be received at ::1, port 0: ") == true)
            #expect(problem.remedy == "Name an IP address of this machine in webhooks.listen. Nothing was sent.")
        }
    }

    @Test func `a sender that asks first is told to go on`() async throws {
        try await receiving { receiver in
            let sender = try Sender(receiver)
            defer { sender.close() }
            sender.send("POST /turnout/r1 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            var buffer = [UInt8](repeating: 0, count: 12)
            #expect(recv(sender.descriptor, &buffer, buffer.count, Int32(MSG_WAITALL)) == 12)
            #expect(String(decoding: buffer, as: UTF8.self) == "HTTP/1.1 100")
            sender.send("{}")
            #expect(sender.rest().contains("HTTP/1.1 200 OK\r\n"))
            #expect(await next(1, of: receiver) == ["{}"])
        }
    }

    @Test(arguments: [
        ("GET /turnout/r1", "200 OK", "turnout r1\n"), ("HEAD /turnout/r1", "200 OK", ""),
        ("GET /turnout/r2", "404 Not Found", ""), ("POST /", "404 Not Found", ""),
        ("PUT /turnout/r1", "405 Method Not Allowed", ""), ("DELETE /turnout/r1", "405 Method Not Allowed", ""),
        ("POST /turnout/r1", "400 Bad Request", ""),
    ])
    func `whoever asks is told which run listens, and nothing else is taken`(
        request: String, status: String, body: String
    ) async throws {
        try await receiving { receiver in
            let answer = try Sender.ask(receiver, "\(request) HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n\(body)"))
            #expect(receiver.refused == (status == "200 OK" ? 0 : 1))
            try Sender.ask(receiver, Sender.post("next"))
            #expect(await next(1, of: receiver) == ["next"])
        }
    }

    @Test(arguments: [true, false])
    func `a body that is too long is refused in words that its sender can read`(isChunked: Bool) async throws {
        try await receiving { receiver in
            let body = String(repeating: "x", count: 500_000)
            let head = "POST /turnout/r1 HTTP/1.1\r\nHost: a\r\n"
            let request =
                isChunked
                ? head + "Transfer-Encoding: chunked\r\n\r\n7a120\r\n\(body)\r\n0\r\n\r\n"
                : head + "Content-Length: 500000\r\n\r\n\(body)"
            #expect(try Sender.ask(receiver, request).hasPrefix("HTTP/1.1 413 Payload Too Large\r\n"))
            #expect(receiver.refused == 1)
            try Sender.ask(receiver, Sender.post("next"))
            #expect(await next(1, of: receiver) == ["next"])
        }
    }

    @Test(arguments: [
        "POST /turnout/r1 HTTP/1.1\r\nX: \(String(repeating: "x", count: 2_000_000))\r\n\r\n",
        "POST /turnout/r1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc",
        "POST /turnout/r1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}", "POST /turnout/r1 HTTP/9.9\r\n\r\n", "{\"signature\":\"\"}",
    ])
    func `garbage is refused and counted, and the next delivery is taken`(request: String) async throws {
        try await receiving { receiver in
            let sender = try Sender(receiver)
            sender.send(request)
            shutdown(sender.descriptor, Int32(SHUT_WR))
            #expect(!sender.rest().contains("200 OK"))
            sender.close()
            try Sender.ask(receiver, Sender.post("next"))
            #expect(await next(1, of: receiver) == ["next"])
            #expect(receiver.refused == 1)
        }
    }

    @Test func `a receiver that has stopped tells how many it took, and takes no more`() async throws {
        try await receiving { receiver in
            try Sender.ask(receiver, Sender.post("first"))
            try Sender.ask(receiver, Sender.post("second"))
            #expect(receiver.stop() == 2)
            let late = try Sender.ask(receiver, Sender.post("third"))
            #expect(late.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(await next(2, of: receiver) == ["first", "second"])
            #expect(receiver.stop() == 2 && receiver.refused == 1 && receiver.overloaded == 0)
        }
    }

    @Test func `a sender that stops in the middle is cut off, and keeps nobody waiting`() async throws {
        var limits = ReceivingLimits()
        limits.patience = .milliseconds(200)
        try await receiving(limits) { receiver in
            let stuck = try Sender(receiver)
            stuck.send("POST /turnout/r1 HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
            let silent = try Sender(receiver)
            try Sender.ask(receiver, Sender.post("next"))
            #expect(await next(1, of: receiver) == ["next"])
            #expect(stuck.rest() == "")
            #expect(silent.rest() == "")
            // The one in the middle of a delivery.
            #expect(receiver.refused == 1)
            stuck.close()
            silent.close()
        }
    }

    @Test func `a sender that goes on after its answer is cut off too`() async throws {
        var limits = ReceivingLimits()
        limits.connectionBytes = 100_000
        limits.patience = .seconds(60)
        try await receiving(limits) { receiver in
            let endless = try Sender(receiver)
            defer { endless.close() }
            endless.send("POST /other HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n")
            #expect(endless.rest().hasPrefix("HTTP/1.1 404 Not Found\r\n"))
            #expect(!endless.send(repeatElement(0, count: 50_000_000)))
        }
    }

    @Test func `only so many connections are held, and a place that becomes free is given on`() async throws {
        var limits = ReceivingLimits()
        limits.connections = 4
        try await receiving(limits) { receiver in
            let silent = try (0..<4).map { _ in try Sender(receiver) }
            #expect(try Sender.ask(receiver, Sender.post("too many")) == "")
            #expect(receiver.overloaded == 1 && receiver.refused == 0)
            silent[0].send(Sender.post("first"))
            #expect(silent[0].rest().contains(" 200 OK"))
            silent[0].close()
            #expect(await next(1, of: receiver) == ["first"])
            // The place is free once the receiver has seen the end of that connection.
            while try Sender.ask(receiver, Sender.post("second")) == "" {}
            #expect(await next(1, of: receiver) == ["second"])
            silent.dropFirst().forEach { $0.close() }
        }
    }

    @Test func `more deliveries than may wait are sent back, for the platform to send again`() async throws {
        var limits = ReceivingLimits()
        limits.waiting = 2
        try await receiving(limits) { receiver in
            for body in ["first", "second"] {
                let answer = try Sender.ask(receiver, Sender.post(body))
                #expect(answer.contains(" 200 OK"))
            }
            let answer = try Sender.ask(receiver, Sender.post("third"))
            #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(await next(2, of: receiver) == ["first", "second"])
            #expect(receiver.overloaded == 1 && receiver.refused == 0)
        }
    }

    @Test func `the end of the receiver ends its deliveries, and waits for no sender`() async throws {
        let (deliveries, stuck) = try await receiving { receiver in
            let stuck = try Sender(receiver)
            stuck.send("POST /turnout/r1 HTTP/1.1\r\n")
            try Sender.ask(receiver, Sender.post("last"))
            return (receiver.deliveries, stuck)
        }
        var bodies: [String] = []
        for await delivery in deliveries { bodies.append(String(decoding: delivery.bytes, as: UTF8.self)) }
        #expect(bodies == ["last"])
        #expect(stuck.rest() == "")
        stuck.close()
    }

    @Test func `a port that is in use is reported with the way out`() async throws {
        let taken = try LoopbackSocket()
        defer { taken.close() }
        let problem = await #expect(throws: Problem.self) {
            var place = Self.place
            place.port = taken.port
            try await WebhookReceiver.receiving(at: place) { _ in }
        }
        #expect(
            problem?.messages == [
                "webhooks cannot be received at 127.0.0.1, port \(taken.port): Address already in use"
            ])
        #expect(
            problem?.remedy == "Choose another port in webhooks.listen, or 0 for any free one. Nothing was sent.")
    }

    @Test func `an address of another machine is reported as such`() async throws {
        let problem = await #expect(throws: Problem.self) {
            var place = Self.place
            // From the block for documentation (RFC 5737).
            place.address = "192.0.2.1"
            try await WebhookReceiver.receiving(at: place) { _ in }
        }
        #expect(problem?.remedy?.contains("webhooks.listen") == true)
    }
}
