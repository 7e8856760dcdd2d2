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
        let made = await event.platform.post(
            PlatformPath.webhook(space: event.space), #"{"url":"\#(Self.url)","isActive":true}"#, as: event.host)
        try #require(made.status == 200)
        return event
    }

    private func departure(_ event: Event, room: String = "r", secret: String = "k") -> WebhookDeparture {
        WebhookDeparture(
            event: WebhookEvent(eventName: .callFinished, roomID: room, spaceID: event.space), url: Self.url,
            secret: secret)
    }

    @Test(arguments: 0...4) func `an event is sent until it is taken, three times at most`(failures: Int) async throws {
        let event = try await event()
        let attempts = Log<[UInt8]>()
        await event.platform.run(.deliver(departure(event))) { _, body in attempts.add(body) > failures }
        #expect(attempts.all.count == min(failures + 1, WebhookSender.attempts))
        #expect(Set(attempts.all).count == 1)
    }

    @Test func `an event is not sent again to a webhook that has gone meanwhile`() async throws {
        let event = try await event()
        let attempts = Log<String>()
        await event.platform.run(.deliver(departure(event))) { url, _ in
            if attempts.add(url) == 2 {
                _ = await event.platform.send("DELETE", PlatformPath.webhook(space: event.space), as: event.host)
            }
            return false
        }
        #expect(attempts.all == [Self.url, Self.url])
    }

    @Test func `the events of a space are sent one after the other`() async throws {
        let event = try await event()
        let started = Log<[UInt8]>()
        let ended = Log<[UInt8]>()
        let departures = (0..<8).map { departure(event, room: "room\($0)") }
        let chores = departures.map(Chore.deliver)
        await event.platform.run(chores) { _, body in
            // The first takes longest.
            for _ in 0..<(100 - 10 * started.add(body)) { await Task.yield() }
            return ended.add(body) > 0
        }
        let bodies = departures.map { WebhookPayload.bytes(of: $0.event, secret: $0.secret) }
        #expect(started.all == bodies && ended.all == bodies)
    }

    @Test func `an event that has to be sent again holds up no other`() async throws {
        let event = try await event()
        let (failing, next) = (departure(event, room: "failing"), departure(event, room: "next"))
        let nextWasSent = Support.Event()
        let attempts = Log<[UInt8]>()
        let failingBody = WebhookPayload.bytes(of: failing.event, secret: failing.secret)
        await event.platform.run(.deliver(failing), .deliver(next)) { _, body in
            let number = attempts.add(body)
            guard body == failingBody else {
                nextWasSent.happen()
                return true
            }
            // Its second attempt ends only when the other event's first one has come.
            if number > 1 { await nextWasSent.wait() }
            return number > 1
        }
        #expect(attempts.all.count == 3 && attempts.all.first == failingBody)
    }

    @Test func `the time between two attempts is counted from the failure of the first`() async throws {
        let event = try await event()
        let time = event.platform.time
        let waits = Log<Int>()
        var clock = time.clock
        clock.wait = { until in
            _ = waits.add(until)
            time.advance(seconds: (until - time.clock.now()) / 1_000_000)
        }
        await event.platform.run([.deliver(departure(event))], retrySeconds: 5, clock: clock) { _, _ in
            time.advance(seconds: 3)
            return false
        }
        #expect(waits.all == [8_000_000, 16_000_000])
    }

    /// What happened, in its order.
    private final class Log<Element: Sendable>: Sendable {
        private let elements = Mutex<[Element]>([])

        /// Adds to it.
        ///
        /// - Returns: How much there is now.
        func add(_ element: Element) -> Int {
            elements.withLock {
                $0.append(element)
                return $0.count
            }
        }

        var all: [Element] { elements.withLock { $0 } }
    }
}
