// How often, when and in which order events are sent.

import PlatformContract
import Support
import Synchronization
import Testing

@testable import StandIn

@Suite(.timeLimit(.minutes(1))) struct WebhookAttemptTests {
    private static let url = "http://127.0.0.1:9/hook"

    /// An event whose space has a webhook.
    private func event() async throws -> Event {
        let event = try await TestPlatform().event()
        let made = await event.platform.post(webhook(event), body(), as: event.host)
        try #require(made.status == 200)
        return event
    }

    private func webhook(_ event: Event) -> String { PlatformPath.webhook(space: event.space) }

    private func body(url: String = url, isActive: Bool = true) -> String {
        #"{"url":"\#(url)","isActive":\#(isActive)}"#
    }

    /// The events that the space's webhook receives when somebody has entered and left.
    private func visit(_ event: Event) async throws -> (started: OutgoingEvent, finished: OutgoingEvent) {
        let (browser, participant) = try await event.enter(externalUserID: "a1")
        _ = await event.leave(participant, as: browser)
        var backgroundTasks = event.platform.service.backgroundTasks.makeAsyncIterator()
        return (
            try #require(await backgroundTasks.next()?.outgoing), try #require(await backgroundTasks.next()?.outgoing)
        )
    }

    @Test(arguments: 0...4) func `an event is sent until it is accepted, at most three times`(failures: Int)
        async throws
    {
        let event = try await event()
        let attempts = Log<[UInt8]>()
        await event.platform.run(.deliver(try await visit(event).started)) { _, body in attempts.add(body) > failures }
        #expect(attempts.all.count == min(failures + 1, WebhookSender.attempts))
        #expect(Set(attempts.all).count == 1)
    }

    @Test func `an event can be forged, repeated and late, for receivers to be tested with`() async throws {
        let platform = try await TestPlatform {
            $0.webhooks = StandInConfiguration.Webhooks(repeats: 1, forged: true, late: [.callStarted])
        }
        let event = try await platform.event()
        #expect(await event.platform.post(webhook(event), body(), as: event.host).status == 200)
        let (started, finished) = try await visit(event)
        let sent = Log<String>()
        await event.platform.run(.deliver(started), .deliver(finished)) { _, body in
            _ = sent.add(String(decoding: body, as: UTF8.self))
            return true
        }
        let names = sent.all.map { $0.contains("call_started") ? "started" : "finished" }
        #expect(names == ["finished", "finished", "finished", "started", "started", "started"])
        // One that is forged, and then one and the same twice.
        for three in [sent.all.prefix(3), sent.all.suffix(3)] {
            let all = Array(three)
            try #require(all.count == 3)
            #expect(all[0] != all[1] && all[1] == all[2])
        }
    }

    /// What may happen to a webhook while an event is on its way.
    enum Change: CaseIterable {
        case deleted, deactivated, moved, replaced
    }

    private func change(_ change: Change, _ event: Event) async {
        switch change {
        case .deleted: _ = await event.platform.send("DELETE", webhook(event), as: event.host)
        case .deactivated: _ = await event.platform.put(webhook(event), body(isActive: false), as: event.host)
        case .moved: _ = await event.platform.put(webhook(event), body(url: Self.url + "/2"), as: event.host)
        case .replaced:
            _ = await event.platform.send("DELETE", webhook(event), as: event.host)
            _ = await event.platform.post(webhook(event), body(), as: event.host)
        }
    }

    @Test(arguments: Change.allCases, [0, 1, 2])
    func `an event is not sent to a webhook that has gone or changed meanwhile`(kind: Change, sent: Int) async throws {
        let event = try await event()
        let outgoing = try await visit(event).started
        if sent == 0 { await change(kind, event) }
        let attempts = Log<String>()
        await event.platform.run(.deliver(outgoing)) { url, _ in
            if attempts.add(url) == sent { await change(kind, event) }
            return false
        }
        #expect(attempts.all == Array(repeating: Self.url, count: sent))
    }

    @Test func `an event is signed with the secret that its webhook has when it is sent`() async throws {
        let event = try await event()
        let outgoing = try await visit(event).started
        let attempts = Log<[UInt8]>()
        let secrets = Log<String>()
        await event.platform.run(.deliver(outgoing)) { _, body in
            _ = attempts.add(body)
            let renewed: WebhookSecretAnswer? = try? await event.platform.put(
                PlatformPath.refreshWebhookSecret(space: event.space), "", as: event.host
            ).decoded()
            _ = secrets.add(renewed?.secret ?? "")
            return false
        }
        let bodies = secrets.all.map { WebhookPayload.bytes(of: outgoing.event, secret: $0) }
        #expect(attempts.all.count == WebhookSender.attempts)
        #expect(attempts.all.dropFirst() == bodies.dropLast())
    }

    @Test func `the events of a space are sent one after the other`() async throws {
        let event = try await event()
        var departures: [OutgoingEvent] = []
        for _ in 1...4 {
            let (started, finished) = try await visit(event)
            departures += [started, finished]
        }
        let (begun, ended) = (Log<WebhookEventName>(), Log<WebhookEventName>())
        await event.platform.run(departures.map(BackgroundTask.deliver)) { _, body in
            let name: WebhookEventName =
                String(decoding: body, as: UTF8.self).contains("call_started") ? .callStarted : .callFinished
            // The first takes longest.
            for _ in 0..<(100 - 10 * begun.add(name)) { await Task.yield() }
            return ended.add(name) > 0
        }
        #expect(begun.all == departures.map(\.event.eventName) && ended.all == begun.all)
    }

    @Test func `an event that is sent again does not delay others`() async throws {
        let event = try await event()
        let (failing, next) = try await visit(event)
        let nextWasSent = Support.Event()
        let attempts = Log<Bool>()
        await event.platform.run(.deliver(failing), .deliver(next)) { _, body in
            let isFirst = String(decoding: body, as: UTF8.self).contains("call_started")
            let number = attempts.add(isFirst)
            guard isFirst else {
                nextWasSent.happen()
                return true
            }
            // Its second attempt ends only when the other event's first one has come.
            if number > 1 { await nextWasSent.wait() }
            return number > 1
        }
        #expect(attempts.all.count == 3 && attempts.all.first == true)
    }

    @Test func `a receiver that falls too far behind gets no further events, but other spaces do`() async throws {
        let event = try await event()
        let outgoing = try await visit(event).started
        let other = try await event.platform.space(by: event.host)
        let made = await event.platform.post(
            PlatformPath.webhook(space: other), body(url: Self.url + "/2"), as: event.host)
        try #require(made.status == 200)
        let room = try await event.platform.room(in: other, by: event.host)
        let elsewhere = Event(platform: event.platform, host: event.host, space: other, room: room)
        let last = try await visit(elsewhere).started
        let everythingCame = Support.Event()
        let attempts = Log<String>()
        // The receiver accepts the first event only when the last one of all has arrived.
        let backgroundTasks = Array(
            repeating: BackgroundTask.deliver(outgoing), count: BackgroundTaskRunner.longestQueue + 100)
        await event.platform.run(backgroundTasks + [.deliver(last)]) { url, _ in
            _ = attempts.add(url)
            if url == Self.url { await everythingCame.wait() } else { everythingCame.happen() }
            return true
        }
        let told = attempts.all.count { $0 == Self.url }
        // One more than the queue holds, where the first was in progress before the queue was full.
        #expect((BackgroundTaskRunner.longestQueue...BackgroundTaskRunner.longestQueue + 1).contains(told))
        #expect(attempts.all.contains(Self.url + "/2"))
    }

    @Test func `the time between two attempts is counted from the failure of the first`() async throws {
        let event = try await event()
        let outgoing = try await visit(event).started
        let time = event.platform.time
        let waits = Log<Int>()
        var clock = time.clock
        clock.wait = { until in
            _ = waits.add(until)
            time.advance(seconds: (until - time.clock.now()) / 1_000_000)
        }
        await event.platform.run([.deliver(outgoing)], retrySeconds: 5, clock: clock) { _, _ in
            time.advance(seconds: 3)
            return false
        }
        #expect(waits.all == [8_000_000, 16_000_000])
    }

    /// What happened, in order.
    private final class Log<Element: Sendable>: Sendable {
        private let elements = Mutex<[Element]>([])

        /// Adds to it.
        ///
        /// - Returns: The new length.
        func add(_ element: Element) -> Int {
            elements.withLock {
                $0.append(element)
                return $0.count
            }
        }

        var all: [Element] { elements.withLock { $0 } }
    }
}
