// The capacity model in virtual time.

import PlatformContract
import Support
import Testing

@testable import StandIn

@Suite struct CapacityModelTests {
    /// A profile in which every request takes 100 ms.
    private func profile(_ change: (inout CapacityProfile) -> Void) -> CapacityProfile {
        var profile = CapacityProfile(name: "test")
        for endpoint in Endpoint.allCases {
            profile.service[endpoint] = .init(medianMilliseconds: 100, p99Milliseconds: 100)
        }
        change(&profile)
        return profile
    }

    @Test func `without limits a request takes exactly its service time`() {
        var model = CapacityModel(profile { _ in }, seed: 1)
        for _ in 0..<1_000 { #expect(model.admit(.room, hashing: false, at: 5) == .served(at: 100_005)) }
    }

    @Test func `requests beyond the slots wait in line, and beyond the line are refused`() {
        var model = CapacityModel(
            profile {
                $0.slots = .init(concurrent: 2, queued: 3)
                $0.retryAfterSeconds = 4
            }, seed: 1)
        let outcomes = (0..<7).map { _ in model.admit(.room, hashing: false, at: 0) }
        let refused = CapacityModel.Outcome.refused(.queue, at: 0, retryAfterSeconds: 4)
        #expect(
            outcomes == [
                .served(at: 100_000), .served(at: 100_000), .served(at: 200_000), .served(at: 200_000),
                .served(at: 300_000), refused, refused,
            ])
        // At 100 ms two of the queue have moved up, so there is room for two more.
        #expect(model.queued(at: 100_000) == 1)
        #expect(model.admit(.room, hashing: false, at: 100_000) == .served(at: 300_000))
        #expect(model.admit(.room, hashing: false, at: 100_000) == .served(at: 400_000))
        #expect(
            model.admit(.room, hashing: false, at: 100_000) == .refused(.queue, at: 100_000, retryAfterSeconds: 4))
        // When everything is done it is as new.
        #expect(model.admit(.room, hashing: false, at: 10_000_000) == .served(at: 10_100_000))
    }

    @Test func `passwords wait for a hash worker, other requests do not`() {
        var model = CapacityModel(profile { $0.passwordHash = .init(workers: 1, milliseconds: 50) }, seed: 1)
        #expect(model.admit(.token, hashing: true, at: 0) == .served(at: 150_000))
        #expect(model.admit(.token, hashing: true, at: 0) == .served(at: 200_000))
        #expect(model.admit(.token, hashing: false, at: 0) == .served(at: 100_000))
    }

    @Test func `a request that gets no database connection in time is refused after that time`() {
        var model = CapacityModel(
            profile { $0.database = .init(connections: 1, acquireTimeoutMilliseconds: 150) }, seed: 1)
        #expect(model.admit(.room, hashing: false, at: 0) == .served(at: 100_000))
        #expect(model.admit(.room, hashing: false, at: 0) == .served(at: 200_000))
        #expect(model.admit(.room, hashing: false, at: 0) == .refused(.database, at: 150_000, retryAfterSeconds: 2))
        #expect(model.admit(.room, hashing: false, at: 60_000) == .served(at: 300_000))
    }

    @Test func `a slow hash starves the database pool, as the connection is held meanwhile`() {
        var model = CapacityModel(
            profile {
                $0.database = .init(connections: 1, acquireTimeoutMilliseconds: 500)
                $0.passwordHash = .init(workers: 4, milliseconds: 1_000)
            }, seed: 1)
        #expect(model.admit(.token, hashing: true, at: 0) == .served(at: 1_100_000))
        #expect(model.admit(.room, hashing: false, at: 0) == .refused(.database, at: 500_000, retryAfterSeconds: 2))
    }

    @Test func `the rate limit allows a burst, then its rate, and says when to try again`() {
        var model = CapacityModel(profile { $0.rateLimit = .init(perSecond: 0.5, burst: 2) }, seed: 1)
        #expect(model.admit(.room, hashing: false, at: 0) == .served(at: 100_000))
        #expect(model.admit(.room, hashing: false, at: 0) == .served(at: 100_000))
        #expect(model.admit(.room, hashing: false, at: 0) == .refused(.rate, at: 0, retryAfterSeconds: 2))
        #expect(
            model.admit(.room, hashing: false, at: 1_500_000)
                == .refused(.rate, at: 1_500_000, retryAfterSeconds: 1))
        #expect(model.admit(.room, hashing: false, at: 2_000_000) == .served(at: 2_100_000))
    }

    @Test func `a long quiet period allows no more than one burst`() {
        var model = CapacityModel(profile { $0.rateLimit = .init(perSecond: 10, burst: 3) }, seed: 1)
        let outcomes = (0..<5).map { _ in model.admit(.room, hashing: false, at: 3_600_000_000) }
        let refused = CapacityModel.Outcome.refused(.rate, at: 3_600_000_000, retryAfterSeconds: 1)
        #expect(outcomes.prefix(3).allSatisfy { $0 != refused })
        #expect(outcomes.suffix(2) == [refused, refused])
    }

    @Test func `a queue of thousands is counted down as it is served`() {
        var model = CapacityModel(
            profile {
                $0.slots = .init(concurrent: 1, queued: 5_000)
                $0.service = [.room: .init(medianMilliseconds: 1, p99Milliseconds: 1)]
            }, seed: 1)
        for _ in 0...4_000 { _ = model.admit(.room, hashing: false, at: 0) }
        for served in stride(from: 0, through: 4_000, by: 100) {
            #expect(model.queued(at: served * 1_000) == 4_000 - served)
        }
    }

    @Test func `sessions made at once become visible one after the other`() {
        var model = CapacityModel(
            profile { $0.sessionStore = .init(writeMilliseconds: 10, lagMilliseconds: 5) }, seed: 1)
        #expect((0..<3).map { _ in model.sessionVisible(madeAt: 0) } == [5_000, 15_000, 25_000])
        #expect(model.sessionVisible(madeAt: 1_000_000) == 1_005_000)
        var plain = CapacityModel(profile { _ in }, seed: 1)
        #expect(plain.sessionVisible(madeAt: 0) == nil)
    }

    @Test func `service times have the median and the 99th percentile that were asked for`() {
        let distribution = LogNormal(.init(medianMilliseconds: 20, p99Milliseconds: 80))
        var random = SeededGenerator(seed: 7)
        let times = (0..<100_000).map { _ in distribution.microseconds(&random) }.sorted()
        #expect(abs(times[50_000] - 20_000) < 400)
        #expect(abs(times[99_000] - 80_000) < 4_000)
    }

    @Test func `the widest spread that can be configured stays within a day`() {
        let distribution = LogNormal(.init(medianMilliseconds: 0, p99Milliseconds: 3_600_000))
        var random = SeededGenerator(seed: 7)
        let times = (0..<100_000).map { _ in distribution.microseconds(&random) }
        #expect(times.max() == 86_400_000_000 && times.min() == 0)
    }

    @Test func `the same seed draws the same times, another seed different ones`() {
        func outcomes(_ seed: UInt64) -> [CapacityModel.Outcome] {
            var model = CapacityModel(.fragile, seed: seed)
            return (0..<500).map { model.admit(.token, hashing: true, at: $0 * 1_000) }
        }
        #expect(outcomes(3) == outcomes(3))
        #expect(outcomes(3) != outcomes(4))
    }

    @Test func `booked servers come free in the order of their bookings' ends`() {
        var random = SeededGenerator(seed: 11)
        var reservations = Reservations(count: 5)
        var plain = Array(repeating: 0, count: 5)
        for _ in 0..<10_000 {
            let earliest = plain.min() ?? 0
            #expect(reservations.earliest == earliest)
            let end = earliest + Int.random(in: 0...1_000, using: &random)
            reservations.book(until: end)
            plain[plain.firstIndex(of: earliest) ?? 0] = end
        }
    }
}
