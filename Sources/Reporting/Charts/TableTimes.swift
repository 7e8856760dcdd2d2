// Figures about steps: which percentiles are drawn, and times and shares in tables.
import Analysis

extension Summary.Distribution {
    /// Whether there are too few samples for anything but single marks.
    var isSparse: Bool { count < 20 }
    /// The median; nil if fewer than ten samples lie beyond it.
    var reliableP50: Double? { thin.contains("p50") ? nil : p50 }
    /// The 95th percentile; nil if fewer than ten samples lie beyond it.
    var reliableP95: Double? { thin.contains("p95") ? nil : p95 }
    /// The 99th percentile; nil if fewer than ten samples lie beyond it.
    var reliableP99: Double? { thin.contains("p99") ? nil : p99 }
}

/// Times of a table in one unit: milliseconds below 2 s, seconds above.
struct TableTimes {
    /// The unit's name.
    let unit: String
    private let isSeconds: Bool

    /// The unit for times up to this many milliseconds.
    init(largest: Double) {
        isSeconds = largest >= 2000
        unit = isSeconds ? "s" : "ms"
    }

    /// A time in the unit; a dash if there is none. `~` marks a percentile that fewer than ten samples lie beyond.
    func text(_ milliseconds: Double?, isThin: Bool = false) -> String {
        guard let milliseconds else { return "–" }
        let text = isSeconds ? Figures.fixed(milliseconds / 1000, digits: 3) : Figures.significant(milliseconds)
        return text + (isThin ? "~" : "")
    }
}

/// Shares of tables.
enum TableShare {
    /// A share to a tenth of a percent, but less than all never reads 100 %, and more than nothing never 0 %.
    static func text(_ share: Double) -> String {
        let rounded = (share * 1000).rounded() / 1000
        return Figures.percentage(rounded == 0 || rounded == 1 ? share : rounded)
    }
}
