// What is kept of a run that goes on for as long as it likes.
import Measuring
import Support
import Testing

@testable import Analysis

@Suite struct BoundedMemoryTests {
    private func second(_ value: Double) -> Moment { Moment(nanoseconds: Int64(value * 1e9)) }

    @Test func `times of entry are exact up to a limit, and near beyond it`() {
        var few = EntryTimes(exactLimit: 1000)
        var many = EntryTimes(exactLimit: 10)
        var random = SeededGenerator(seed: 5)
        let times = (0..<1000).map { _ in Double.random(in: 0...3600, using: &random) }
        for time in times {
            few.add(second(time))
            many.add(second(time))
        }
        let origin = second(0)
        let exact = AdmissionCurve(expected: 1000, entries: few.entries(since: origin))
        let near = AdmissionCurve(expected: 1000, entries: many.entries(since: origin))
        #expect(exact.microseconds == times.map { second($0).microseconds(since: origin) }.sorted())
        #expect(near.entered == 1000)
        for percent in [1, 50, 90, 99, 100] {
            let (left, right) = (
                exact.milliseconds(atShare: Double(percent) / 100) ?? -1,
                near.milliseconds(atShare: Double(percent) / 100) ?? -1
            )
            // Never earlier, and later by less than a bucket.
            #expect(right >= left && right - left < 1.1, "\(percent) %: \(left) and \(right)")
        }
    }

    @Test func `the times of millions of entries take bounded memory, in any order`() {
        var inOrder = EntryTimes(exactLimit: 100)
        var reversed = EntryTimes(exactLimit: 100)
        let count = 200_000
        for number in 0..<count {
            inOrder.add(second(Double(number)))
            reversed.add(second(Double(count - 1 - number)))
        }
        let entries = inOrder.entries(since: second(0))
        #expect(entries.count <= 8192)
        #expect(entries.reduce(0) { $0 + $1.count } == count)
        #expect(Set(entries) == Set(reversed.entries(since: second(0))))
    }

    @Test func `a timeline of days has bounded slices, and loses no count`() {
        var timeline = Timeline()
        for minute in 0..<100_000 {
            timeline.note(at: Int64(minute) * 60_000_000_000) { $0.requests += 1 }
        }
        #expect(timeline.slices.count <= 36_000)
        #expect(timeline.slices.values.reduce(0) { $0 + $1.requests } == 100_000)
        #expect(timeline.sliceNanoseconds > 60_000_000_000)
    }
}
