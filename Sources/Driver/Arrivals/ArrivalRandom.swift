// The random choices of arrivals.
import Journeys

/// Random numbers for the arrivals of one crowd, independent of those of the participants.
struct ArrivalRandom: Sendable {
    private var source: RandomSource

    init(seed: UInt64, crowd: Int) {
        // Participants use the numbers from 0 on.
        source = RandomSource(seed: seed, number: -1 - crowd)
    }

    /// A number from 0 up to, but not including, 1.
    mutating func fraction() -> Double { Double.random(in: 0..<1, using: &source) }
}
