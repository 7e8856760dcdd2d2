import Measuring
import Testing

@testable import Journeys

@Suite struct StepCountersTests {
    @Test func `participants are counted in the step that they are in, and while they rest in it`() throws {
        let counters = StepCounters(steps: 2)
        let (token, pause) = (StepIndex(rawValue: 0), StepIndex(rawValue: 1))
        counters.begin(token)
        counters.begin(token)
        counters.rest(token, until: Moment(nanoseconds: 700))
        counters.rest(token, until: Moment(nanoseconds: 500))
        #expect(counters.readings[0].inside == 2 && counters.readings[0].resting == 2)
        #expect(counters.readings[0].restsUntil == Moment(nanoseconds: 700))
        #expect(counters.readings[1] == StepCounters.Reading())
        counters.goOn(token)
        counters.end(token)
        counters.begin(pause)
        #expect(counters.readings.map(\.inside) == [1, 1] && counters.readings.map(\.resting) == [1, 0])
    }

    @Test func `the host's steps do not count`() {
        let counters = StepCounters(steps: 1)
        for step in [StepIndex.setup, .teardown, StepIndex(rawValue: 1)] {
            counters.begin(step)
            counters.rest(step, until: Moment(nanoseconds: 1))
        }
        #expect(counters.readings == [StepCounters.Reading()])
    }

    @Test func `the readings of several loops add up`() {
        let (one, other) = (StepCounters(steps: 1), StepCounters(steps: 1))
        one.begin(StepIndex(rawValue: 0))
        other.begin(StepIndex(rawValue: 0))
        other.rest(StepIndex(rawValue: 0), until: Moment(nanoseconds: 9))
        var reading = one.readings[0]
        reading.add(other.readings[0])
        #expect(reading.inside == 2 && reading.resting == 1 && reading.restsUntil == Moment(nanoseconds: 9))
    }
}
