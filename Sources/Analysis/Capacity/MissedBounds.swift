// The bounds that a search's charts can show: those of thresholds that a storm missed.
import Scenarios

/// What storms of a search had to reach, as far as one of them did not: thresholds that always held are not in
/// `capacity.json`.
package struct MissedBounds: Equatable, Sendable {
    /// The bound of the turnout, 0 to 1; nil if no storm missed one.
    package private(set) var turnout: Double?
    /// The bound of the journey's 95th percentile in milliseconds; nil if no storm missed one.
    package private(set) var journeyP95Ms: Double?

    /// The bounds of a search. Of several for the same figure it is the first by its text.
    package init(_ document: CapacityDocument) { self.init(document.storms) }

    /// The bounds of some storms.
    package init(_ storms: [CapacityDocument.Storm]) {
        let expressions = storms.flatMap { $0.figures?.missed.map(\.expression) ?? [] }
        for expression in Set(expressions).sorted() {
            // What names a crowd or a step is about another figure than those of the charts, and does not parse.
            guard let threshold = try? Thresholds.parse(expression, names: ThresholdNames(crowds: [])) else { continue }
            switch threshold.metric {
            case .turnout: turnout = turnout ?? threshold.bound
            case .percentile(95, .journey): journeyP95Ms = journeyP95Ms ?? threshold.bound
            default: break
            }
        }
    }
}
