import CLibcurl
import EventLoops
import Glibc
import Measuring
import Support
import Synchronization
import Testing

@testable import Transport

/// When the kernel had received a response, although the loop reads it half a second later.
@Suite struct `A response that is read late` {
    /// The clocks of a stamp and of a log are read one after another.
    private static let uncertainty: Int64 = 100_000
    /// What the kernel tells in ticks of 4 ms, whose interrupt may come late itself.
    private static let tick: Int64 = 5_000_000

    /// What a server sends, with the moment of its last part on either side.
    enum Body: CaseIterable {
        case withLength, inChunks, inParts, large, none

        func script(_ received: Event) -> [ScriptedServer.Action] {
            let begin: [ScriptedServer.Action] = [.receive, .tell(received), .pause(milliseconds: 50)]
            let end: [ScriptedServer.Action] = [.log, .awaitClose]
            let head = "HTTP/1.1 200 OK\r\nContent-Length: "
            let answer: [ScriptedServer.Action] =
                switch self {
                case .withLength: [.log, .send(head + "4\r\n\r\nbody")]
                case .inChunks:
                    [
                        .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n"),
                        .pause(milliseconds: 50), .log, .send("0\r\n\r\n"),
                    ]
                case .inParts:
                    [
                        .send(head), .pause(milliseconds: 50), .send("4\r\n\r\nbo"), .pause(milliseconds: 50), .log,
                        .send("dy"),
                    ]
                case .large: [.log, .send(head + "60000\r\n\r\n" + String(repeating: "x", count: 60_000))]
                case .none: [.log, .send("HTTP/1.1 204 No Content\r\n\r\n")]
                }
            return begin + answer + end
        }
    }

    /// Makes a request, and holds the loop up for half a second once the server has it.
    private func read(
        _ url: String, _ settings: TransportSettings, late received: Event, timeLimit milliseconds: Int = 60_000
    ) async throws -> HTTPExchange {
        try await onEngine(settings) { engine in
            let heldUp = Task(executorPreference: engine.loop) {
                await received.wait()
                usleep(500_000)
            }
            var request = HTTPRequest(url: url)
            request.timeoutMilliseconds = milliseconds
            let exchange = try await withSession(engine) { [request] in await $0.perform(request) }
            await heldUp.value
            return exchange
        }
    }

    @Test(arguments: Body.allCases) func `has the moment at which its last byte came`(body: Body) async throws {
        let received = Event()
        let server = try ScriptedServer(body.script(received))
        defer { server.stop() }
        let exchange = try await read(server.url, .loopback(), late: received)
        #expect(exchange.failure == nil)
        let answered = try #require(exchange.received)
        server.stop()
        #expect(server.log.count == 2)
        #expect(answered.nanoseconds >= server.log[0] - Self.uncertainty)
        #expect(answered.nanoseconds <= server.log[1] + Self.uncertainty)
        #expect(exchange.finished.nanoseconds(since: answered) > 100_000_000)
        // When its first byte came is not known: the kernel joins what comes.
        #expect(exchange.phases[.wait] == nil && exchange.phases[.receive] == nil)
    }

    @Test(arguments: [TransportSettings.Version.http1_1, .auto])
    func `has that moment over TLS and HTTP/2, too`(version: TransportSettings.Version) async throws {
        let received = Event()
        let backend = try ScriptedServer(Body.withLength.script(received))
        defer { backend.stop() }
        let nginx = try NginxServer(proxiedPort: backend.port)
        defer { nginx.stop() }
        let exchange = try await read(
            "https://127.0.0.1:\(nginx.port)/proxied", .trusting(nginx, version), late: received)
        #expect(exchange.text == "body" && exchange.version == (version == .auto ? .http2 : .http1_1))
        let answered = try #require(exchange.received)
        #expect(answered.nanoseconds >= backend.log[0] - Self.uncertainty)
        #expect(exchange.finished.nanoseconds(since: answered) > 100_000_000)
    }

    /// Its end is not a part of the response, nor is it the reset by which the server answers the end of TLS.
    @Test func `has that moment also if the server then closes`() async throws {
        let received = Event()
        let backend = try ScriptedServer(Body.inChunks.script(received))
        defer { backend.stop() }
        let nginx = try NginxServer(proxiedPort: backend.port)
        defer { nginx.stop() }
        let exchange = try await onEngine(.trusting(nginx, .http1_1)) { engine in
            let heldUp = Task(executorPreference: engine.loop) {
                await received.wait()
                usleep(500_000)
            }
            let request = HTTPRequest(
                url: "https://127.0.0.1:\(nginx.port)/proxied", headers: ["Connection: close"])
            let exchange = try await withSession(engine) { await $0.perform(request) }
            await heldUp.value
            return exchange
        }
        #expect(exchange.text == "body")
        let answered = try #require(exchange.received)
        #expect(answered.nanoseconds >= backend.log[0] - Self.uncertainty)
        #expect(exchange.finished.nanoseconds(since: answered) > 100_000_000)
    }

    /// libcurl would end it: it looks at the time before it reads.
    @Test(arguments: [nil, TransportSettings.Version.http1_1, .auto])
    func `has failed because of the generator if its time is over then, and not if it came later`(
        overTLS version: TransportSettings.Version?
    ) async throws {
        for (pause, kind) in [(UInt32(50), FailureKind.harness), (400, .timeout)] {
            let received = Event()
            let backend = try ScriptedServer([
                .receive, .tell(received), .pause(milliseconds: pause), .log,
                .send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"), .awaitClose,
            ])
            defer { backend.stop() }
            let nginx = try NginxServer(proxiedPort: backend.port)
            defer { nginx.stop() }
            let url = version == nil ? backend.url : "https://127.0.0.1:\(nginx.port)/proxied"
            let exchange = try await read(
                url, .trusting(nginx, version ?? .auto), late: received, timeLimit: 250)
            let failure = try #require(exchange.failure)
            #expect(failure.kind == kind && failure.curlCode == 28, "\(failure.detail)")
            #expect(
                failure.detail.hasPrefix(
                    kind == .harness ? "the time limit was over before the generator" : "Operation timed out"))
            #expect(exchange.received == nil)
        }
    }

    /// The receive buffer holds a part of it. The rest comes while it is read, over TLS in records that libcurl keeps.
    @Test(arguments: [nil, TransportSettings.Version.http1_1, .auto])
    func `never has an earlier moment than its last byte`(overTLS version: TransportSettings.Version?) async throws {
        let received = Event()
        let count = 6_000_000
        let script: [ScriptedServer.Action] = [
            .receive, .tell(received), .send("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n"),
            .sendBytes([UInt8](repeating: 120, count: count - 1)), .log, .sendBytes([120]), .awaitClose,
        ]
        let backend = try ScriptedServer(script)
        defer { backend.stop() }
        let nginx = try NginxServer(proxiedPort: backend.port)
        defer { nginx.stop() }
        let url = version == nil ? backend.url : "https://127.0.0.1:\(nginx.port)/proxied"
        let exchange = try await read(url, .trusting(nginx, version ?? .auto), late: received)
        #expect(exchange.failure == nil && exchange.body.count == count)
        let answered = exchange.answered
        #expect(answered.nanoseconds >= backend.log[0] - Self.uncertainty)
        #expect(answered <= exchange.finished)
    }

    /// The server gives up while the loop does not run, and cannot be told from one that does not wait long.
    @Test(arguments: [(UInt32(1_500_000), FailureKind.harness), (60_000, .reset)])
    func `is not said to have been cut off by a server for which nobody was there`(
        microseconds: UInt32, kind: FailureKind
    ) async throws {
        let received = Event()
        let held = BlockingEvent()
        let server = try ScriptedServer([.receive, .tell(received), .hold(held), .reset])
        defer {
            held.happen()
            server.stop()
        }
        let url = server.url
        let exchange = try await onEngine(.loopback()) { engine in
            let heldUp = Task(executorPreference: engine.loop) {
                await received.wait()
                usleep(microseconds / 2)
                held.happen()
                usleep(microseconds / 2)
            }
            let exchange = try await withSession(engine) { await $0.perform(HTTPRequest(url: url)) }
            await heldUp.value
            return exchange
        }
        let failure = try #require(exchange.failure)
        #expect(failure.kind == kind, "\(failure.detail)")
        #expect(failure.detail.hasPrefix("the generator did not run for ") == (kind == .harness))
    }

    /// libcurl's timer for the host's other address is due by then, and with it libcurl reads before anybody has looked.
    @Test(arguments: Body.allCases)
    func `has it to a tick of the kernel on a new connection to a host with two addresses`(body: Body) async throws {
        let received = Event()
        let server = try ScriptedServer(body.script(received))
        defer { server.stop() }
        let exchange = try await read("http://localhost:\(server.port)/", .loopback(), late: received)
        #expect(exchange.failure == nil)
        let answered = try #require(exchange.received)
        server.stop()
        #expect(answered.nanoseconds >= server.log[0] - Self.tick)
        #expect(answered.nanoseconds <= server.log[1] + Self.tick)
        #expect(exchange.finished.nanoseconds(since: answered) > 100_000_000)
        #expect(exchange.phases[.wait] == nil && exchange.phases[.receive] == nil)
    }

    @Test func `has none if the end of the connection ends it`() async throws {
        let received = Event()
        let server = try ScriptedServer([
            .receive, .tell(received), .send("HTTP/1.1 200 OK\r\n\r\nbody"), .pause(milliseconds: 50), .close,
        ])
        defer { server.stop() }
        let exchange = try await read(server.url, .loopback(), late: received)
        #expect(exchange.failure == nil && exchange.text == "body")
        #expect(exchange.received == nil && exchange.answered == exchange.finished)
    }

    @Test func `has none where the kernel is not asked`() async throws {
        let received = Event()
        let server = try ScriptedServer(Body.withLength.script(received))
        defer { server.stop() }
        let exchange = try await read(server.url, .loopback { $0.asksForStamps = false }, late: received)
        #expect(exchange.failure == nil && exchange.received == nil && exchange.answered == exchange.finished)
        #expect((exchange.phases[.wait] ?? 0) > 100_000)
    }
}

@Suite struct `A response that is read when it comes` {
    @Test(arguments: [TransportSettings.Version.http1_1, .auto])
    func `has its moment for every request of a connection`(version: TransportSettings.Version) async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let url = "https://127.0.0.1:\(nginx.port)/"
        let exchanges = try await onEngine(.trusting(nginx, version)) { engine in
            var exchanges: [HTTPExchange] = []
            for participant in 1...20 {
                exchanges += try await withSession(engine, participant) { session in
                    var exchanges: [HTTPExchange] = []
                    for _ in 1...10 { exchanges.append(await session.perform(HTTPRequest(url: url))) }
                    return exchanges
                }
            }
            return exchanges
        }
        for exchange in exchanges {
            let (received, sent) = (try #require(exchange.received), try #require(exchange.sent))
            #expect(sent <= received && received <= exchange.finished)
            if let wait = exchange.phases[.wait], let receive = exchange.phases[.receive] {
                #expect(wait + receive <= max(wait, received.microseconds(since: sent)) + 1)
            }
        }
    }
}

/// The thread is stopped for 0.3 s in the call of libcurl that sends the request, before that or after it, and the response is
/// there when the call goes on: libcurl reads it in the same call, and never waits for the connection.
@Suite struct `A request whose response is there at once` {
    /// A tick of the kernel, whose interrupt may come late itself.
    private static let tick: Int64 = 5_000_000

    @Test(arguments: [true, false]) func `was sent before or after the stop`(isStoppedFirst: Bool) async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        let answered = BlockingEvent()
        let server = try ScriptedServer([
            .receive, .send(answer), .receive, .log, .send(answer), .release(answered), .awaitClose,
        ])
        defer { server.stop() }
        let url = server.url
        let went = Mutex(Moment?.none)
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                _ = await session.perform(HTTPRequest(url: url))
                try StoppedCalls.begin { sends in
                    if sends {
                        if isStoppedFirst { usleep(300_000) }
                        went.withLock { $0 = .now }
                    } else if went.withLock({ $0 != nil }) {
                        // Before it sends, libcurl looks whether the connection still is there.
                        answered.wait()
                        if !isStoppedFirst { usleep(300_000) }
                    }
                }
                return await session.perform(HTTPRequest(url: url))
            }
        }
        #expect(exchange.failure == nil && exchange.figures.newConnections == 0)
        let (sent, before) = (try #require(exchange.sent), try #require(went.withLock { $0 }))
        #expect(sent.nanoseconds(since: before) >= -Self.tick)
        #expect(sent.nanoseconds <= server.log[0] + Self.tick)
        let received = try #require(exchange.received)
        #expect(sent <= received && received <= exchange.finished)
    }
}

/// libcurl's durations count from a start that is worked out from when it was done, and our reading of that may be late.
@Suite struct `A request with a stop after its end` {
    @Test(arguments: [0, 400] as [Int64])
    func `began to connect through a proxy when its socket was opened`(milliseconds stopped: Int64) {
        var completion = unsafe tcurl_completion()
        unsafe completion.connections = 1
        unsafe completion.looked_up = 1_000
        unsafe completion.total = 50_000
        unsafe completion.request_sent = -1
        let start = Moment(nanoseconds: 1_000_000_000)
        let times = unsafe ExchangeTimes(
            completion, opened: 1_001_500_000, tunnelled: 1_021_000_000, endsAtTLSProxy: false, sent: 0, written: 0,
            lastSent: 0, firstByte: 0, isFirstByteLate: false, waited: nil, started: start, received: nil,
            finished: start.advanced(byNanoseconds: (50 + stopped) * 1_000_000), isComplete: false)
        // Less than half a millisecond went by between the lookup and the socket.
        #expect((19_500...20_000).contains(times.phases[.connect] ?? 0))
        #expect((0...500_000).contains(times.begun?.nanoseconds(since: start) ?? -1))
    }
}

/// The moment at which a request was sent lies between two that are known.
@Suite struct `A request with a stop between being ready and being sent` {
    private func times(
        readyAfter ready: Int64, writtenAfter written: Int64 = 0, lastSent: Int64, firstByte: Int64 = 1_090_000_000,
        received: Int64? = nil
    ) -> ExchangeTimes {
        var completion = unsafe tcurl_completion()
        unsafe completion.total = 100_000
        unsafe completion.ready = ready
        unsafe completion.request_sent = -1
        let start = Moment(nanoseconds: 1_000_000_000)
        return unsafe ExchangeTimes(
            completion, opened: 0, tunnelled: 0, endsAtTLSProxy: false, sent: 1_000_010_000,
            written: written > 0 ? 1_000_000_000 + written * 1000 : 0, lastSent: lastSent, firstByte: firstByte,
            isFirstByteLate: false, waited: nil, started: start,
            received: received.map { Moment(nanoseconds: $0) },
            finished: start.advanced(byNanoseconds: 100_000_000), isComplete: true, tick: 4_000_000)
    }

    /// Microseconds. It was ready after 10.
    @Test(arguments: [
        (written: 110, received: nil, sent: 60), (110, 40, 40), (1_010, nil, 510), (1_011, nil, 10), (0, nil, 10),
    ])
    func `was sent in the middle of the two if that is less than a millisecond`(
        written: Int64, received: Int64?, sent: Int64
    ) throws {
        let times = times(
            readyAfter: written, writtenAfter: written, lastSent: 0,
            received: received.map { 1_000_000_000 + $0 * 1000 })
        #expect(try #require(times.sent).nanoseconds - 1_000_000_000 == sent * 1000)
    }

    /// Milliseconds. The kernel's moment is up to a tick of 4 ms off.
    @Test(arguments: [
        (ready: 0.5, lastSent: 40, sent: 0.01), (40, 36, 40), (40, 35, 35), (40, 5, 5), (40, 4, 0.01), (40, 60, 40),
        (40, -5, 0.01), (6, 3, 3), (6, 1, 0.01),
    ])
    func `was sent before or after the stop, as the kernel says`(ready: Double, lastSent: Double, sent: Double) throws {
        let times = times(readyAfter: Int64(ready * 1000), lastSent: 1_000_000_000 + Int64(lastSent * 1e6))
        let found = try #require(times.sent).nanoseconds - 1_000_000_000
        #expect(found == Int64(sent * 1e6))
        #expect(times.phases[.wait] == (90_000_000 - found) / 1000)
    }

    /// Over HTTP/2 what was sent last may be an acknowledgement. A tick is 4 ms.
    @Test(arguments: [(lastSent: 20.0, sent: 20.0), (29, 29), (33, 30), (38, 0.01)])
    func `was not sent after its response`(lastSent: Double, sent: Double) throws {
        let times = times(
            readyAfter: 40_000, lastSent: 1_000_000_000 + Int64(lastSent * 1e6), received: 1_030_000_000)
        #expect(try #require(times.sent).nanoseconds - 1_000_000_000 == Int64(sent * 1e6))
    }

    /// libcurl begins to count `total`, the thread is stopped for 60 ms, and libcurl begins to count its other times. The
    /// connection was there after 5 ms more, and the thread was stopped again while it sent the request.
    @Test func `was sent after the stop although there was another one when it began`() throws {
        var completion = unsafe tcurl_completion()
        unsafe (completion.connections, completion.looked_up, completion.connected) = (1, 1_000, 5_000)
        unsafe (completion.ready, completion.total, completion.request_sent) = (45_010, 200_000, -1)
        let start = Moment(nanoseconds: 1_000_000_000)
        let times = unsafe ExchangeTimes(
            completion, opened: 1_061_000_000, tunnelled: 0, endsAtTLSProxy: false, sent: 1_065_010_000, written: 0,
            lastSent: 1_104_000_000, firstByte: 1_190_000_000, isFirstByteLate: false, waited: nil, started: start,
            received: nil, finished: start.advanced(byNanoseconds: 200_000_000), isComplete: true, tick: 4_000_000)
        #expect(times.sent == Moment(nanoseconds: 1_105_010_000))
        #expect(times.begun == start)
    }

    @Test func `was not sent after the first byte of its response`() throws {
        let times = times(
            readyAfter: 40_000, lastSent: 1_028_000_000, firstByte: 1_027_000_000, received: 1_030_000_000)
        #expect(times.sent == Moment(nanoseconds: 1_027_000_000))
        #expect(times.phases[.wait] == 0 && times.phases[.receive] == 3000)
    }

    @Test func `was sent when it was ready if the kernel says nothing`() throws {
        #expect(times(readyAfter: 40_000, lastSent: 0).sent == Moment(nanoseconds: 1_000_010_000))
    }
}
