// Storms that have something in common, and how they ended.
import Analysis

/// The storms of one size, or over one window.
struct StormGroup {
    /// How many came, or over how many milliseconds.
    let value: Int
    /// The storms, in their order.
    let storms: [CapacityDocument.Storm]

    /// How many of them ended in one way.
    func count(_ outcome: CapacityDocument.Storm.Outcome) -> Int { storms.count { $0.outcome == outcome } }

    /// For example `4 passed, 1 failed`.
    var results: String {
        let words: [(CapacityDocument.Storm.Outcome, String)] = [
            (.passed, "passed"), (.failed, "failed"), (.notCounted, "not counted"),
        ]
        return words.compactMap { outcome, word in
            count(outcome) > 0 ? "\(Figures.count(count(outcome))) \(word)" : nil
        }.joined(separator: ", ")
    }
}
