// How a crowd's participants arrive: the arrival models as data. Sources/Driver/Arrivals has the code for each.

/// How participants arrive.
package enum Arrival: Hashable, Sendable {
    /// How arrivals are distributed over a window.
    package enum Curve: String, CaseIterable, Hashable, Sendable {
        /// At equal intervals.
        case uniform
        /// At random, independently of each other.
        case poisson
        /// Most of them early in the window.
        case frontLoaded = "front-loaded"
    }

    /// A part of an arrival whose rate changes.
    package enum Stage: Hashable, Sendable {
        /// The rate changes linearly to this many arrivals a second. Before the first stage it is 0.
        case ramp(to: Double, for: Duration)
        /// The rate stays constant.
        case hold(for: Duration)
    }

    /// All released at the same instant.
    case atOnce
    /// All expected participants arrive within the window.
    case over(window: Duration, curve: Curve)
    /// An open model: arrivals at a fixed rate, at equal or random intervals, whatever happens to earlier participants.
    case rate(perSecond: Double, for: Duration, poisson: Bool)
    /// An open model whose rate changes.
    case stages([Stage])
    /// Recorded times since the start, in ascending order.
    case trace([Duration])
    /// A closed model: a constant number of participants. Each one whose journey has ended is replaced until the time
    /// is over.
    case looping(Int, for: Duration)

    /// Whether participants keep arriving for a given time, in whatever number, instead of as a crowd of a known size.
    package var isOpenEnded: Bool {
        switch self {
        case .atOnce, .over, .trace: false
        case .rate, .stages, .looping: true
        }
    }

    /// How many participants arrive; nil if only the run can tell.
    package func expected(of participants: ParticipantsPlan) -> Int? {
        switch self {
        case .atOnce, .over: participants.count
        case .trace(let times): times.count
        case .rate(let rate, let duration, poisson: false):
            // The first arrives at once, the last before the time is over.
            Int((rate * duration.seconds - 1e-9).rounded(.up))
        case .stages(let stages): Int((stages.arrivals - 1e-9).rounded(.up))
        case .rate(_, _, poisson: true), .looping: nil
        }
    }
}

extension [Arrival.Stage] {
    /// The stages' rates per second, at start and end, and their lengths in seconds.
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
