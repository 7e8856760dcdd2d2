import Measuring
import Support
import Testing

@testable import Analysis

/// 1,000 imagined targets of known capacity and noise: 760 with one edge, 120 without, and 120 that do not recover.
@Suite struct `Capacity searches of a thousand targets` {
    /// How the searches of one kind of target ended.
    private struct Tally {
        var searches = 0
        var storms = 0
        var complete = 0
        /// Searches that say where the capacity lies, and those of them that are right.
        var stated = 0
        var right = 0
        /// Those that say between which two sizes, and those of them that are right.
        var intervals = 0
        var rightIntervals = 0
        /// Wrong intervals narrower than a factor of two.
        var misleading = 0
        var noSingleAnswer = 0
        /// Answers that name a size outside of what was tried.
        var beyond = 0

        mutating func add(_ search: CapacitySearch, of target: ImaginedTarget) {
            let answer = search.answer
            searches += 1
            storms += search.storms.count
            complete += answer.isComplete ? 1 : 0
            if let isRight = target.bears(out: answer.capacity) {
                stated += 1
                right += isRight ? 1 : 0
                if case .between(let lower, _, let upper) = answer.capacity {
                    intervals += 1
                    rightIntervals += isRight ? 1 : 0
                    misleading += !isRight && upper < 2 * lower ? 1 : 0
                }
            }
            if case .noSingleAnswer = answer.capacity { noSingleAnswer += 1 }
            let tried = search.storms.filter { $0.passed != nil }.map(\.participants)
            let named = answer.capacity.sizes + [answer.planWith?.participants].compactMap { $0 }
            beyond += named.allSatisfy { tried.min() ?? .max <= $0 && $0 <= tried.max() ?? 0 } ? 0 : 1
        }

        static func += (one: inout Tally, other: Tally) {
            one.searches += other.searches
            one.storms += other.storms
            one.complete += other.complete
            one.stated += other.stated
            one.right += other.right
            one.intervals += other.intervals
            one.rightIntervals += other.rightIntervals
            one.misleading += other.misleading
            one.noSingleAnswer += other.noSingleAnswer
            one.beyond += other.beyond
        }
    }

    private static let searches = [(50, 2000), (1, 300), (200, 20_000)].map {
        CapacitySearch(CapacitySettings(from: $0.0, to: $0.1))
    }

    private static func tallies(_ numbers: some Sequence<Int>, seed: UInt64) -> [ImaginedTarget.Kind: Tally] {
        var tallies: [ImaginedTarget.Kind: Tally] = [:]
        for number in numbers {
            let kind: ImaginedTarget.Kind =
                switch number % 25 {
                case 0..<19: .regular
                case 19..<22: .mixed
                default: .unrecovering
                }
            var search = searches[number % searches.count]
            var target = ImaginedTarget(
                kind, from: search.settings.from, to: search.settings.to, seed: seed &+ UInt64(number))
            search.run(against: &target)
            tallies[kind, default: Tally()].add(search, of: target)
        }
        return tallies
    }

    @Test func `say what is true at least as often as they promise`() async {
        let seed: UInt64 = 20_261_130
        let tallies = await withTaskGroup(of: [ImaginedTarget.Kind: Tally].self) { group in
            for part in 0..<4 {
                group.addTask { Self.tallies(stride(from: part, to: 1000, by: 4), seed: seed) }
            }
            var all: [ImaginedTarget.Kind: Tally] = [:]
            for await part in group {
                for (kind, tally) in part { all[kind, default: Tally()] += tally }
            }
            return all
        }
        var all = Tally()
        for kind in [ImaginedTarget.Kind.regular, .mixed, .unrecovering] {
            let tally = tallies[kind] ?? Tally()
            all += tally
            print(
                "\(kind): \(tally.searches) targets, \(tenths(tally.storms, tally.searches)) storms each,",
                "\(tally.complete) complete; \(tally.right) of \(tally.stated) statements right,",
                "\(tally.rightIntervals) of \(tally.intervals) intervals; \(tally.misleading) narrow and wrong;",
                "no single answer \(tally.noSingleAnswer)")
        }
        print("all: \(all.searches) targets, \(tenths(all.storms, all.searches)) storms each")

        #expect(all.searches == 1000 && all.beyond == 0)
        #expect(Double(all.rightIntervals) >= 0.93 * Double(all.intervals))
        #expect(Double(all.right) >= 0.93 * Double(all.stated))
        #expect(all.storms < 27 * all.searches)
        if let regular = tallies[.regular] {
            #expect(Double(regular.rightIntervals) >= 0.93 * Double(regular.intervals))
            #expect(Double(regular.right) >= 0.93 * Double(regular.stated))
            #expect(Double(regular.stated) >= 0.95 * Double(regular.searches))
            #expect(Double(regular.noSingleAnswer) <= 0.04 * Double(regular.searches))
        }
        if let mixed = tallies[.mixed] {
            #expect(Double(mixed.noSingleAnswer) >= 0.8 * Double(mixed.searches))
            #expect(Double(mixed.misleading) <= 0.07 * Double(mixed.searches))
        }
        if let unrecovering = tallies[.unrecovering] {
            #expect(Double(unrecovering.misleading) <= 0.07 * Double(unrecovering.searches))
        }
    }

    private func tenths(_ sum: Int, _ count: Int) -> Double {
        (Double(sum) / Double(max(1, count)) * 10).rounded() / 10
    }
}

extension CapacityAnswer.Capacity {
    /// Every size that it names.
    var sizes: [Int] {
        switch self {
        case .between(let lower, let estimate, let upper): [lower, estimate, upper]
        case .moreThan(let size), .fewerThan(let size): [size]
        case .noSingleAnswer(.mixed(let lowest, let highest, _, _)): [lowest, highest]
        case .noSingleAnswer(.changed(let earlier, let later)): [earlier.participants, later.participants]
        case .noSingleAnswer(.unrecovered), .undecided: []
        }
    }
}
