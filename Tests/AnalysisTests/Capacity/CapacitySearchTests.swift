import Foundation
import Measuring
import Support
import Testing

@testable import Analysis

@Suite struct `A capacity search` {
    private static let settings = CapacitySettings(from: 50, to: 2000)

    @Test func `begins small and grows until a storm fails, then looks whether the target recovered`() {
        var search = CapacitySearch(Self.settings)
        var sizes: [Int] = []
        while case .storm(let participants, let reason) = search.next, sizes.count < 6 {
            sizes.append(participants)
            if sizes.count == 1 { #expect(reason == .first) }
            if sizes.count == 2 { #expect(reason == .growing(passed: 50)) }
            if sizes.count == 6 { #expect(reason == .recovery(failed: 340)) }
            search.record(CapacityStorm(participants: participants, outcome: participants < 300 ? .passed : .failed))
        }
        #expect(sizes == [50, 80, 130, 210, 340, 210])
    }

    @Test(arguments: [60, 99, 540, 1234, 1950])
    func `finds the capacity of a target without noise, and a size to plan with`(capacity: Int) throws {
        var search = CapacitySearch(Self.settings)
        search.run(against: capacity)
        let answer = search.answer
        #expect(answer.isComplete && search.next == .finished(.narrowed))
        guard case .between(let lower, let estimate, let upper) = answer.capacity else {
            Issue.record("\(answer.capacity)")
            return
        }
        #expect(lower <= capacity && capacity < upper && lower <= estimate && estimate <= upper)
        #expect(Double(upper) <= 1.25 * Double(lower))
        let plan = try #require(answer.planWith)
        #expect(plan.participants <= capacity && Double(plan.participants) > 0.85 * Double(capacity))
        #expect(plan.storms >= 3)
        #expect(try #require(answer.failing).participants > capacity)
        #expect(search.storms.count <= 30)
    }

    @Test func `never says more than was tried`() {
        var all = CapacitySearch(Self.settings)
        all.run(against: 5000)
        #expect(all.next == .finished(.allPassed) && all.answer.capacity == .moreThan(2000))
        #expect(all.answer.planWith?.participants == 2000)

        var none = CapacitySearch(Self.settings)
        none.run(against: 20)
        #expect(none.next == .finished(.noneHeld) && none.answer.capacity == .fewerThan(50))
        #expect(none.answer.planWith == nil)
        #expect(none.storms.allSatisfy { $0.participants == 50 })
    }

    @Test func `has an answer at any time`() {
        var search = CapacitySearch(Self.settings)
        #expect(search.answer.capacity == .undecided && !search.answer.isComplete)
        for size in [50, 80, 130, 210] {
            search.record(CapacityStorm(participants: size, outcome: .passed))
            #expect(!search.answer.isComplete && search.answer.requirement == nil)
        }
        guard case .moreThan(let size) = search.answer.capacity else {
            Issue.record("\(search.answer.capacity)")
            return
        }
        #expect(size >= 80)
        search.record(CapacityStorm(participants: 340, outcome: .failed))
        #expect(search.answer.capacity.sizes.allSatisfy { (50...340).contains($0) })
    }

    /// The same storms lead to the same state, so that a search that was broken off can be resumed.
    @Test(arguments: ImaginedTarget.Kind.allCases) func `is the same when its storms are recorded again`(
        kind: ImaginedTarget.Kind
    ) {
        var search = CapacitySearch(Self.settings)
        var target = ImaginedTarget(kind, from: 50, to: 2000, seed: FuzzSeed.value)
        search.run(against: &target)
        var resumed = CapacitySearch(Self.settings)
        for storm in search.storms {
            if case .storm(let participants, _) = resumed.next { #expect(participants == storm.participants) }
            resumed.record(storm)
        }
        #expect(resumed == search && resumed.next == search.next && resumed.answer == search.answer)
    }

    @Test(arguments: [(1, 1), (7, 7), (100, 120), (1, 10), (3, 1_000_000)])
    func `ends for any sizes and any capacity`(from: Int, to: Int) {
        for capacity in [0, from, (from + to) / 2, to, to + 1] {
            var search = CapacitySearch(CapacitySettings(from: from, to: to, maxStorms: 60))
            search.run(against: capacity)
            #expect(search.answer.isComplete, "\(capacity): \(search.next)")
            #expect(search.storms.allSatisfy { (from...to).contains($0.participants) })
            switch search.answer.capacity {
            case .between(let lower, _, let upper): #expect(lower <= capacity && capacity <= upper)
            case .moreThan(let size): #expect(size <= capacity)
            case .fewerThan(let size): #expect(capacity <= size)
            case .noSingleAnswer, .undecided: Issue.record("\(search.answer.capacity)")
            }
        }
    }

    /// Separated data, which a logistic regression cannot be fitted to.
    @Test func `is not misled by sizes that all pass and all fail`() {
        let search = CapacitySearch(
            Self.settings, [(100, true), (200, true), (200, true), (400, false), (400, false), (800, false)])
        guard case .between(let lower, _, let upper) = search.answer.capacity else {
            Issue.record("\(search.answer.capacity)")
            return
        }
        #expect(lower >= 100 && upper <= 800 && lower < 210 && upper > 380)
    }

    @Test func `thinks no worse of a target after another storm has passed`() {
        let storms = [(50, true), (80, true), (130, true), (210, false), (130, true), (160, false), (130, true)]
        let before = CapacitySearch(Self.settings, storms)
        for size in [100, 130, 160, 210, 300] {
            let after = CapacitySearch(Self.settings, storms + [(size, true)])
            for share in [0.025, 0.5, 0.975] {
                #expect(after.belief.edge.size(below: share) >= before.belief.edge.size(below: share) * 0.999)
            }
        }
    }

    @Test func `leaves out storms in which the generator was the bottleneck, and goes no further than it can`() {
        var search = CapacitySearch(Self.settings)
        while case .storm(let participants, _) = search.next {
            search.record(
                CapacityStorm(
                    participants: participants, outcome: participants > 600 ? .notCounted(.generator) : .passed))
        }
        let answer = search.answer
        #expect(answer.isComplete && search.next == .finished(.allPassed))
        guard case .moreThan(let size) = answer.capacity, let limit = answer.generatorLimit else {
            Issue.record("\(answer)")
            return
        }
        #expect(size <= 600 && size >= 540 && limit > 600)
        #expect(answer.planWith?.participants == size)

        var weak = CapacitySearch(Self.settings)
        while case .storm(let participants, _) = weak.next {
            weak.record(CapacityStorm(participants: participants, outcome: .notCounted(.generator)))
        }
        #expect(weak.next == .finished(.generator) && weak.storms.count == 2 && weak.answer.capacity == .undecided)
    }

    @Test func `repeats a storm that does not count, and gives up if the target never recovers`() {
        var search = CapacitySearch(Self.settings, [(50, true), (80, false)])
        #expect(search.next == .storm(participants: 50, reason: .recovery(failed: 80)))
        for _ in 0..<2 {
            search.record(CapacityStorm(participants: 50, outcome: .notCounted(.notRecovered)))
            #expect(search.next == .storm(participants: 50, reason: .again(.notRecovered)))
        }
        search.record(CapacityStorm(participants: 50, outcome: .notCounted(.notRecovered)))
        #expect(search.next == .finished(.notRecovered) && !search.answer.isComplete)
    }

    @Test func `notices by its storms that a target does not recover`() {
        var search = CapacitySearch(Self.settings)
        var isBroken = false
        while case .storm(let participants, _) = search.next {
            isBroken = isBroken || participants > 500
            search.record(CapacityStorm(participants: participants, outcome: isBroken ? .failed : .passed))
        }
        guard case .noSingleAnswer(.unrecovered(let passed, let failed)) = search.answer.capacity else {
            Issue.record("\(search.answer)")
            return
        }
        #expect(search.answer.isComplete && passed == 0 && failed >= 2 && search.storms.count < 20)
    }

    @Test func `notices that a target has become weaker`() {
        var search = CapacitySearch(Self.settings)
        while case .storm(let participants, _) = search.next {
            let capacity = search.storms.count < 12 ? 800 : 150
            search.record(
                CapacityStorm(participants: participants, outcome: participants <= capacity ? .passed : .failed))
        }
        guard case .noSingleAnswer(.changed(let earlier, let later)) = search.answer.capacity else {
            Issue.record("\(search.answer)")
            return
        }
        #expect(earlier.passed && !later.passed && later.participants <= earlier.participants)
        #expect(earlier.number <= 12 && later.number > 12)
    }

    /// From 300 to 900 every other storm passes.
    @Test func `says that there is no single answer where chance decides over a wide range`() {
        var search = CapacitySearch(Self.settings)
        var wasLucky = false
        while case .storm(let participants, _) = search.next {
            let passes = participants < 300 || participants <= 900 && !wasLucky
            if (300...900).contains(participants) { wasLucky.toggle() }
            search.record(CapacityStorm(participants: participants, outcome: passes ? .passed : .failed))
        }
        guard case .noSingleAnswer(.mixed(let lowest, let highest, let passed, let failed)) = search.answer.capacity
        else {
            Issue.record("\(search.answer)")
            return
        }
        #expect((300...900).contains(lowest) && (300...900).contains(highest) && passed > 2 && failed > 2)
    }

    @Test func `stops after the largest number of storms, with what is known by then`() {
        var search = CapacitySearch(CapacitySettings(from: 50, to: 2000, maxStorms: 7))
        search.run(against: 300)
        #expect(search.storms.count == 7 && search.next == .finished(.maxStorms) && !search.answer.isComplete)
        #expect(search.answer.capacity.sizes.allSatisfy { (50...340).contains($0) })
    }
}

@Suite struct `A required capacity` {
    @Test(arguments: [(700, CapacityAnswer.Requirement.met), (500, .notMet), (300, .notMet), (5000, .met)])
    func `is decided by three storms of it, on the way to the capacity`(
        capacity: Int, verdict: CapacityAnswer.Requirement
    ) {
        var search = CapacitySearch(CapacitySettings(from: 50, to: 2000, require: 600))
        search.run(against: capacity)
        #expect(search.answer.requirement == verdict && search.answer.isComplete)
        if verdict == .met { #expect(search.storms.contains { $0.participants == 600 }) }
    }

    @Test func `is not met by three passes while a smaller size only failed, which is tried again`() {
        let settings = CapacitySettings(from: 50, to: 2000, require: 100)
        let search = CapacitySearch(
            settings, [(50, true), (80, false), (50, true), (100, true), (100, true), (100, true)])
        #expect(search.answer.requirement == .open)
        #expect(search.next != .storm(participants: 100, reason: .requirement(passed: 3)))
    }

    @Test func `is open before it was tried, and not met once a storm of it failed`() {
        let settings = CapacitySettings(from: 50, to: 2000, require: 100)
        #expect(CapacitySearch(settings, [(50, true)]).answer.requirement == .open)
        #expect(CapacitySearch(settings, [(50, true), (100, true), (100, true)]).answer.requirement == .open)
        #expect(CapacitySearch(settings, [(100, true), (100, true), (100, true)]).answer.requirement == .met)
        #expect(CapacitySearch(settings, [(100, true), (100, true), (100, false)]).answer.requirement == .notMet)
        // A smaller size that only failed speaks against it.
        #expect(
            CapacitySearch(settings, [(80, false), (100, true), (100, true), (100, true)]).answer.requirement == .open)
    }
}

@Suite struct `Sizes of storms` {
    @Test(arguments: [
        (1.0, 1), (1.4, 1), (7.6, 8), (49.7, 50), (51, 52), (103, 105), (128, 130), (204, 200), (207, 210), (544, 540),
        (864, 860), (1234, 1250), (98_765, 98_000),
    ])
    func `are round`(number: Double, size: Int) {
        #expect(RoundSize.nearest(number) == size)
        #expect(Double(RoundSize.below(number)) <= number && number <= Double(RoundSize.above(number)))
    }

    @Test func `stand close enough together for a narrow interval`() {
        var size = 20
        while size < 1_000_000 {
            let next = RoundSize.next(after: size)
            #expect(next > size && Double(next) <= 1.051 * Double(size), "\(size)")
            #expect(RoundSize.below(Double(next)) == next && RoundSize.above(Double(next)) == next)
            size = next
        }
    }
}
