import Addresses
import EventLoops
import Glibc
import Measuring
import Support
import Synchronization
import Testing
import Transport

/// The last byte of a request's body goes with the release, and all else before it.
@Suite struct `A request that holds back its last byte` {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    /// The clocks of a stamp and of a log are read one after another.
    private static let uncertainty: Int64 = 100_000

    /// What became of a group's participants, and when.
    private final class Settlement: Sendable {
        let causes = Mutex<[UnprimedCause?]>([])
        let isSettled = Event()

        func take(_ cause: UnprimedCause?) -> Bool {
            causes.withLock { $0.append(cause) }
            isSettled.happen()
            return true
        }
    }

    private struct Outcome: Sendable {
        var exchange: HTTPExchange
        var released: Moment
        var causes: [UnprimedCause?]
    }

    /// Makes a request, and releases its last byte once it is settled and the server is ready for that. What is to be done
    /// then is done on the loop.
    private static func release(
        _ request: HTTPRequest, _ settings: TransportSettings,
        onceReady ready: @escaping @Sendable () async -> Void = {},
        then goOn: @escaping @Sendable (EventLoop) async -> Void = { _ in }
    ) async throws -> Outcome {
        try await onEngine(settings) { engine in
            try await withSession(engine) { session in
                let settlement = Settlement()
                let group = HeldRequests(engine: engine) { _, cause in settlement.take(cause) }
                var request = request
                request.hold = group.hold(for: 1)
                async let exchange = session.perform(request)
                await settlement.isSettled.wait()
                await ready()
                let moment = Moment.now
                group.release(at: moment)
                await goOn(engine.loop)
                return Outcome(
                    exchange: await exchange, released: moment, causes: settlement.causes.withLock { $0 })
            }
        }
    }

    @Test(arguments: [false, true], [1, 2, 300, 70_000])
    func `is complete at the server only after the release`(overTLS: Bool, size: Int) async throws {
        let server = try LastByteServer(overTLS: overTLS)
        defer { server.stop() }
        let body = (0..<size).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        let settings = TransportSettings.loopback {
            $0.caFile = server.certificateFile
            $0.version = .http1_1
        }
        let outcome = try await Self.release(
            HTTPRequest(method: "POST", url: server.url + "/log-in", body: body), settings,
            onceReady: { await server.hasAllButTheLastByte(of: 1) })
        let exchange = outcome.exchange
        #expect(exchange.failure == nil && exchange.status == 200 && exchange.text == "ok")
        #expect(outcome.causes == [nil])
        let arrival = try #require(server.arrivals.first)
        #expect(try #require(arrival.allButOne) < outcome.released.nanoseconds)
        #expect(arrival.last >= outcome.released.nanoseconds)
        // What came is the whole request, and nothing that libcurl adds on its own.
        let request = try #require(server.requests.first)
        #expect(server.requests.count == 1)
        #expect(request.hasSuffix("\r\n\r\n" + String(decoding: body, as: UTF8.self)))
        #expect(request.contains("\r\nContent-Length: \(size)\r\n"))
        #expect(!request.contains("Expect") && !request.contains("chunked") && !request.contains("Content-Type"))
        #expect(exchange.figures.bytesOut == request.utf8.count)
        // It started with the release and was sent with its last byte; its connection came before.
        let primed = try #require(exchange.figures.primed)
        let sent = try #require(exchange.sent)
        #expect(exchange.released == outcome.released && exchange.started == outcome.released)
        #expect(primed < outcome.released && outcome.released <= sent && sent.nanoseconds <= arrival.last)
        #expect(exchange.begun == outcome.released)
        #expect(exchange.newConnections == 1 && exchange.phases[.connect] != nil)
        #expect((exchange.phases[.tls] != nil) == overTLS)
        #expect(exchange.figures.phasesSinceStart.sum(.resolve, .connect, .tls) == 0)
    }

    @Test func `ends its HTTP/2 stream with the last byte`() async throws {
        let server = try FrameServer([.answer])
        defer { server.stop() }
        let outcome = try await Self.release(
            HTTPRequest(method: "POST", url: server.url, body: [UInt8](repeating: 65, count: 300)),
            .loopback { $0.version = .http2 })
        #expect(outcome.exchange.failure == nil && outcome.exchange.version == .http2)
        #expect(server.bodyParts.map(\.count) == [299, 1] && server.bodyParts.map(\.isLast) == [false, true])
        #expect(server.bodyParts[1].moment >= outcome.released.nanoseconds)
        #expect(outcome.exchange.figures.primed != nil)
    }

    @Test func `uses a kept connection, and leaves it for the next request`() async throws {
        let server = try LastByteServer()
        defer { server.stop() }
        let url = server.url
        let exchanges = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let first = await session.perform(HTTPRequest(method: "POST", url: url, body: [65, 66]))
                let settlement = Settlement()
                let group = HeldRequests(engine: engine) { _, cause in settlement.take(cause) }
                var held = HTTPRequest(method: "PUT", url: url, body: [67, 68, 69])
                held.hold = group.hold(for: 1)
                async let exchange = session.perform(held)
                await settlement.isSettled.wait()
                group.release(at: Moment.now)
                let second = await exchange
                // A group that was released holds nothing back.
                let third = await session.perform(held)
                return [first, second, third, await session.perform(HTTPRequest(url: url))]
            }
        }
        #expect(exchanges.map(\.status) == [200, 200, 200, 200])
        #expect(exchanges.map(\.newConnections) == [1, 0, 0, 0])
        #expect(exchanges.map { $0.figures.primed != nil } == [false, true, false, false])
        #expect(server.requests.map { $0.prefix(3) } == ["POS", "PUT", "PUT", "GET"])
        #expect(server.requests[1].hasSuffix("CDE") && server.requests[2].hasSuffix("CDE"))
    }

    // MARK: Before the release

    /// A server that ends the request early.
    struct Early: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var actions: [ScriptedServer.Action]
        var cause: UnprimedCause
        var status: Int16?
        var kind: FailureKind?
    }

    @Test(arguments: [
        Early(testDescription: "200", actions: [.send(ok), .awaitClose], cause: .answered, status: 200),
        Early(
            testDescription: "429",
            actions: [.send("HTTP/1.1 429 Slow\r\nContent-Length: 4\r\n\r\nslow"), .awaitClose],
            cause: .answered, status: 429),
        Early(
            testDescription: "408 and a close",
            actions: [.send("HTTP/1.1 408 Late\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), .close],
            cause: .answered, status: 408),
        Early(testDescription: "a close", actions: [.close], cause: .closed, kind: .reset),
        Early(testDescription: "a reset", actions: [.reset], cause: .closed, kind: .reset),
    ])
    func `ends at once if the server answers or closes early`(early: Early) async throws {
        let primed = BlockingEvent()
        let server = try ScriptedServer([.receiveAnything, .hold(primed)] + early.actions)
        defer {
            primed.happen()
            server.stop()
        }
        let url = server.url
        let (exchange, causes, ended) = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let settlement = Settlement()
                let group = HeldRequests(engine: engine) { _, cause in settlement.take(cause) }
                let hold = group.hold(for: 1)
                var request = HTTPRequest(method: "POST", url: url, body: [UInt8](repeating: 65, count: 40))
                request.hold = hold
                async let running = session.perform(request)
                await settlement.isSettled.wait()
                let ended = Moment.now
                primed.happen()
                // Nothing is released: it ends by itself, and would otherwise never end.
                let exchange = await running
                if let end = exchange.endedEarly { hold.end(end.cause) }
                return (exchange, settlement.causes.withLock { $0 }, ended)
            }
        }
        #expect(exchange.status == early.status && exchange.failure?.kind == early.kind)
        #expect(exchange.released == nil && exchange.figures.primed == nil)
        #expect(exchange.endedEarly?.cause == early.cause)
        // Not when libcurl was told to go on with it.
        #expect(try #require(exchange.sent) < ended)
        #expect(causes.count == 2 && causes[0] == nil && causes[1] == exchange.endedEarly?.cause)
    }

    /// How an early answer comes, while the loop is held up.
    enum LateRead: CaseIterable { case withLength, inChunks, andClose, inChunksAndClose, overTLS, overHTTP2 }

    /// A server that answers early, once the request is primed.
    private struct EarlyServer: Sendable {
        var url: String
        var port: Int
        var settings = TransportSettings.loopback { $0.version = .http1_1 }
        var stop: @Sendable () -> Void
        /// A moment before the last part of the answer was sent, and maybe one after.
        var log: @Sendable () -> [Int64]
        /// Whether all but the last byte of the request has come, as far as that has to be awaited.
        var hasRequest: @Sendable () -> Bool = { true }
        /// Whether the answer is there, besides so many bytes.
        var hasAnswered: @Sendable (Int) -> Bool

        init(_ read: LateRead, once primed: BlockingEvent) throws {
            let answer = "HTTP/1.1 429 Slow\r\nContent-Length: 4\r\n\r\nslow"
            let actions: [ScriptedServer.Action]
            switch read {
            case .withLength: actions = [.log, .send(answer), .log, .awaitClose]
            case .inChunks, .inChunksAndClose:
                let close = read == .inChunks ? "" : "Connection: close\r\n"
                let first = "HTTP/1.1 429 Slow\r\n\(close)Transfer-Encoding: chunked\r\n\r\n4\r\nslow\r\n"
                actions = [
                    .send(first), .pause(milliseconds: 50), .log, .send("0\r\n\r\n"), .log,
                    read == .inChunks ? .awaitClose : .close,
                ]
            case .andClose:
                let last = answer.replacing("Length: 4", with: "Length: 4\r\nConnection: close")
                actions = [.log, .send(last), .log, .close]
            case .overTLS:
                let answered = Mutex<[Int64]>([])
                let server = try LastByteServer(overTLS: true) { _ in
                    primed.wait()
                    answered.withLock { $0.append(Moment.now.nanoseconds) }
                    return .answer(answer)
                }
                settings.caFile = server.certificateFile
                let port = server.port
                (url, self.port, stop) = (server.url, port, { server.stop() })
                log = { answered.withLock { $0 } }
                hasAnswered = { Self.unread(from: port) > $0 }
                return
            case .overHTTP2:
                let server = try FrameServer([.answerEarly(after: primed)])
                settings.version = .http2
                let port = server.port
                (url, self.port, stop) = (server.url, port, { server.stop() })
                log = { server.bodyParts.prefix(1).map(\.moment) }
                // It is primed when libcurl has it, which writes it later.
                hasRequest = { !server.bodyParts.isEmpty }
                hasAnswered = { Self.unread(from: port) > $0 }
                return
            }
            let server = try ScriptedServer([.receiveAnything, .hold(primed)] + actions)
            (url, port, stop) = (server.url, server.port, { server.stop() })
            log = { server.log }
            hasAnswered = { _ in server.log.count == 2 }
        }

        static func unread(from port: Int) -> Int { (try? TCPConnections.unread(from: port)) ?? 0 }
    }

    @Test(arguments: LateRead.allCases)
    func `has the moment at which its early answer came, however late that is read`(read: LateRead) async throws {
        let primed = BlockingEvent()
        let server = try EarlyServer(read, once: primed)
        defer {
            primed.happen()
            server.stop()
        }
        let exchange = try await onEngine(server.settings) { engine in
            try await withSession(engine) { session in
                let settlement = Settlement()
                let group = HeldRequests(engine: engine) { _, cause in settlement.take(cause) }
                var request = HTTPRequest(method: "POST", url: server.url, body: [UInt8](repeating: 65, count: 40))
                request.hold = group.hold(for: 1)
                async let running = session.perform(request)
                await settlement.isSettled.wait()
                while !server.hasRequest() { await Task.yield() }
                // The loop is held up until the answer is there, and longer.
                let waiting = EarlyServer.unread(from: server.port)
                primed.happen()
                while !server.hasAnswered(waiting) { usleep(1000) }
                // The time to hold ends now, after the answer came and before it is read.
                group.deadline = Moment.now
                usleep(300_000)
                return await running
            }
        }
        #expect(exchange.failure == nil && exchange.endedEarly == EarlyEnd(cause: .answered, fault: nil))
        let received = try #require(exchange.received)
        let told = server.log()
        // A name has two addresses, and libcurl's timer for the second one is due before the loop polls again: of what is
        // read then the kernel knows the moment in steps of its tick. So it is where the server has not read all of the request,
        // so that its close is a reset.
        let uncertainty = read == .overTLS || read == .inChunksAndClose ? 5_000_000 : Self.uncertainty
        #expect(received.nanoseconds >= told[0] - uncertainty)
        // The end of the connection is the last that came, and has a stamp of its own.
        if told.count > 1, read != .andClose, read != .inChunksAndClose {
            #expect(received.nanoseconds <= told[1] + uncertainty)
        }
        #expect(exchange.finished.nanoseconds(since: received) > 200_000_000)
        #expect(exchange.phases[.wait] == nil && exchange.phases[.receive] == nil)
    }

    /// The loop comes to the release before it reads the response that is there.
    @Test(arguments: [200, 408])
    func `is not released if the response came before, and was not read yet`(status: Int) async throws {
        let (primed, answered) = (BlockingEvent(), BlockingEvent())
        let server = try ScriptedServer([
            .receiveAnything, .hold(primed), .send("HTTP/1.1 \(status) Early\r\nContent-Length: 0\r\n\r\n"),
            .release(answered), .awaitClose,
        ])
        defer {
            primed.happen()
            server.stop()
        }
        let (url, port) = (server.url, server.port)
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let settlement = Settlement()
                let group = HeldRequests(engine: engine) { _, cause in settlement.take(cause) }
                var request = HTTPRequest(method: "POST", url: url, body: [UInt8](repeating: 65, count: 40))
                request.hold = group.hold(for: 1)
                async let running = session.perform(request)
                await settlement.isSettled.wait()
                primed.happen()
                answered.wait()
                while try TCPConnections.unread(from: port) == 0 { usleep(1000) }
                group.release(at: Moment.now)
                return await running
            }
        }
        #expect(exchange.status == Int16(status))
        #expect(exchange.released == nil && exchange.endedEarly?.cause == .answered)
        #expect(try #require(exchange.sent) <= exchange.answered)
    }

    /// More than the loop looks at in one turn, and behind two gates that open together.
    @Test func `is not released however many responses came before`() async throws {
        let crowd = 150
        let answer = "HTTP/1.1 200 Early\r\nContent-Length: 0\r\n\r\n"
        let primed = BlockingEvent()
        let server = try ScriptedServer([.receiveAnything, .hold(primed), .send(answer), .awaitClose])
        defer {
            primed.happen()
            server.stop()
        }
        let (url, port) = (server.url, server.port)
        let exchanges = try await onEngine(.loopback()) { engine in
            let settlements = (1...crowd).map { _ in Settlement() }
            let groups = [0, 1].map { _ in
                HeldRequests(engine: engine) { participant, cause in settlements[Int(participant) - 1].take(cause) }
            }
            return try await withThrowingTaskGroup { group in
                for participant in 1...crowd {
                    let hold = groups[participant % 2].hold(for: Int32(participant))
                    group.addTask(executorPreference: engine.loop) {
                        try await withSession(engine, participant) { session in
                            var request = HTTPRequest(method: "POST", url: url, body: [UInt8](repeating: 65, count: 40))
                            request.hold = hold
                            return await session.perform(request)
                        }
                    }
                }
                for settlement in settlements { await settlement.isSettled.wait() }
                primed.happen()
                while try TCPConnections.unread(from: port) < crowd * answer.utf8.count { usleep(1000) }
                for group in groups { group.release(at: Moment.now) }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(exchanges.allSatisfy { $0.status == 200 })
        #expect(exchanges.filter { $0.released != nil }.count == 0)
        #expect(exchanges.map { $0.endedEarly?.cause } == Array(repeating: .answered, count: crowd))
    }

    /// The generator should have released it by then.
    @Test(arguments: [(Int64(-1), true), (60, false)])
    func `was held too long if the server ends it after the time to hold`(seconds: Int64, isTooLong: Bool) async throws
    {
        let server = try ScriptedServer([.receiveAnything, .close])
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let group = HeldRequests(engine: engine) { _, _ in true }
                group.deadline = Moment.now.advanced(byNanoseconds: seconds * 1_000_000_000)
                var request = HTTPRequest(method: "POST", url: url, body: [UInt8](repeating: 65, count: 40))
                request.hold = group.hold(for: 1)
                return await session.perform(request)
            }
        }
        let end = try #require(exchange.endedEarly)
        #expect(end.cause == .closed && end.fault == (isTooLong ? .heldTooLong : nil))
    }

    /// With a large body libcurl meets the end of the connection itself.
    @Test(arguments: [40, 16_000_000])
    func `was closed although the generator is blamed, which is said once`(size: Int) async throws {
        let (begun, held) = (Event(), BlockingEvent())
        let server = try ScriptedServer([.receiveAnything, .tell(begun), .hold(held), .reset])
        defer {
            held.happen()
            server.stop()
        }
        let url = server.url
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let group = HeldRequests(engine: engine) { _, _ in true }
                var request = HTTPRequest(method: "POST", url: url, body: [UInt8](repeating: 65, count: size))
                request.hold = group.hold(for: 1)
                async let running = session.perform(request)
                await begun.wait()
                usleep(700_000)
                held.happen()
                usleep(700_000)
                return await running
            }
        }
        let end = try #require(exchange.endedEarly)
        #expect(end.cause == .closed && end.fault == .generatorStalled)
        let detail = end.blaming(try #require(exchange.failure)).detail
        #expect(detail.ranges(of: "the generator did not run").count == 1, "\(detail)")
    }

    /// libcurl goes on with the stream only when it is told to, once its own side has ended too.
    @Test func `ends at once if the whole response comes early over HTTP/2`() async throws {
        let server = try FrameServer([.answerEarly()])
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback { $0.version = .http2 }) { engine in
            try await withSession(engine) { session in
                let group = HeldRequests(engine: engine) { _, _ in true }
                var request = HTTPRequest(method: "POST", url: url, body: [UInt8](repeating: 65, count: 40))
                request.hold = group.hold(for: 1)
                // Nothing is released.
                return await session.perform(request)
            }
        }
        #expect(exchange.failure == nil && exchange.status == 200 && exchange.text == "early")
        #expect(exchange.endedEarly?.cause == .answered)
    }

    @Test func `says why it was not primed if no connection comes about`() async throws {
        let closed = try LoopbackSocket(backlog: nil)
        defer { closed.close() }
        let url = "http://127.0.0.1:\(closed.port)/"
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let group = HeldRequests(engine: engine) { _, _ in true }
                var request = HTTPRequest(method: "POST", url: url, body: [65])
                request.hold = group.hold(for: 1)
                return await session.perform(request)
            }
        }
        #expect(exchange.failure?.kind == .connect && exchange.endedEarly?.cause == .failed)
    }

    @Test func `may be made again if its kept connection dies before the release`() async throws {
        let primed = BlockingEvent()
        let server = try ScriptedServer(
            [.receive, .send(Self.ok), .receiveAnything, .hold(primed), .close],
            [.receive, .send(Self.ok), .awaitClose])
        defer {
            primed.happen()
            server.stop()
        }
        let url = server.url
        let exchanges = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let first = await session.perform(HTTPRequest(url: url))
                let settlement = Settlement()
                let group = HeldRequests(engine: engine) { _, cause in settlement.take(cause) }
                var request = HTTPRequest(method: "POST", url: url, body: Array("body".utf8))
                request.hold = group.hold(for: 1)
                async let dying = session.perform(request)
                await settlement.isSettled.wait()
                primed.happen()
                let died = await dying
                request.needsFreshConnection = true
                group.release(at: Moment.now)
                return [first, died, await session.perform(request)]
            }
        }
        #expect(exchanges.map(\.diedUnanswered) == [false, true, false])
        #expect(exchanges.map(\.status) == [200, nil, 200])
        #expect(exchanges[1].endedEarly?.cause == .closed)
        #expect(server.requests.count == 2 && server.requests[1].hasSuffix("body"))
    }

    // MARK: Late ones

    @Test func `goes as soon as it can if it is not ready at the release`() async throws {
        let released = BlockingEvent()
        let server = try ScriptedServer([.hold(released), .receive, .log, .send(Self.ok), .awaitClose])
        defer {
            released.happen()
            server.stop()
        }
        // More than the socket's buffers hold, so that it cannot be primed while the server reads nothing.
        let body = [UInt8](repeating: 65, count: 16_000_000)
        let (url, port) = (server.url, server.port)
        let (exchange, moment) = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let group = HeldRequests(engine: engine) { _, _ in true }
                var request = HTTPRequest(method: "POST", url: url, body: body)
                request.hold = group.hold(for: 1)
                async let running = session.perform(request)
                while try TCPConnections.count(to: port, in: .established) == 0 { await Task.yield() }
                let moment = Moment.now
                group.release(at: moment)
                released.happen()
                return (await running, moment)
            }
        }
        #expect(exchange.status == 200 && exchange.failure == nil)
        #expect(exchange.figures.primed == nil && exchange.released == moment && exchange.started == moment)
        // The rest went when the server took it: that is the server's time, and not that until the request was sent.
        #expect(exchange.sent == moment)
        #expect(try #require(exchange.begun) >= moment)
    }

    @Test func `says so if its last byte was not sent within the time limit`() async throws {
        let unread = BlockingEvent()
        let server = try ScriptedServer([.hold(unread)])
        defer {
            unread.happen()
            server.stop()
        }
        let (url, port) = (server.url, server.port)
        let body = [UInt8](repeating: 65, count: 16_000_000)
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let group = HeldRequests(engine: engine) { _, _ in true }
                var request = HTTPRequest(method: "POST", url: url, body: body, timeoutMilliseconds: 200)
                request.hold = group.hold(for: 1)
                async let running = session.perform(request)
                while try TCPConnections.count(to: port, in: .established) == 0 { await Task.yield() }
                group.release(at: Moment.now)
                return await running
            }
        }
        #expect(exchange.failure?.kind == .timeout)
        #expect(exchange.failure?.detail.hasSuffix("since the release, and its last byte was not sent") == true)
    }

    // MARK: Time limits

    @Test func `has its time limit from the release on, and none before`() async throws {
        let server = try ScriptedServer([.receive, .awaitClose])
        defer { server.stop() }
        let limit = 150
        let outcome = try await Self.release(
            HTTPRequest(method: "POST", url: server.url, body: [65, 66], timeoutMilliseconds: limit), .loopback(),
            onceReady: { usleep(UInt32(limit) * 2000) })
        let failure = try #require(outcome.exchange.failure)
        #expect(failure.kind == .timeout && failure.curlCode == 28)
        #expect(failure.detail == "Operation timed out after \(limit) milliseconds since its last byte was sent")
        let elapsed = outcome.exchange.finished.nanoseconds(since: outcome.released)
        #expect(elapsed >= Int64(limit) * 1_000_000)
        #expect(outcome.exchange.figures.primed != nil)
    }

    /// The loop's thread does not run from the release until long after the limit.
    @Test(arguments: [(50, .harness), (400, .timeout)] as [(UInt32, FailureKind)])
    func `does not blame the server for a limit that passes while the loop does not run`(
        afterMilliseconds delay: UInt32, kind: FailureKind
    ) async throws {
        let server = try ScriptedServer([.receive, .pause(milliseconds: delay), .send(Self.ok), .awaitClose])
        defer { server.stop() }
        let request = HTTPRequest(method: "POST", url: server.url, body: [65, 66], timeoutMilliseconds: 200)
        let exchange = try await Self.release(
            request, .loopback(),
            then: { loop in
                // In this turn the loop looks at what has come before the release, and in the next the last byte goes.
                for _ in 0..<2 { await beginNextTurn(of: loop) }
                usleep(700_000)
            }
        ).exchange
        #expect(exchange.failure?.kind == kind)
        #expect(
            exchange.failure?.detail.hasPrefix(
                kind == .harness ? "the time limit was over before the generator" : "Operation") == true)
    }

    /// It is released in its handshake, and the server goes on with that while the loop's thread does not run.
    @Test func `does not blame the server for a handshake that goes on while the loop does not run`() async throws {
        let stopped = BlockingEvent()
        let server = try ScriptedServer([.receiveAnything, .hold(stopped), .send("\u{16}"), .awaitClose])
        defer {
            stopped.happen()
            server.stop()
        }
        let (url, port) = ("https://127.0.0.1:\(server.port)/", server.port)
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let group = HeldRequests(engine: engine) { _, _ in true }
                var request = HTTPRequest(method: "POST", url: url, body: [65, 66], timeoutMilliseconds: 200)
                request.hold = group.hold(for: 1)
                async let running = session.perform(request)
                while try TCPConnections.count(to: port, in: .established) == 0 { await Task.yield() }
                group.release(at: Moment.now)
                for _ in 0..<2 { await beginNextTurn(of: engine.loop) }
                stopped.happen()
                while try TCPConnections.unread(from: port) == 0 { usleep(1000) }
                usleep(700_000)
                return await running
            }
        }
        #expect(exchange.failure?.kind == .harness, "\(String(describing: exchange.failure))")
    }

    @Test func `ends when its task is cancelled`() async throws {
        let server = try LastByteServer()
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let settlement = Settlement()
                let group = HeldRequests(engine: engine) { _, cause in settlement.take(cause) }
                var request = HTTPRequest(method: "POST", url: url, body: [65, 66])
                request.hold = group.hold(for: 1)
                return await withTaskGroup(of: HTTPExchange.self) { tasks in
                    tasks.addTask { [request] in await session.perform(request) }
                    await settlement.isSettled.wait()
                    tasks.cancelAll()
                    return await tasks.next()
                }
            }
        }
        #expect(exchange?.failure?.kind == .cancelled && exchange?.released == nil)
        #expect(server.requests.isEmpty)
    }
}
