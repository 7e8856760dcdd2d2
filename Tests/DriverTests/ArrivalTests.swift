// When participants arrive, in virtual time: each model is asked for the next one and given the time.
import Measuring
import Scenarios
import Testing

@testable import Driver

/// A crowd in virtual time.
private struct Simulation {
    var comings: [(place: Int, at: Int64)] = []
    /// The most participants present at one time.
    var mostPresent = 0

    /// Simulates a crowd whose participants each have a journey of this length.
    init(_ crowd: CrowdPlan, seed: UInt64 = 1, loop: Int = 0, of loops: Int = 1, journey: Int64 = 0) {
        var source = crowd.arrivals(seed: seed, at: PlaceShare.all.part(loop, of: loops))
        var now: Int64 = 0
        var ends: [Int64] = []
        while true {
            switch source.next(elapsed: now, present: ends.count) {
            case .nobody: return
            case .whenOneHasEnded:
                now = max(now, ends.min() ?? now)
                ends.removeAll { $0 <= now }
            case .comes(let place, let offset):
                now = max(now, offset)
                ends.removeAll { $0 <= now }
                ends.append(now + journey)
                comings.append((place, now))
                mostPresent = max(mostPresent, ends.count)
            }
        }
    }

    var offsets: [Int64] { comings.map(\.at) }
}

private let second: Int64 = 1_000_000_000

struct ArrivalTests {
    private func crowd(_ arrival: Arrival, _ count: Int = 0) -> CrowdPlan {
        CrowdPlan(participants: ParticipantsPlan(count: count), arrival: arrival, journey: [])
    }

    private func offsets(_ arrival: Arrival, _ count: Int = 0, seed: UInt64 = 1) -> [Int64] {
        Simulation(crowd(arrival, count), seed: seed).offsets
    }

    @Test func `At-once arrivals all come at the start`() {
        #expect(offsets(.atOnce, 4) == [0, 0, 0, 0])
    }

    @Test func `A uniform window has equal intervals`() {
        #expect(
            offsets(.over(window: .seconds(60), curve: .uniform), 4) == [0, 15 * second, 30 * second, 45 * second])
    }

    @Test func `Three quarters of a front-loaded crowd come in the first half`() {
        let window = 60 * second
        let offsets = offsets(.over(window: .seconds(60), curve: .frontLoaded), 1000)
        #expect(offsets.first == 0)
        #expect(offsets.filter { $0 < window / 2 }.count == 750)
        #expect(offsets[750] == window / 2)
        // Intervals only grow, apart from rounding to whole nanoseconds.
        let distances = zip(offsets.dropFirst(), offsets).map(-)
        #expect(zip(distances.dropFirst(), distances).allSatisfy { $0 >= $1 - 1 })
    }

    @Test(arguments: Arrival.Curve.allCases, [1, 2, 999])
    func `Everybody arrives within the window, in order`(curve: Arrival.Curve, count: Int) {
        let simulation = Simulation(crowd(.over(window: .milliseconds(1500), curve: curve), count))
        #expect(simulation.comings.map(\.place) == Array(0..<count))
        #expect(simulation.offsets == simulation.offsets.sorted())
        #expect(simulation.offsets.allSatisfy { (0..<1_500_000_000).contains($0) })
    }

    @Test func `In a window of length zero all arrive at its start`() {
        for curve in Arrival.Curve.allCases {
            #expect(offsets(.over(window: .zero, curve: curve), 3) == [0, 0, 0])
        }
    }

    @Test func `A steady rate has equal intervals, and nobody arrives at the very end`() {
        #expect(
            offsets(.rate(perSecond: 4, for: .seconds(1), poisson: false)) == [
                0, second / 4, second / 2, 3 * second / 4,
            ])
        #expect(offsets(.rate(perSecond: 0.5, for: .seconds(3), poisson: false)) == [0, 2 * second])
    }

    /// The arrivals with random intervals.
    private static let random = [
        Arrival.over(window: .seconds(20), curve: .poisson), .rate(perSecond: 1000, for: .seconds(20), poisson: true),
    ]

    @Test(arguments: random)
    func `Random arrivals are the same for the same seed and different for another`(arrival: Arrival) {
        #expect(offsets(arrival, 20_000, seed: 7) == offsets(arrival, 20_000, seed: 7))
        #expect(offsets(arrival, 20_000, seed: 7) != offsets(arrival, 20_000, seed: 8))
        // Two crowds of one run do not arrive at the same moments either.
        var second = crowd(arrival, 20_000).arrivals(crowd: 1, seed: 7)
        guard case .comes(_, let offset) = second.next(elapsed: 0, present: 0) else {
            Issue.record("nobody comes")
            return
        }
        #expect(offset != offsets(arrival, 20_000, seed: 7)[0])
    }

    @Test(arguments: random, [3, 4, 5] as [UInt64])
    func `Intervals of random arrivals are exponentially distributed`(arrival: Arrival, seed: UInt64) {
        let offsets = offsets(arrival, 20_000, seed: seed)
        let distances = zip(offsets.dropFirst(), offsets).map { Double($0 - $1) }
        let mean = distances.reduce(0, +) / Double(distances.count)
        let variance = distances.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(distances.count)
        // The deviation of an exponential distribution equals its mean; equal intervals would give 0.
        #expect(abs(variance.squareRoot() / mean - 1) < 0.05)
        #expect(abs(mean / 1_000_000 - 1) < 0.03)
    }

    @Test func `Arrivals in stages follow the area under the rate`() {
        // 0 to 2 a second in 2 s: two participants. Then 2 a second for 1 s. Then down to 0 in 2 s: two more.
        let stages = Arrival.stages([
            .ramp(to: 2, for: .seconds(2)), .hold(for: .seconds(1)), .ramp(to: 0, for: .seconds(2)),
        ])
        let root = Double(2).squareRoot()
        let expected = [0, root, 2, 2.5, 3, 3 + 2 - root].map { Int64($0 * 1e9) }
        let offsets = offsets(stages)
        #expect(offsets.count == expected.count)
        #expect(zip(offsets, expected).allSatisfy { abs($0 - $1) <= 1 }, "\(offsets)")
    }

    @Test func `A trace is replayed as it was recorded`() {
        #expect(
            offsets(.trace(RecordedJoins([.zero, .milliseconds(5), .milliseconds(5), .seconds(2)])))
                == [0, second / 200, second / 200, 2 * second])
    }

    @Test(arguments: [
        Arrival.atOnce, .over(window: .seconds(9), curve: .poisson),
        .rate(perSecond: 7, for: .seconds(11), poisson: false),
        .stages([.ramp(to: 3, for: .seconds(7)), .hold(for: .milliseconds(1700))]),
        .trace(RecordedJoins([.zero, .seconds(1)])),
    ])
    func `As many participants arrive as expected`(arrival: Arrival) {
        #expect(offsets(arrival, 77).count == crowd(arrival, 77).expected)
    }

    @Test func `A looping crowd keeps its size, and each participant who ends is replaced`() {
        let simulation = Simulation(crowd(.looping(3, for: .seconds(10))), journey: 4 * second)
        #expect(simulation.offsets == [0, 0, 0, 4, 4, 4, 8, 8, 8].map { $0 * second })
        #expect(simulation.comings.map(\.place) == Array(0..<9))
        #expect(simulation.mostPresent == 3)
        #expect(crowd(.looping(3, for: .seconds(10))).expected == nil)
    }

    @Test(arguments: [
        Arrival.over(window: .seconds(9), curve: .poisson), .rate(perSecond: 7, for: .seconds(11), poisson: true),
        .stages([.ramp(to: 3, for: .seconds(7))]), .atOnce,
    ])
    func `Loops share a crowd, and each participant arrives exactly once`(arrival: Arrival) {
        let all = Simulation(crowd(arrival, 100), journey: second).comings.map(\.place).sorted()
        let shares = (0..<3).map { Simulation(crowd(arrival, 100), loop: $0, of: 3, journey: second) }
        #expect(shares.flatMap { $0.comings.map(\.place) }.sorted() == all)
        #expect(shares.indices.allSatisfy { loop in shares[loop].comings.allSatisfy { $0.place % 3 == loop } })
    }

    @Test func `Loops share a looping crowd, and no two participants have the same number`() {
        let shares = (0..<3).map {
            Simulation(crowd(.looping(5, for: .seconds(9))), loop: $0, of: 3, journey: second)
        }
        #expect(shares.map(\.mostPresent) == [2, 2, 1])
        #expect(shares.indices.allSatisfy { loop in shares[loop].comings.allSatisfy { $0.place % 3 == loop } })
        let places = shares.flatMap { $0.comings.map(\.place) }
        #expect(places.count == 45)
        #expect(Set(places).count == places.count)
    }
}
