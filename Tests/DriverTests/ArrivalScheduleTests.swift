// When participants come, as pure functions.
import Measuring
import Scenarios
import Testing

@testable import Driver

struct ArrivalScheduleTests {
    private func offsets(_ arrival: Arrival, _ count: Int, seed: UInt64 = 1) -> [Int64] {
        let schedule = ArrivalSchedule(arrival, count: count, seed: seed)
        return (0..<count).map { schedule.offset(at: $0) }
    }

    @Test func `At once is at once`() {
        #expect(offsets(.atOnce, 4) == [0, 0, 0, 0])
        #expect(ArrivalSchedule(.atOnce, count: 4, seed: 1).isAtOnce)
    }

    @Test func `A uniform window has equal distances`() {
        let quarter: Int64 = 15_000_000_000
        #expect(offsets(.over(window: .seconds(60), curve: .uniform), 4) == [0, quarter, 2 * quarter, 3 * quarter])
    }

    @Test func `Three quarters of a front-loaded crowd come in the first half`() {
        let window: Int64 = 60_000_000_000
        let offsets = offsets(.over(window: .seconds(60), curve: .frontLoaded), 1000)
        #expect(offsets.first == 0)
        #expect(offsets.filter { $0 < window / 2 }.count == 750)
        #expect(offsets[750] == window / 2)
        // The distances only grow, apart from rounding to whole nanoseconds.
        let distances = zip(offsets.dropFirst(), offsets).map(-)
        #expect(zip(distances.dropFirst(), distances).allSatisfy { $0 >= $1 - 1 })
    }

    @Test(arguments: Arrival.Curve.allCases, [1, 2, 999])
    func `Everybody comes within the window, in their order`(curve: Arrival.Curve, count: Int) {
        let offsets = offsets(.over(window: .milliseconds(1500), curve: curve), count)
        #expect(offsets == offsets.sorted())
        #expect(offsets.allSatisfy { (0..<1_500_000_000).contains($0) })
    }

    @Test func `A Poisson crowd is the same for a seed and another for another`() {
        let arrival = Arrival.over(window: .seconds(10), curve: .poisson)
        #expect(offsets(arrival, 100, seed: 7) == offsets(arrival, 100, seed: 7))
        #expect(offsets(arrival, 100, seed: 7) != offsets(arrival, 100, seed: 8))
    }

    @Test(arguments: [3, 4, 5] as [UInt64])
    func `Distances of a Poisson crowd scatter as exponentials do`(seed: UInt64) {
        let count = 20_000
        let offsets = offsets(.over(window: .seconds(20), curve: .poisson), count, seed: seed)
        let distances = zip(offsets.dropFirst(), offsets).map { Double($0 - $1) }
        let mean = distances.reduce(0, +) / Double(distances.count)
        let variance = distances.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(distances.count)
        // An exponential's deviation equals its mean; equal distances would give 0.
        #expect(abs(variance.squareRoot() / mean - 1) < 0.05)
        #expect(abs(mean / 1_000_000 - 1) < 0.01)
    }

    @Test func `A window of nothing lets all come at its start`() {
        for curve in Arrival.Curve.allCases {
            #expect(offsets(.over(window: .zero, curve: curve), 3) == [0, 0, 0])
        }
    }
}
