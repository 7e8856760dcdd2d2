// Whether a crowd was too much for a step. A single failure cannot tell, because a timeout has many causes. All
// failures together can.
import Measuring

/// What the failures of a step have in common, if that says something about overload.
enum Overload: Hashable, Sendable {
    /// Participants who started first were served, and many of those who came later were not: the quarters by start,
    /// without empty ones.
    case grew([StartOrder.Part])
    /// Nobody was served.
    case nobodyServed(Int)

    /// Whether an overloaded server can cause a failure of this kind: it accepts no connection, drops one, does not
    /// respond in time, or answers 500, 502, 503 or 504.
    static func mayCause(_ failure: Failure) -> Bool { mayCause(failure.kind, status: failure.status) }

    /// Whether failures of a kind, with a status if there was a response, may come from overload.
    static func mayCause(_ kind: FailureKind, status: Int?) -> Bool {
        switch kind {
        case .connect, .reset, .timeout: true
        case .status: status.map { [500, 502, 503, 504].contains($0) } ?? false
        case .resolve, .tls, .protocol, .check, .extract, .redirects, .tooLarge, .notAllowed, .cancelled, .harness:
            false
        }
    }

    /// Fewer failures than this say nothing about the crowd.
    private static let fewest = 10
    /// How many standard errors the shares of two quarters must differ by to rule out chance. Three quarters are
    /// compared with the first; by chance alone this happens in one comparison of 10,000.
    private static let certain = 4.0

    /// What the executions of a step show; nil if nothing.
    init?(_ order: StartOrder) {
        let total = order.total
        guard total.failed >= Overload.fewest else { return nil }
        guard total.failed < total.started else {
            self = .nobodyServed(total.started)
            return
        }
        let quarters = order.quarters
        guard let first = quarters.first, first.started >= Overload.fewest,
            let worst = quarters.dropFirst().filter({ $0.started >= Overload.fewest }).max(by: { $0.share < $1.share })
        else { return nil }
        let distance = Overload.standardErrors(between: first, and: worst)
        guard distance >= Overload.certain && worst.share >= 2 * first.share else { return nil }
        self = .grew(quarters.filter { $0.started > 0 })
    }

    /// By how many standard errors the second share is above the first (two-proportion z-test with a pooled share).
    private static func standardErrors(between first: StartOrder.Part, and second: StartOrder.Part) -> Double {
        let (firstCount, secondCount) = (Double(first.started), Double(second.started))
        let pooled = Double(first.failed + second.failed) / (firstCount + secondCount)
        let error = (pooled * (1 - pooled) * (1 / firstCount + 1 / secondCount)).squareRoot()
        return error > 0 ? (second.share - first.share) / error : 0
    }

    /// The evidence, as a sentence after the cause of each failure.
    var evidence: String {
        switch self {
        case .grew(let parts):
            "It got worse as more came: of the first \(parts[0].started) to start, \(parts[0].failed) were not served, "
                + "then \(Overload.list(parts.dropFirst().map(Overload.share)))."
        case .nobodyServed(let count):
            "None of the \(count) were served: the step may be out of service and not just short of capacity."
        }
    }

    /// What to do about it; nil if the failures together say no more than each of them.
    func remedy(step: String) -> String? {
        switch self {
        case .grew: "spread the arrival over a longer time, or give what serves `\(step)` more capacity"
        case .nobodyServed: "try with one participant (`--participants 1`) before you look for a limit"
        }
    }

    /// Words as a list: `one, two and three`.
    private static func list(_ words: [String]) -> String {
        words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
    }

    private static func share(_ part: StartOrder.Part) -> String {
        part.failed == part.started ? "all of \(part.started)" : "\(part.failed) of \(part.started)"
    }
}
