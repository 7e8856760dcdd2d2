// The crowd as a bar: one part for each thing that its people may be doing. Each has its own character, so that the bar
// can be read without colour.

/// The people of one crowd, or of all, by what they are doing. Everybody counts once.
struct CrowdBar {
    /// What a part of the crowd is doing.
    enum Part: CaseIterable {
        case entered, underWay, waiting, failed, toCome

        var mark: Character {
            switch self {
            case .entered: "█"
            case .underWay: "▒"
            case .waiting: "░"
            case .failed: "×"
            case .toCome: "·"
            }
        }

        var tone: Tone {
            switch self {
            case .entered: .good
            case .underWay: .plain
            case .waiting: .caution
            case .failed: .bad
            case .toCome: .quiet
            }
        }
    }

    /// How many people there are in each part.
    private(set) var counts: [Part: Int] = [:]

    init(_ crowds: [LiveView.Crowd]) {
        for crowd in crowds {
            let failed = crowd.failed
            let entered = max(0, crowd.entered - crowd.failedAfterEntering)
            // Behind the entry there may be another gate: whoever waits there is counted as entered.
            let waiting = max(0, min(crowd.waiting, crowd.started - entered - failed))
            let parts: [(Part, Int)] = [
                (.entered, entered), (.failed, failed), (.waiting, waiting),
                (.underWay, crowd.started - entered - failed - waiting),
                (.toCome, (crowd.expected ?? crowd.started) - crowd.started),
            ]
            for (part, count) in parts { counts[part, default: 0] += max(0, count) }
        }
    }

    /// How many people there are.
    var total: Int { counts.values.reduce(0, +) }

    /// The bar in this many columns. Every part that has anybody has a column, if there is one for each.
    func drawn(columns: Int) -> StyledText {
        guard total > 0, columns > 0 else {
            return StyledText(String(repeating: Part.toCome.mark, count: max(0, columns)), .quiet)
        }
        let parts = Part.allCases.filter { counts[$0, default: 0] > 0 }
        var widths = parts.map { part in
            max(1, Int((Double(counts[part, default: 0]) * Double(columns) / Double(total)).rounded()))
        }
        // What rounding has added or left out is the largest part's.
        while widths.reduce(0, +) != columns, let largest = widths.indices.max(by: { widths[$0] < widths[$1] }) {
            let difference = columns - widths.reduce(0, +)
            guard difference > 0 || widths[largest] > 1 else { break }
            widths[largest] += max(difference, 1 - widths[largest])
        }
        return zip(parts, widths).reduce(StyledText("")) { bar, part in
            bar + StyledText(String(repeating: part.0.mark, count: part.1), part.0.tone)
        }.cut(to: columns)
    }
}
