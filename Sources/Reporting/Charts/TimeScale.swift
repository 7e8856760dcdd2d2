// Time axes: one unit an axis, ticks at round values.

/// A linear scale of milliseconds with labelled ticks.
package struct TimeScale: Hashable, Sendable {
    /// A labelled place.
    package struct Tick: Hashable, Sendable {
        /// The place in milliseconds.
        package var milliseconds: Double
        /// Its label in the scale's unit, without the unit.
        package var label: String
    }

    /// The unit of all labels: `ms` below 2 s, `s` below 120 s, then minutes and seconds.
    package enum Unit: String, Sendable {
        case milliseconds = "ms"
        case seconds = "s"
        case minutes = "min:s"
    }

    /// Where it begins.
    package let first: Double
    /// Where it ends.
    package let last: Double
    /// The unit of its labels.
    package let unit: Unit
    /// Three to eight ticks at 1, 2 or 5 times a power of ten; with minutes at 15 s, 30 s, 1, 2, 5 min and so on.
    package let ticks: [Tick]

    /// A scale over these milliseconds. An empty range is widened to one millisecond.
    package init(from first: Double, to last: Double) {
        let last = last > first ? last : first + 1
        self.first = first
        self.last = last
        let longest = max(abs(first), abs(last))
        unit = longest < 2000 ? .milliseconds : longest < 120_000 ? .seconds : .minutes
        let step = unit == .minutes ? TimeScale.minuteStep(last - first) : TimeScale.step(first, last)
        var ticks: [Tick] = []
        var place = (first / step).rounded(.up)
        while place * step <= last + step * 1e-9 {
            ticks.append(Tick(milliseconds: place * step, label: TimeScale.label(place * step, unit, step: step)))
            place += 1
        }
        self.ticks = ticks
    }

    /// How far along the scale a time is, 0 to 1.
    package func share(of milliseconds: Double) -> Double { (milliseconds - first) / (last - first) }

    /// The widest step that puts three ticks or more within the ends.
    private static func step(_ first: Double, _ last: Double) -> Double {
        let wide = RoundStep.of((last - first) / 6)
        let places = (last / wide + 1e-9).rounded(.down) - (first / wide - 1e-9).rounded(.up) + 1
        return places >= 3 ? wide : RoundStep.of(wide / 3)
    }

    private static func minuteStep(_ length: Double) -> Double {
        let steps: [Double] = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400]
        return (steps.first { length / 1000 / $0 <= 7 } ?? RoundStep.of(length / 6000)) * 1000
    }

    private static func label(_ milliseconds: Double, _ unit: Unit, step: Double) -> String {
        switch unit {
        case .milliseconds: return Figures.fixed(milliseconds, digits: RoundStep.digits(step))
        case .seconds: return Figures.fixed(milliseconds / 1000, digits: RoundStep.digits(step / 1000))
        case .minutes:
            let seconds = Int((abs(milliseconds) / 1000).rounded())
            let rest = seconds % 60
            return (milliseconds < 0 ? "-" : "") + "\(seconds / 60):" + (rest < 10 ? "0" : "") + String(rest)
        }
    }
}

/// Steps of 1, 2 or 5 times a power of ten.
package enum RoundStep {
    /// The smallest such step that is not below a size above 0.
    package static func of(_ size: Double) -> Double {
        var power = 1.0
        while power * 10 <= size { power *= 10 }
        while power > size { power /= 10 }
        return power * ([1, 2, 5].first { power * $0 >= size * (1 - 1e-9) } ?? 10)
    }

    /// How many decimals a multiple of a step needs.
    package static func digits(_ step: Double) -> Int {
        var (step, digits) = (step, 0)
        while step < 1 - 1e-9 && digits < 6 {
            step *= 10
            digits += 1
        }
        return digits
    }
}
