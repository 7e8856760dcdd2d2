// Random numbers that a seed reproduces.
import Measuring

/// The random numbers of one participant. Each participant has its own sequence, independent of all others.
package struct RandomSource: RandomNumberGenerator, Sendable {
    private var generator: SplitMix64

    /// The source of one participant, or of anything else with a number, in a run.
    package init(seed: UInt64, number: Int) {
        var run = SplitMix64(seed: seed)
        generator = SplitMix64(seed: run.next() ^ UInt64(bitPattern: Int64(number)) &* 0xD1B5_4A32_D192_ED03)
    }

    /// The next 64 random bits.
    package mutating func next() -> UInt64 { generator.next() }
}
