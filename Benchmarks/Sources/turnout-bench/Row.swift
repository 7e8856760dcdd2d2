// A line of the table.

/// One measured figure and its budget.
struct Row: Encodable {
    /// Name in `budgets.json`.
    var id: String
    var what: String
    var value: Double
    var unit: String
    /// Over several rounds; equal to the value if there was only one.
    var lowest: Double
    var highest: Double
    var rounds: Int
    var note: String
    var budget: Double?

    init(_ id: String, _ what: String, _ values: [Double], _ unit: String, note: String = "") {
        self.id = id
        self.what = what
        self.unit = unit
        self.note = note
        value = median(values)
        lowest = values.min() ?? 0
        highest = values.max() ?? 0
        rounds = values.count
    }

    var missed: Bool { budget.map { value > $0 } ?? false }
}

/// The median; the mean of the two middle values for an even number. 0 if there are none.
func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}

/// The value at or below which this share of all values lies. 0 if there are none.
func quantile(_ share: Double, of values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let rank = Int((share * Double(values.count)).rounded(.up))
    return values.sorted()[min(max(rank, 1), values.count) - 1]
}
