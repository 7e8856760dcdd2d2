// The picture of a crowd's arrivals.
import Scenarios
import Testing

@testable import Driver

struct ArrivalCurveTests {
    private func crowd(_ arrival: Arrival, count: Int = 100) -> CrowdPlan {
        CrowdPlan(participants: ParticipantsPlan(count: count), arrival: arrival, journey: [])
    }

    @Test(arguments: [
        (Arrival.over(window: .seconds(100), curve: .uniform), [25, 25, 25, 25]),
        (.rate(perSecond: 2, for: .seconds(50), poisson: false), [25, 25, 25, 25]),
        (.trace(RecordedJoins([.seconds(1), .seconds(1), .seconds(9), .seconds(10)])), [2, 0, 0, 2]),
        (.stages([.ramp(to: 10, for: .seconds(10))]), [4, 9, 15, 22]),
    ])
    func `arrivals are counted in equal parts of the time`(arrival: Arrival, counts: [Int]) throws {
        let curve = try #require(ArrivalCurve(crowd(arrival), seed: 1, parts: 4))
        #expect(curve.counts == counts)
        #expect(curve.total == counts.reduce(0, +))
    }

    @Test(arguments: [
        (Arrival.over(window: .seconds(3), curve: .uniform), 9, 3),
        (.over(window: .seconds(60), curve: .uniform), 5, 1),
        (.over(window: .milliseconds(500), curve: .uniform), 9, 9),
        (.rate(perSecond: 2, for: .seconds(10), poisson: false), 0, 2),
        (.trace(RecordedJoins([.seconds(1), .milliseconds(1999), .seconds(2), .seconds(9)])), 0, 2),
    ])
    func `the most that come within a second are counted, wherever it begins`(
        arrival: Arrival, count: Int, most: Int
    ) throws {
        #expect(try #require(ArrivalCurve(crowd(arrival, count: count), seed: 1)).mostInOneSecond == most)
    }

    @Test(arguments: [Arrival.atOnce, .looping(5, for: .seconds(5))])
    func `without a schedule there is nothing to draw`(arrival: Arrival) {
        #expect(ArrivalCurve(crowd(arrival), seed: 1) == nil)
    }
}
