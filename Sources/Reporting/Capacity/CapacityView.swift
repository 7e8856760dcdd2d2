// What the charts of a capacity search share: the storms by size, the axis, the marks.
import Analysis

/// A search as its charts see it.
struct CapacityView {
    /// The search.
    let document: CapacityDocument
    /// The sizes of which a storm was carried out, ascending.
    let sizes: [StormGroup]
    /// The bounds that storms missed.
    let bounds: MissedBounds
    /// The axis; it shows all sizes, the capacity's interval and what is required.
    let scale: SizeScale

    init(_ document: CapacityDocument) {
        self.document = document
        let storms = document.storms.filter { $0.figures != nil }
        sizes = Dictionary(grouping: storms, by: \.participants).sorted { $0.key < $1.key }
            .map { StormGroup(value: $0.key, storms: $0.value) }
        bounds = MissedBounds(document)
        let answer = document.answer
        let others = [answer.lower, answer.estimate, answer.upper].compactMap { $0 }
        let all = sizes.map(\.value) + (sizes.isEmpty ? [] : others)
        scale = SizeScale(all.isEmpty ? [document.settings.from] : all)
    }

    /// How the crowd that grows comes: `at once`, or `over 40 s`.
    var arrival: String { document.settings.arrival }

    /// The head of a column of sizes.
    var arrivalHead: String { document.settings.arrivalHead }

    /// The sizes of which a storm counts.
    var counted: [StormGroup] { sizes.filter { $0.count(.passed) + $0.count(.failed) > 0 } }

    /// The size that a sentence begins with: the one to plan with, or else the smallest; and the largest, if it is another.
    var ends: [StormGroup] {
        let counted = counted
        guard let last = counted.last, let smallest = counted.first else { return [] }
        let first = counted.first { $0.value == document.answer.planWith } ?? smallest
        return first.value == last.value ? [last] : [first, last]
    }

    /// A size in a sentence: `56 at once, the size to plan with,`.
    func words(_ size: StormGroup) -> String {
        "\(Figures.count(size.value)) \(arrival)"
            + (size.value == document.answer.planWith ? " (the size to plan with)" : "")
    }

    /// Rows for a table of at most 20: neighbouring sizes together if there are more.
    func rows(_ sizes: [StormGroup], _ cells: ([CapacityDocument.Storm]) -> [String]) -> [[String]] {
        let together = max(1, (sizes.count + 19) / 20)
        return stride(from: 0, to: sizes.count, by: together).map { first in
            let part = sizes[first..<min(sizes.count, first + together)]
            let (low, high) = (part[first].value, part[part.endIndex - 1].value)
            let name = low == high ? Figures.count(low) : "\(Figures.count(low)) to \(Figures.count(high))"
            return [name] + cells(part.flatMap(\.storms))
        }
    }

    /// Lowest and highest of some figures: `1.61 to 1.65 s`; a dash without any.
    static func range(_ values: [Double], _ words: (Double) -> String) -> String {
        guard let low = values.min(), let high = values.max() else { return "–" }
        let (one, other) = (words(low), words(high))
        return one == other ? one : Glue.range(one, other)
    }
}

extension CapacityDocument.Settings {
    /// How the crowd that grows comes, as the head of a column of sizes: `At once`, or `Over 40 s`.
    var arrivalHead: String { arrival.prefix(1).uppercased() + arrival.dropFirst() }
}

extension CapacityDocument.Storm {
    /// The 95th percentile of the journey in milliseconds; nil if nobody got in, or if the times are the generator's.
    var shownP95Ms: Double? {
        exclusion == .generator || figures?.verdict == .invalid || isCutShort ? nil : figures?.journeyP95Ms
    }

    /// The turnout, 0 to 1; nil of a storm that was cut short, since nobody knows who would have got in.
    var shownTurnout: Double? { isCutShort ? nil : figures?.turnout }

    private var isCutShort: Bool { exclusion == .cutShort || figures?.endedBy != nil }
}
