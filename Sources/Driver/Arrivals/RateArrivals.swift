// `rate`: an open model. Participants arrive at a steady rate, whatever happens to earlier ones.
import Glibc
import Measuring

/// Equal intervals: the participant at position i arrives at i/rate.
struct RateArrivals: TimetableSource {
    let count: Int
    var place = 0
    private let perSecond: Double

    /// Creates a source of this many participants, which is how many arrive within the time.
    init(perSecond: Double, count: Int) {
        self.perSecond = perSecond
        self.count = count
    }

    func offset(at place: Int) -> Int64 { Int64(Double(place) / perSecond * 1e9) }
}

/// A Poisson process: the intervals between arrivals are independent and exponential, so the number of arrivals is
/// random too.
struct PoissonRateArrivals: ArrivalSource {
    private let perSecond: Double
    private let end: Double
    private var random: ArrivalRandom
    private var place = 0
    /// The last arrival in nanoseconds, as a Double, so that a long run does not accumulate rounding errors.
    private var last = 0.0

    init(perSecond: Double, for duration: Duration, _ random: ArrivalRandom) {
        self.perSecond = perSecond
        end = Double(duration.wholeNanoseconds)
        self.random = random
    }

    mutating func next(elapsed: Int64, present: Int) -> NextArrival {
        // Inverse of 1 − e^(−rate·t); the draw is above zero, so the logarithm is finite.
        last += -log(1 - random.fraction()) / perSecond * 1e9
        guard last < end else { return .nobody }
        defer { place += 1 }
        return .comes(place: place, offset: Int64(last))
    }
}
