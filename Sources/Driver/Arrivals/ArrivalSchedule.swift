// When each participant comes: pure functions of its place in the crowd, the crowd's size and the seed.
import Journeys
import Measuring
import Scenarios

/// When the participants of a crowd come, counted from the start of the arrivals.
///
/// With n participants, window W and place i from 0:
/// - at once: 0 for everybody.
/// - uniform: W·i/n, equal distances.
/// - Poisson: the arrival times of a Poisson process on condition that n fall into the window, which are n independent
///   uniform draws, sorted (the order-statistics property; Ross, Stochastic Processes, theorem 2.3.1).
/// - front-loaded: the density of arrivals falls linearly from 2n/W at the start to none at the end, so that three
///   quarters come in the first half; the share that has come by t is 1 − (1 − t/W)², and its inverse at i/n is
///   W·(1 − √(1 − i/n)).
struct ArrivalSchedule: Sendable {
    private let kind: Kind

    private enum Kind: Sendable {
        case atOnce
        case uniform(window: Int64, count: Int)
        case frontLoaded(window: Int64, count: Int)
        case drawn([Int64])
    }

    init(_ arrival: Arrival, count: Int, seed: UInt64) {
        switch arrival {
        case .atOnce: kind = .atOnce
        case .over(let window, .uniform): kind = .uniform(window: window.wholeNanoseconds, count: count)
        case .over(let window, .frontLoaded): kind = .frontLoaded(window: window.wholeNanoseconds, count: count)
        case .rate, .stages, .trace, .looping: kind = .atOnce
        case .over(let window, .poisson):
            var random = RandomSource(seed: seed, number: ArrivalSchedule.randomNumber)
            let nanoseconds = Double(window.wholeNanoseconds)
            kind = .drawn(
                (0..<count).map { _ in Int64(Double.random(in: 0..<1, using: &random) * nanoseconds) }.sorted())
        }
    }

    /// The random source's number: none that a participant has.
    private static let randomNumber = -1

    /// Nanoseconds from the start of the arrivals to that of the participant at a place, from 0.
    func offset(at place: Int) -> Int64 {
        switch kind {
        case .atOnce: 0
        case .uniform(let window, let count): Int64(Double(window) * Double(place) / Double(count))
        case .frontLoaded(let window, let count):
            Int64(Double(window) * (1 - (1 - Double(place) / Double(count)).squareRoot()))
        case .drawn(let offsets): offsets[place]
        }
    }

    /// Whether everybody comes at the same instant.
    var isAtOnce: Bool {
        if case .atOnce = kind { true } else { false }
    }
}
