// Axes for times that range over decades, and the choice between them and linear ones.
import Glibc

/// A logarithmic scale of milliseconds with labelled ticks.
package struct LogScale: Hashable, Sendable {
    /// Times below a microsecond are not measured; a logarithm needs some least value.
    package static let shortest = 0.001

    /// Where it begins.
    package let first: Double
    /// Where it ends.
    package let last: Double
    /// The unit of its labels.
    package let unit: TimeScale.Unit
    /// At powers of ten, with 2 and 5 between them on a scale of fewer than three decades.
    package let ticks: [TimeScale.Tick]

    /// A scale over these milliseconds, which are raised to `shortest`. It covers a decade at least.
    package init(from first: Double, to last: Double) {
        let first = max(first, LogScale.shortest)
        let last = max(last, first * 10)
        self.first = first
        self.last = last
        // Minutes and seconds would hide that the distances are those of powers of ten.
        unit = last < 2000 ? .milliseconds : .seconds
        let parts: [Double] = last / first < 999 ? [1, 2, 5] : [1]
        var ticks: [TimeScale.Tick] = []
        var power = LogScale.power(notAbove: first)
        while power <= last {
            for part in parts where power * part >= first * (1 - 1e-9) && power * part <= last * (1 + 1e-9) {
                ticks.append(TimeScale.Tick(milliseconds: power * part, label: LogScale.label(power * part, unit)))
            }
            power *= 10
        }
        self.ticks = ticks
    }

    /// How far along the scale a time is: 0 for what is before it.
    package func share(of milliseconds: Double) -> Double {
        milliseconds <= first ? 0 : log10(milliseconds / first) / log10(last / first)
    }

    /// The largest power of ten that is not above a size over 0.
    static func power(notAbove size: Double) -> Double {
        var power = 1.0
        while power * 10 <= size * (1 + 1e-9) { power *= 10 }
        while power > size * (1 + 1e-9) { power /= 10 }
        return power
    }

    /// The largest of 1, 2 and 5 times a power of ten that is not above a size over 0.
    static func round(notAbove size: Double) -> Double {
        let size = max(size, shortest)
        let power = power(notAbove: size)
        return power * ([5, 2].first { power * $0 <= size * (1 + 1e-9) } ?? 1)
    }

    private static func label(_ milliseconds: Double, _ unit: TimeScale.Unit) -> String {
        let value = unit == .milliseconds ? milliseconds : milliseconds / 1000
        return Figures.fixed(value, digits: RoundStep.digits(power(notAbove: value)))
    }
}

/// A scale of either kind.
package enum MeasureScale: Hashable, Sendable {
    case linear(TimeScale)
    case logarithmic(LogScale)

    /// Above this ratio of the largest to the smallest time a linear scale hides the small ones.
    package static let linearRange = 50.0

    /// The scale for times of which these are the smallest and the largest, in milliseconds: linear from 0, or
    /// logarithmic above a fifty-fold range.
    package init(smallest: Double, largest: Double) {
        if largest > max(smallest, LogScale.shortest) * MeasureScale.linearRange {
            self = .logarithmic(LogScale(from: LogScale.round(notAbove: smallest), to: largest))
        } else {
            self = .linear(TimeScale(from: 0, to: largest))
        }
    }

    /// How far along the scale a time is, 0 to 1.
    package func share(of milliseconds: Double) -> Double {
        switch self {
        case .linear(let scale): scale.share(of: milliseconds)
        case .logarithmic(let scale): scale.share(of: milliseconds)
        }
    }

    /// The labelled places.
    package var ticks: [TimeScale.Tick] {
        switch self {
        case .linear(let scale): scale.ticks
        case .logarithmic(let scale): scale.ticks
        }
    }

    /// The unit of the labels.
    package var unit: TimeScale.Unit {
        switch self {
        case .linear(let scale): scale.unit
        case .logarithmic(let scale): scale.unit
        }
    }

    /// Where the scale ends.
    package var last: Double {
        switch self {
        case .linear(let scale): scale.last
        case .logarithmic(let scale): scale.last
        }
    }

    /// The scale in words, for a subtitle.
    package var words: String {
        switch self {
        case .linear: "linear scale in \(unit.rawValue)"
        case .logarithmic: "logarithmic scale in \(unit.rawValue)"
        }
    }
}
