// Random choices that a seed repeats.

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014): eight bytes of state, so that
/// each participant can have its own, and the same numbers everywhere.
public struct RandomSource: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The source of one participant (or of what else has a number) in a run.
    public init(seed: UInt64, number: Int) {
        state = seed
        state = next() ^ UInt64(bitPattern: Int64(number)) &* 0xD1B5_4A32_D192_ED03
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
