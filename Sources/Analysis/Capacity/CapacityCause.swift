// Why a target's capacity ends where it does: what gave way first, from the figures of the storms around it.
import Measuring

/// What gave way first in the smallest storms that failed: failures are compared with the largest storms that passed
/// below, times with the smallest.
///
/// Nothing is claimed without the figures behind it, and the words say which storms they are from.
package struct CapacityCause: Codable, Equatable, Sendable {
    /// What gave way.
    package enum Kind: String, Codable, Equatable, Sendable {
        /// The target refused what it could not serve: 503, or 429.
        case shedding
        /// Connections were refused or closed, or took long to open.
        case connections
        /// Answers took longer than the time limit.
        case timeouts
        /// Answers took longer, and were given all the same.
        case queueing
        /// The target answered with another error.
        case errors
    }

    /// What gave way.
    package var kind: Kind
    /// The crowd of the step.
    package var crowd: String
    /// The step where it showed most.
    package var step: String
    /// The size of the failed storms that the figures are from.
    package var failed: Int
    /// The size of the passed storms that they are compared with; nil if none passed below that.
    package var passed: Int?
    /// The finding with its figures, one sentence or two.
    package var sentence: String
}

extension CapacityCause {
    /// The cause that the storms of a search show; nil if no storm failed. `arrival` says how the crowd comes: `at once`, or
    /// `over 40 s`.
    package init?(_ storms: [CapacityDocument.Storm], arrival: String) {
        let failed = storms.filter { $0.outcome == .failed && $0.figures != nil }
        guard let smallest = failed.map(\.participants).min() else { return nil }
        let passing = storms.filter { $0.outcome == .passed && $0.participants < smallest && $0.figures != nil }
        let largest = passing.map(\.participants).max()
        let steps = StormSteps(failed.filter { $0.participants == smallest })
        if let worst = steps.mostFailures {
            let before = StormSteps(passing.filter { $0.participants == largest })
            self.init(worst, steps, before, arrival, failed: smallest, passed: largest)
        } else {
            // Sizes around the edge hardly differ: what grew shows beside the smallest one.
            let calm = passing.map(\.participants).min()
            let before = StormSteps(passing.filter { $0.participants == calm })
            self.init(slowestOf: steps, before, arrival, failed: smallest, passed: calm)
        }
    }

    /// From failures.
    private init(
        _ worst: StormSteps.Worst, _ steps: StormSteps, _ before: StormSteps, _ arrival: String, failed: Int,
        passed: Int?
    ) {
        let step = steps[worst.key]
        let kind: Kind =
            switch worst.kind {
            case .status: worst.status == 503 || worst.status == 429 ? .shedding : .errors
            case .connect, .tls, .reset: .connections
            case .timeout: .timeouts
            default: .errors
            }
        let words =
            switch worst.kind {
            case .status: "were answered with status \(worst.status.map(String.init) ?? "of failure")"
            case .connect: "found no connection"
            case .tls: "failed in TLS"
            case .reset: "were cut off"
            case .timeout: "ran into their time limit"
            default: "failed (\(worst.kind.rawValue))"
            }
        var sentence =
            "Of \(failed) \(arrival), \"\(worst.key.step)\" gave way first: \(worst.count) of \(step.executions) executions \(words)"
        if let passed {
            let earlier = before[worst.key]
            sentence +=
                "; of \(passed), \(earlier.failed == 0 ? "none" : "\(earlier.failed) of \(earlier.executions)") failed."
            if kind == .connections, let connecting = step.connectP95Ms, let once = earlier.connectP95Ms {
                sentence +=
                    " Connecting took \(Self.milliseconds(connecting)) (p95), \(Self.milliseconds(once)) before."
                    + Self.repeated(steps, before, (connecting, once))
            } else if let growth = Self.growth(step.responseP95Ms, earlier.responseP95Ms) {
                sentence += " Its p95 \(growth)."
            }
        } else {
            sentence += "."
        }
        self.init(
            kind: kind, crowd: worst.key.crowd, step: worst.key.step, failed: failed, passed: passed, sentence: sentence
        )
    }

    /// From times, if the target failed nothing; nil if no step became slower.
    private init?(
        slowestOf steps: StormSteps, _ before: StormSteps, _ arrival: String, failed: Int, passed: Int?
    ) {
        guard let passed, let slowest = steps.slowest(beside: before) else { return nil }
        let (step, earlier) = (steps[slowest], before[slowest])
        guard let once = earlier.responseP95Ms, let now = step.responseP95Ms, Self.growth(now, once) != nil else {
            return nil
        }
        var sentence =
            "Of \(failed) \(arrival) the target failed nothing, but answers came late: p95 of \"\(slowest.step)\" was "
            + "\(Self.milliseconds(now)), with \(passed) it was \(Self.milliseconds(once)) (\(Self.factor(now / once)) times as long)."
        var kind = Kind.queueing
        if let connecting = step.connectP95Ms, let connected = earlier.connectP95Ms,
            connecting - connected > (now - once) / 2
        {
            kind = .connections
            sentence +=
                " Most of that is connecting: p95 \(Self.milliseconds(connecting)), "
                + "\(Self.milliseconds(connected)) before." + Self.repeated(steps, before, (connecting, connected))
        } else if let service = step.serviceP95Ms, let served = earlier.serviceP95Ms,
            service - served < (now - once) / 2
        {
            sentence +=
                " Service times, from the actual start of each request, hardly grew: p95 "
                + "\(Self.milliseconds(service)), \(Self.milliseconds(served)) before. Requests started late."
        }
        self.init(
            kind: kind, crowd: slowest.crowd, step: slowest.step, failed: failed, passed: passed, sentence: sentence)
    }

    /// How many connections needed a second connection request (SYN). Where that is not known, what a connection points to
    /// that took over a second to open where none did before (RFC 6298, section 2.1). `connecting` are the times now and
    /// before.
    private static func repeated(_ now: StormSteps, _ before: StormSteps, _ connecting: (Double, Double)) -> String {
        guard let count = now.secondSyns else {
            return connecting.0 < 1_000 || connecting.1 >= 1_000
                ? "" : " After 1 s without an answer the kernel sends a connection request (SYN) again."
        }
        guard count > 0 else { return "" }
        let earlier = before.secondSyns.map { $0 == 0 ? ", none before" : ", \($0) before" } ?? ""
        return " \(Summary.Connections.needed(count))\(earlier): packets were lost or the accept queue was full."
    }

    private static func growth(_ now: Double?, _ before: Double?) -> String? {
        guard let now, let before, before > 0, now / before >= 1.2 else { return nil }
        return "grew from \(milliseconds(before)) to \(milliseconds(now))"
    }

    private static func milliseconds(_ value: Double) -> String {
        value < 1000 ? "\(Int(value.rounded())) ms" : "\(factor(value / 1000)) s"
    }

    /// With one digit behind the point.
    private static func factor(_ value: Double) -> String { String((value * 10).rounded() / 10) }
}
