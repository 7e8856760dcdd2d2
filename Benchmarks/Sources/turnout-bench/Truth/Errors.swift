// How far two accounts of the same times are apart.

/// The shares whose percentiles are compared.
enum Rank: String, CaseIterable {
    case p50, p90, p99, p999, max

    var share: Double {
        switch self {
        case .p50: 0.5
        case .p90: 0.9
        case .p99: 0.99
        case .p999: 0.999
        case .max: 1
        }
    }

    var words: String { self == .p999 ? "p99.9" : rawValue }

    /// By nearest rank; the times must be sorted and not be empty.
    func value(of sorted: [Int64]) -> Int64 {
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return sorted[min(Swift.max(rank, 1), sorted.count) - 1]
    }

    /// Whether fewer than ten measurements lie beyond it.
    func isThin(_ count: Int) -> Bool { self != .max && Double(count) * (1 - share) < 10 }
}

/// What an error may be.
struct Tolerance {
    var nanoseconds: Int64
    /// The same as a share of the time; the greater of both counts.
    var share: Double

    func permits(_ error: Int64, of truth: Int64) -> Bool {
        abs(error) <= Swift.max(nanoseconds, Int64(share * Double(truth)))
    }
}

/// The error at one percentile; nanoseconds.
struct RankError {
    var rank: Rank
    var truth: Int64
    var error: Int64
    var isThin: Bool

    /// In microseconds, with a share if that is worth telling; `~`: few measurements lie beyond it.
    func words(_ tolerance: Tolerance) -> String {
        let text = microseconds(error) + (isThin ? "~" : "")
        return tolerance.permits(error, of: truth) ? text : "**\(text)** (\(short(percent)) %)"
    }

    private var percent: Double { Double(error) * 100 / Double(truth) }
}

/// Compares the percentiles of what was measured with those of the truth.
func errors(_ requests: [MatchedRequest], at ranks: [Rank]) -> [RankError] {
    guard !requests.isEmpty else { return [] }
    let measured = requests.map(\.measured).sorted()
    let truth = requests.map(\.truth).sorted()
    return ranks.map { rank in
        let value = rank.value(of: truth)
        return RankError(
            rank: rank, truth: value, error: rank.value(of: measured) - value, isThin: rank.isThin(requests.count))
    }
}

/// Microseconds with a sign.
func microseconds(_ nanoseconds: Int64) -> String {
    let text = short((Double(nanoseconds) / 100).rounded() / 10)
    return nanoseconds > 0 ? "+\(text)" : text
}
