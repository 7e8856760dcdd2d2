// How the storms of a capacity search ended, by size.

/// How the storms of one size ended.
package struct SizeTally: Equatable, Sendable {
    /// The size.
    package var participants: Int
    /// How many passed.
    package var passed = 0
    /// How many failed.
    package var failed = 0
    /// In how many the generator was the bottleneck.
    package var generatorBound = 0

    /// How many count.
    package var counted: Int { passed + failed }

    /// The tallies of storms, in the order of their sizes.
    static func all(of storms: [CapacityStorm]) -> [SizeTally] {
        var found: [Int: SizeTally] = [:]
        for storm in storms {
            var tally = found[storm.participants] ?? SizeTally(participants: storm.participants)
            switch storm.outcome {
            case .passed: tally.passed += 1
            case .failed: tally.failed += 1
            case .notCounted(.generator): tally.generatorBound += 1
            case .notCounted: break
            }
            found[storm.participants] = tally
        }
        return found.values.sorted { $0.participants < $1.participants }
    }
}
