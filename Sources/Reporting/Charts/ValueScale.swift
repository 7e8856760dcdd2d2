// The left axis of a chart: shares or counts, from zero.

/// A linear scale from 0 with labelled grid lines.
struct ValueScale: Hashable {
    struct Tick: Hashable {
        var value: Double
        var label: String
    }

    /// Where it ends.
    let most: Double
    /// At most six.
    let ticks: [Tick]

    /// Shares from 0 to 100 %.
    static let shares = ValueScale(
        most: 1, ticks: [0, 25, 50, 75, 100].map { Tick(value: Double($0) / 100, label: "\($0) %") })

    /// Counts from 0 to a number of things that is the end of the scale, and labelled.
    static func all(_ count: Int) -> ValueScale {
        let step = max(1, RoundStep.of(Double(max(1, count)) / 5))
        var ticks = stride(from: 0, through: Double(count) - step * 0.6, by: step).map { Tick(value: $0) }
        ticks.append(Tick(value: Double(count)))
        return ValueScale(most: Double(max(1, count)), ticks: ticks)
    }

    /// Values from 0 to a round number that is not below the largest; counts have whole steps.
    static func upTo(_ largest: Double, isCount: Bool = false) -> ValueScale {
        let largest = largest > 0 ? largest : 1
        let step = max(RoundStep.of(largest / 5), isCount ? 1 : 0)
        let count = Int((largest / step - 1e-9).rounded(.up))
        let ticks = (0...max(1, count)).map { Tick(value: Double($0) * step, digits: RoundStep.digits(step)) }
        return ValueScale(most: ticks.last?.value ?? 1, ticks: ticks)
    }

    /// How far along the scale a value is, 0 to 1.
    func share(of value: Double) -> Double { min(max(0, value / most), 1) }
}

extension ValueScale.Tick {
    init(value: Double, digits: Int = 0) {
        self.init(value: value, label: digits == 0 ? Figures.count(Int(value)) : Figures.fixed(value, digits: digits))
    }
}
