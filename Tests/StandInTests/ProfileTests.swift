// What the profiles show.

import PlatformContract
import Support
import Testing

@testable import StandIn

/// Participants entering the room through a capacity model, in virtual time.
struct Storm {
    /// The outcome for everyone.
    struct Result {
        var entered = 0
        var refused: [CapacityModel.Shortage: Int] = [:]
        /// Time from arrival to the end of the last step, for those who entered, in microseconds, sorted.
        var journeys: [Int] = []
        /// Time of the log-in for those who got one, in order of arrival.
        var tokens: [Int] = []

        func percentile(_ share: Double) -> Int { journeys[Int(share * Double(journeys.count - 1))] }
    }

    /// The platform's own log-in, and the steps into the room.
    static let entry: [Endpoint] = [.token, .generateAccess, .roomPage, .room, .participant, .signalingToken, .join]

    /// The steps that need a password hash.
    private static let hashing: Set<Endpoint> = [.token, .siteLogin]

    /// Everyone executes all steps, 2 ms apart, and stops at the first refusal.
    static func walk(_ model: inout CapacityModel, arrivals: [Int], steps: [Endpoint] = entry) -> Result {
        struct Event {
            var at: Int
            var participant: Int
            var step: Int

            func isBefore(_ other: Event) -> Bool { (at, participant) < (other.at, other.participant) }
        }
        var result = Result()
        // The next event is the last in the list.
        var events = arrivals.enumerated().map { Event(at: $1, participant: $0, step: 0) }
        events.sort { $1.isBefore($0) }
        func insert(_ event: Event) {
            var low = 0
            var high = events.count
            while low < high {
                let middle = (low + high) / 2
                if event.isBefore(events[middle]) { low = middle + 1 } else { high = middle }
            }
            events.insert(event, at: low)
        }
        while let event = events.popLast() {
            let isLogIn = hashing.contains(steps[event.step])
            switch model.admit(steps[event.step], hashing: isLogIn, at: event.at) {
            case .refused(let shortage, _, _): result.refused[shortage, default: 0] += 1
            case .served(let end):
                if isLogIn { result.tokens.append(end - event.at) }
                if event.step + 1 < steps.count {
                    insert(Event(at: end + 2_000, participant: event.participant, step: event.step + 1))
                } else {
                    result.entered += 1
                    result.journeys.append(end - arrivals[event.participant])
                }
            }
        }
        result.journeys.sort()
        return result
    }

    static func atOnce(_ count: Int, spread: Int, from start: Int = 0) -> [Int] {
        (0..<count).map { start + $0 * spread / count }
    }

    static func poisson(_ count: Int, over window: Int, seed: UInt64) -> [Int] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Int.random(in: 0..<window, using: &random) }.sorted()
    }
}

@Suite struct ProfileTests {
    @Test(arguments: 1...5, [50_000, 300_000, 2_000_000])
    func `healthy admits five hundred at once, quickly`(seed: UInt64, spread: Int) {
        var model = CapacityModel(.healthy, seed: seed)
        let result = Storm.walk(&model, arrivals: Storm.atOnce(500, spread: spread))
        #expect(result.entered == 500)
        #expect(result.percentile(0.95) < 400_000)
    }

    @Test(arguments: 1...5, [50_000, 300_000, 2_000_000])
    func `fragile loses a good part of five hundred at once, at the queue and at the pool`(seed: UInt64, spread: Int) {
        var model = CapacityModel(.fragile, seed: seed)
        let result = Storm.walk(&model, arrivals: Storm.atOnce(500, spread: spread))
        #expect((150...350).contains(result.entered), "\(result.entered) of 500, \(result.refused)")
        #expect(result.refused[.queue, default: 0] > 50)
        #expect(result.refused[.database, default: 0] > 10)
        // The longer the queue, the slower the log-in, but nobody waits for half a minute.
        #expect((result.tokens.max() ?? 0) > 10 * (result.tokens.first ?? 0))
        #expect((result.tokens.max() ?? 0) < 20_000_000)
    }

    @Test(arguments: 1...5) func `fragile lets the same five hundred in over two minutes`(seed: UInt64) {
        for arrivals in [
            Storm.poisson(500, over: 120_000_000, seed: seed), Storm.atOnce(500, spread: 120_000_000),
        ] {
            var model = CapacityModel(.fragile, seed: seed)
            #expect(Storm.walk(&model, arrivals: arrivals).entered == 500)
        }
    }

    @Test(arguments: 1...20) func `fragile lets a smaller crowd in at the same pace`(seed: UInt64) {
        for (count, window) in [(60, 12_000_000), (500, 20_000_000)] {
            var model = CapacityModel(.fragile, seed: seed)
            let arrivals = Storm.poisson(count, over: window, seed: seed)
            #expect(Storm.walk(&model, arrivals: arrivals).entered == count)
        }
    }

    @Test func `fragile recovers after a collapse`() {
        var model = CapacityModel(.fragile, seed: 1)
        let collapse = Storm.walk(&model, arrivals: Storm.atOnce(500, spread: 100_000))
        #expect(collapse.entered < 400)
        let later = Storm.walk(&model, arrivals: Storm.atOnce(60, spread: 12_000_000, from: 30_000_000))
        #expect(later.entered == 60)
    }

    @Test func `every profile is found by its name`() {
        #expect(
            CapacityProfile.all.map(\.name) == [
                "unlimited", "healthy", "fragile", "rate-limited", "session-race", "flaky",
            ])
        for profile in CapacityProfile.all { #expect(CapacityProfile.named(profile.name) == profile) }
        #expect(CapacityProfile.named("heroic") == nil)
    }

    @Test func `a log-in race loses sessions only when all log in at once`() {
        func invisible(_ gap: Int) -> Int {
            var model = CapacityModel(.sessionRace, seed: 1)
            return (0..<500).count { index in
                (model.sessionVisible(madeAt: index * gap) ?? 0) > index * gap + 20_000
            }
        }
        #expect(invisible(200) > 400)
        #expect(invisible(100_000) == 0)
    }
}

@Suite struct CapacityGateTests {
    @Test func `a full queue is 503 with Retry-After, and truth counts it`() async throws {
        let platform = try await TestPlatform {
            $0.capacity = CapacityProfile(name: "tiny")
            $0.capacity.slots = .init(concurrent: 1, queued: 1)
            $0.capacity.service[.spaces] = .init(medianMilliseconds: 1_000, p99Milliseconds: 1_000)
        }
        let host = try await platform.host()
        platform.time.advance(seconds: 10)
        var statuses: [Int] = []
        for _ in 0..<3 { statuses.append(await platform.get(PlatformPath.spaces, as: host).status) }
        #expect(statuses == [200, 200, 503])
        var refused = Answer.refused(503, "Service Unavailable", "The server accepts no more requests")
        refused.retryAfterSeconds = 2
        #expect(await platform.get(PlatformPath.spaces, as: host) == refused)
        #expect(platform.service.ledger.truth[.spaces].status == ["200": 2, "503": 2])
        platform.time.advance(seconds: 2)
        #expect(await platform.get(PlatformPath.spaces, as: host).status == 200)
    }

    @Test func `too many requests are 429 with Retry-After`() async throws {
        let platform = try await TestPlatform {
            $0.capacity = CapacityProfile(name: "tiny")
            $0.capacity.rateLimit = .init(perSecond: 0.1, burst: 1)
        }
        #expect(await platform.get(PlatformPath.spaces).status == 401)
        var refused = Answer.refused(429, "Too Many Requests", "Too many requests")
        refused.retryAfterSeconds = 10
        #expect(await platform.get(PlatformPath.spaces) == refused)
    }

    @Test func `a link that met an overload is not used up`() async throws {
        let event = try await TestPlatform {
            $0.capacity = CapacityProfile(name: "tiny")
            $0.capacity.slots = .init(concurrent: 1, queued: 0)
            $0.capacity.service[.roomPage] = .init(medianMilliseconds: 1_000, p99Milliseconds: 1_000)
        }.event()
        let first = try await event.link()
        let second = try await event.link()
        event.platform.time.advance(seconds: 10)
        #expect(await event.platform.get(first).status == 200)
        #expect(await event.platform.get(second).status == 503)
        event.platform.time.advance(seconds: 10)
        #expect(await event.platform.get(second).status == 200)
    }
}
