// The seed of the tests with random input.
import Foundation

/// The seed of a run of the tests.
package enum FuzzSeed {
    /// A new one in each run, so that the space is searched. TURNOUT_FUZZ_SEED repeats a run. As a test's argument it
    /// is printed with every failure.
    package static let value =
        ProcessInfo.processInfo.environment["TURNOUT_FUZZ_SEED"].flatMap(UInt64.init) ?? .random(in: 0...UInt64.max)
}
