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
    /// The joins of an earlier event, once more.
    case trace(RecordedJoins)
    /// A closed model: a constant number of participants. Each one whose journey has ended is replaced until the time
    /// is over.
    case looping(Int, for: Duration)

    /// Whether the arrival itself tells how many come, or at a time, so that `participants.count` need not.
    package var tellsCount: Bool {
        switch self {
        case .atOnce, .over: false
        case .rate, .stages, .trace, .looping: true
        }
    }

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
        case .trace, .stages, .rate(_, _, poisson: false): mean.map { Int(($0 - 1e-9).rounded(.up)) }
        case .rate(_, _, poisson: true), .looping: nil
        }
    }

    /// How many participants arrive on average; nil if that depends on `participants`, or on how long each one stays.
    /// With equal intervals the first arrives at once, and the last before the time is over.
    package var mean: Double? {
        switch self {
        case .trace(let joins): Double(joins.times.count)
        case .rate(let rate, let duration, _): rate * duration.seconds
        case .stages(let stages): stages.arrivals
        case .atOnce, .over, .looping: nil
        }
    }
}

/// The recorded joins of an event.
package struct RecordedJoins: Hashable, Sendable {
    /// When each participant arrives, counted from the crowd's start, in ascending order.
    package var times: [Duration]
    /// The file that they are from, as a path that can be opened; nil: from no file.
    package var file: String?
    /// How many times faster than recorded the times are.
    package var speed: Double

    /// Creates a record.
    package init(_ times: [Duration], file: String? = nil, speed: Double = 1) {
        self.times = times
        self.file = file
        self.speed = speed
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
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
