import EventLoops
import Measuring
import Support
import Testing
import Transport

/// A cancelled request is answered exactly once, whenever the cancellation comes and from wherever.
@Suite struct `Cancelling a request` {
    @Test(arguments: Canceller.allCases)
    func `before it begins sends nothing`(canceller: Canceller) async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let task = Task(executorPreference: engine.loop) {
                    while !Task.isCancelled { await Task.yield() }
                    return await session.perform(HTTPRequest(url: url))
                }
                await canceller.cancel([task])
                return await task.value
            }
        }
        #expect(exchange.failure?.kind == .cancelled)
        #expect(exchange.sent == nil && exchange.begun == nil)
        #expect(server.seen.requests == 0)
    }

    @Test(arguments: Canceller.allCases)
    func `while its host is looked up`(canceller: Canceller) async throws {
        let exchange = try await onEngine(.loopback { $0.allow("*.invalid") }) { engine in
            try await withSession(engine) { session in
                let begun = Event()
                let task = Task(executorPreference: engine.loop) {
                    begun.happen()
                    return await session.perform(HTTPRequest(url: "http://nobody.invalid/"))
                }
                await begun.wait()
                await canceller.cancel([task])
                return await task.value
            }
        }
        // From elsewhere, the resolver may have been faster.
        #expect(exchange.failure?.kind == .cancelled || canceller == .foreignThread)
        #expect(exchange.failure != nil && exchange.sent == nil)
    }

    @Test func `while its host is looked up leaves the next request on its handle alone`() async throws {
        let (asked, answer) = (Event(), BlockingEvent())
        let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        let server = try ScriptedServer([.receive, .tell(asked), .hold(answer), .send(ok), .awaitClose])
        defer {
            answer.happen()
            server.stop()
        }
        let url = server.url
        let next = try await onEngine(.loopback { $0.allow("127.0.0.1", "*.invalid") }) { engine in
            try await withSession(engine) { session in
                let first = Task(executorPreference: engine.loop) {
                    await session.perform(HTTPRequest(url: "http://nobody.invalid/"))
                }
                await Task.yield()
                first.cancel()
                #expect(await first.value.failure?.kind == .cancelled)
                let second = Task(executorPreference: engine.loop) { await session.perform(HTTPRequest(url: url)) }
                await asked.wait()
                // The look-up that the first request waited for ends.
                _ = await engine.resolve(["nobody.invalid:80"])
                answer.happen()
                return await second.value
            }
        }
        #expect(next.status == 200 && next.failure == nil)
    }

    @Test(arguments: Canceller.allCases)
    func `while it connects`(canceller: Canceller) async throws {
        // A backlog of one that is taken: the third connection's handshake is never completed.
        let socket = try LoopbackSocket(backlog: 0)
        defer { socket.close() }
        let url = "http://127.0.0.1:\(socket.port)/"
        let exchanges = try await onEngine(.loopback()) { engine in
            var tasks: [Task<HTTPExchange, Never>] = []
            var sessions: [Session] = []
            for _ in 0..<3 {
                let session = try Session(engine: engine, options: Session.Options())
                sessions.append(session)
                tasks.append(Task(executorPreference: engine.loop) { await session.perform(HTTPRequest(url: url)) })
            }
            while try TCPConnections.count(to: socket.port, in: .established, .synSent) < 3 { await Task.yield() }
            await canceller.cancel(tasks)
            var exchanges: [HTTPExchange] = []
            for task in tasks { exchanges.append(await task.value) }
            for session in sessions { session.close() }
            return exchanges
        }
        #expect(exchanges.map(\.failure?.kind) == [.cancelled, .cancelled, .cancelled])
        #expect(exchanges.contains { $0.sent == nil })
    }

    @Test(arguments: Canceller.allCases)
    func `while TLS is negotiated`(canceller: Canceller) async throws {
        // It takes the greeting and says nothing.
        let greeted = Event()
        let server = try ScriptedServer([.receiveAnything, .tell(greeted), .awaitClose])
        defer { server.stop() }
        let exchange = try await cancelled("https://127.0.0.1:\(server.port)/", by: canceller, when: greeted)
        #expect(exchange.failure?.kind == .cancelled)
        #expect(exchange.sent == nil)
    }

    @Test(arguments: Canceller.allCases)
    func `that shares its HTTP/2 connection with others leaves those alone`(canceller: Canceller) async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let url = "https://localhost:\(nginx.port)"
        let settings = TransportSettings.loopback { $0.caFile = nginx.certificate.file }
        let (slow, before, beside) = try await onEngine(settings) { engine in
            try await withSession(engine) { session in
                let before = await session.perform(HTTPRequest(url: url))
                // Sent in a trickle that would take an hour.
                let slow = Task(executorPreference: engine.loop) {
                    await session.perform(HTTPRequest(url: url + "/slow"))
                }
                let beside = await session.perform(HTTPRequest(url: url))
                await canceller.cancel([slow])
                let after = await session.perform(HTTPRequest(url: url))
                return (await slow.value, before, [beside, after])
            }
        }
        #expect(before.status == 200 && before.version == .http2)
        #expect(slow.failure?.kind == .cancelled)
        #expect(beside.map(\.status) == [200, 200] && beside.map(\.newConnections) == [0, 0])
    }

    @Test(arguments: Canceller.allCases)
    func `while it waits for the response`(canceller: Canceller) async throws {
        let asked = Event()
        let server = try ScriptedServer([.receive, .tell(asked), .awaitClose])
        defer { server.stop() }
        let exchange = try await cancelled(server.url, by: canceller, when: asked)
        #expect(exchange.failure?.kind == .cancelled)
        #expect(exchange.sent != nil && exchange.status == nil)
    }

    @Test(arguments: Canceller.allCases)
    func `while the response is received`(canceller: Canceller) async throws {
        let asked = Event()
        let server = try ScriptedServer([
            .receive, .send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"), .tell(asked), .awaitClose,
        ])
        defer { server.stop() }
        let exchange = try await cancelled(server.url, by: canceller, when: asked)
        #expect(exchange.failure?.kind == .cancelled)
        #expect(exchange.sent != nil)
    }

    @Test(arguments: Canceller.allCases)
    func `after the response changes nothing, not even the next request`(canceller: Canceller) async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let (first, second) = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let answered = Event()
                let goOn = Event()
                let task = Task(executorPreference: engine.loop) {
                    let exchange = await session.perform(HTTPRequest(url: url))
                    answered.happen()
                    await goOn.wait()
                    return exchange
                }
                await answered.wait()
                await canceller.cancel([task])
                let second = await session.perform(HTTPRequest(url: url))
                goOn.happen()
                return (await task.value, second)
            }
        }
        #expect(first.status == 200 && first.failure == nil)
        #expect(second.status == 200 && second.failure == nil && second.newConnections == 0)
    }

    /// A cancellation by another thread goes through the loop's inbox. Here it is sent when the answer is complete but the
    /// task that waits for it has not run yet, and is read when the next request has the same handle.
    @Test func `after the response does not end the next request on its handle`() async throws {
        let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        let asked = Event()
        let (answer, answered) = (BlockingEvent(), BlockingEvent())
        let server = try ScriptedServer([
            .receive, .tell(asked), .hold(answer), .send(ok), .release(answered), .receive, .send(ok), .awaitClose,
        ])
        defer {
            answer.happen()
            server.stop()
        }
        let url = server.url
        let (isLate, next) = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let finished = Event()
                let task = Task(executorPreference: engine.loop) {
                    _ = await session.perform(HTTPRequest(url: url))
                    finished.happen()
                }
                await asked.wait()
                // The answer comes while a job holds the loop, and is read at the end of that turn.
                await beginNextTurn(of: engine.loop) {
                    answer.happen()
                    answered.wait()
                }
                let isLate = !finished.hasHappened
                holdingThisThread { task.cancel() }
                await task.value
                return (isLate, await session.perform(HTTPRequest(url: url)))
            }
        }
        #expect(isLate)
        #expect(next.status == 200 && next.failure == nil)
    }

    @Test(arguments: Canceller.allCases)
    func `at any moment gives exactly one result`(canceller: Canceller) async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let outcomes = try await onEngine(.loopback()) { engine in
            let log = Log()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        try await withSession(engine, number) { session in
                            for round in 0..<6 {
                                let task = Task(executorPreference: engine.loop) {
                                    let exchange = await session.perform(HTTPRequest(url: url))
                                    log.add(number * 6 + round)
                                    return exchange
                                }
                                // A moment that differs from request to request, over about the time that one takes.
                                let moment = Moment.now.advanced(
                                    byNanoseconds: Int64((number * 7 + round * 13) % 97) * 20_000)
                                try await engine.loop.sleep(until: moment)
                                await canceller.cancel([task])
                                let exchange = await task.value
                                #expect(exchange.status == 200 || exchange.failure?.kind == .cancelled)
                            }
                            // The session is as good as before.
                            let last = await session.perform(HTTPRequest(url: url))
                            #expect(last.status == 200, "\(last)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            return log.numbers
        }
        #expect(outcomes.sorted() == Array(0..<600))
        #expect(server.seen.foreignConnections == 0 && server.seen.foreignCookies == 0)
    }
}

/// Makes a request and cancels it when the event happens.
private func cancelled(_ url: String, by canceller: Canceller, when event: Event) async throws -> HTTPExchange {
    try await onEngine(.loopback()) { engine in
        try await withSession(engine) { session in
            let task = Task(executorPreference: engine.loop) { await session.perform(HTTPRequest(url: url)) }
            await event.wait()
            await canceller.cancel([task])
            return await task.value
        }
    }
}
