// How a crowd's participants come: the arrival models as data. Driver has a source for each (Sources/Driver/Arrivals).

/// How participants come.
package enum Arrival: Hashable, Sendable {
    /// How a window fills.
    package enum Curve: String, CaseIterable, Hashable, Sendable {
        /// Equal distances.
        case uniform
        /// At random, independently of each other.
        case poisson
        /// Most of them early in the window.
        case frontLoaded = "front-loaded"
    }

    /// A part of an arrival whose rate changes.
    package enum Stage: Hashable, Sendable {
        /// The rate changes evenly from what it was to this many a second; before the first stage it is 0.
        case ramp(to: Double, for: Duration)
        /// The rate stays what it was.
        case hold(for: Duration)
    }

    /// All released at the same instant.
    case atOnce
    /// All expected participants within the window.
    case over(window: Duration, curve: Curve)
    /// An open model: so many a second for so long, in equal or in random distances, whatever becomes of those before.
    case rate(perSecond: Double, for: Duration, poisson: Bool)
    /// An open model whose rate changes.
    case stages([Stage])
    /// Recorded times since the start, in ascending order.
    case trace([Duration])
    /// A closed model: so many are there at any time, and whoever's journey has ended is followed by a new one until
    /// the time is over.
    case looping(Int, for: Duration)

    /// Whether participants come for as long as the scenario says, in whatever number, and not as one crowd of a known
    /// size.
    package var isOpenEnded: Bool {
        switch self {
        case .atOnce, .over, .trace: false
        case .rate, .stages, .looping: true
        }
    }

    /// How many participants come; nil if only the run can tell.
    package func expected(of participants: ParticipantsPlan) -> Int? {
        switch self {
        case .atOnce, .over: participants.count
        case .trace(let times): times.count
        case .rate(let rate, let duration, poisson: false):
            // The first comes at once, the last before the time is over.
            Int((rate * duration.seconds - 1e-9).rounded(.up))
        case .stages(let stages): Int((stages.arrivals - 1e-9).rounded(.up))
        case .rate(_, _, poisson: true), .looping: nil
        }
    }
}

extension [Arrival.Stage] {
    /// The stages' rates, a second, at their start and end, and their lengths in seconds.
    package var lines: [(from: Double, to: Double, seconds: Double)] {
        var rate = 0.0
        return map { stage in
            let from = rate
            switch stage {
            case .ramp(let end, let duration):
                rate = end
                return (from, end, duration.seconds)
            case .hold(let duration): return (from, from, duration.seconds)
            }
        }
    }

    /// The area under the rate.
    fileprivate var arrivals: Double { lines.reduce(0) { $0 + ($1.from + $1.to) / 2 * $1.seconds } }
}

extension Duration {
    /// The duration in seconds.
    fileprivate var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
