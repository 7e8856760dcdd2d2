// Searches with a required size, and searches during which the target changes, of imagined targets.
import Foundation
import Measuring
import Support
import Testing

@testable import Analysis

@Suite struct `Capacity searches of targets of known capacity` {
    private static let ranges = [(50, 2000), (1, 300), (200, 20_000)]

    /// Adds up what a search of each seed shows, on several threads.
    private static func sum<Tally: Sendable>(
        _ count: Int, _ tally: Tally, _ add: @escaping @Sendable (inout Tally, Int) -> Void,
        _ join: (inout Tally, Tally) -> Void
    ) async -> Tally {
        await withTaskGroup(of: Tally.self) { group in
            for part in 0..<4 {
                group.addTask {
                    var sum = tally
                    for number in stride(from: part, to: count, by: 4) { add(&sum, number) }
                    return sum
                }
            }
            var all = tally
            for await part in group { join(&all, part) }
            return all
        }
    }

    /// What was said of the required size.
    private struct Answers {
        var storms = 0
        var met = 0
        var wronglyMet = 0
        /// Without a failed storm of that size: because the capacity is smaller.
        var tooSmall = 0
        var wronglyTooSmall = 0
        /// Because a storm of it failed.
        var failed = 0
        /// How many of these are of targets that let more than half of such storms pass.
        var failedByChance = 0
        var open = 0
    }

    /// 300 targets with one edge, and sizes from a half of their capacity to the double.
    @Test func `decide a required size and are wrong as seldom as they promise`() async {
        let all = await Self.sum(300, Answers()) { answers, number in
            let (from, to) = Self.ranges[number % 3]
            let seed = 4_000_000 + UInt64(number)
            var target = ImaginedTarget(.regular, from: from, to: to, seed: seed)
            var random = SplitMix64(seed: seed)
            let size = target.capacity * exp(.random(in: -log(2)...log(2), using: &random))
            let required = min(to, max(from, Int(size.rounded())))
            var search = CapacitySearch(
                CapacitySettings(from: from, to: to, require: required))
            search.run(against: &target)
            answers.storms += search.storms.count
            switch search.answer.requirement {
            case .met:
                answers.met += 1
                answers.wronglyMet += target.capacity < Double(required) ? 1 : 0
            case .notMet:
                if search.storms.contains(where: { $0.participants == required && $0.passed == false }) {
                    answers.failed += 1
                    answers.failedByChance += target.capacity >= Double(required) ? 1 : 0
                } else {
                    answers.tooSmall += 1
                    answers.wronglyTooSmall += target.capacity >= Double(required) ? 1 : 0
                }
            case .open, nil: answers.open += 1
            }
        } _: { all, part in
            all.storms += part.storms
            all.met += part.met
            all.wronglyMet += part.wronglyMet
            all.tooSmall += part.tooSmall
            all.wronglyTooSmall += part.wronglyTooSmall
            all.failed += part.failed
            all.failedByChance += part.failedByChance
            all.open += part.open
        }
        print(
            "required: \((Double(all.storms) / 30).rounded() / 10) storms each;",
            "met \(all.met), of these wrong \(all.wronglyMet);",
            "capacity smaller \(all.tooSmall), of these wrong \(all.wronglyTooSmall);",
            "a storm of it failed \(all.failed), by chance \(all.failedByChance); open \(all.open)")
        #expect(Double(all.wronglyMet) <= 0.05 * Double(all.met))
        #expect(Double(all.wronglyTooSmall) <= 0.05 * Double(all.tooSmall))
        #expect(all.open <= 15)
    }

    /// What was said of targets that changed.
    private struct Changes {
        var storms = 0
        /// How many changed before the search had ended.
        var changed = 0
        var noSingleAnswer = 0
        var stated = 0
        /// How many statements are true of the capacity before the change, or after it.
        var right = 0
    }

    @Test func `say what was or is true of targets that change, or that there is no single answer`() async {
        let all = await Self.sum(150, Changes()) { changes, number in
            let (from, to) = Self.ranges[number % 3]
            var target = ImaginedTarget(.changing, from: from, to: to, seed: 5_000_000 + UInt64(number))
            var search = CapacitySearch(CapacitySettings(from: from, to: to))
            search.run(against: &target)
            guard target.hasChanged else { return }
            changes.changed += 1
            changes.storms += search.storms.count
            let answer = search.answer.capacity
            if case .noSingleAnswer = answer { changes.noSingleAnswer += 1 }
            guard let before = target.bears(out: answer) else { return }
            target.capacity *= target.factor
            changes.stated += 1
            changes.right += before || target.bears(out: answer) == true ? 1 : 0
        } _: { all, part in
            all.storms += part.storms
            all.changed += part.changed
            all.noSingleAnswer += part.noSingleAnswer
            all.stated += part.stated
            all.right += part.right
        }
        print(
            "changing: \(all.changed) targets, \((Double(all.storms) / Double(max(1, all.changed)) * 10).rounded() / 10)",
            "storms each; no single answer \(all.noSingleAnswer);",
            "\(all.right) of \(all.stated) statements right before or after the change")
        #expect(all.changed >= 100)
        #expect(Double(all.right) >= 0.85 * Double(all.stated))
        #expect(Double(all.noSingleAnswer) >= 0.7 * Double(all.changed))
    }
}
