// One crowd as the charts about people see it: its figures, its curve, its details.
import Analysis
import Measuring

/// A crowd of a report.
struct CrowdView {
    /// Its place among the crowds.
    let place: Int
    let figures: Summary.Crowd
    let curve: AdmissionCurve
    let detail: RunDetail.Crowd
    let metadata: CrowdMetadata
    /// The baseline's crowd of the same name.
    let baseline: BaselineOverlay.Crowd?
    let status: RunStatus
    let isInvalid: Bool
    /// Thresholds on its admission.
    let bounds: [AdmissionBound]
    private let hasOthers: Bool

    /// The crowds of a report, in their order.
    static func all(_ material: ReportMaterial) -> [CrowdView] {
        let results = material.results
        let count =
            [
                results.summary.crowds.count, results.curves.count, material.detail.crowds.count,
                results.metadata.crowds.count,
            ].min() ?? 0
        return (0..<count).map { CrowdView(material, place: $0, of: count) }
    }

    private init(_ material: ReportMaterial, place: Int, of count: Int) {
        self.place = place
        figures = material.results.summary.crowds[place]
        curve = material.results.curves[place]
        detail = material.detail.crowds[place]
        metadata = material.results.metadata.crowds[place]
        let name = figures.name
        baseline = material.overlay?.crowds.first { $0.name == name && !$0.enteredMs.isEmpty }
        let others = material.results.summary.comparison.map { $0.baselines.count > 1 } ?? false
        baselineName = others ? "latest baseline (run \(material.overlay?.run.id ?? ""))" : "baseline"
        status = material.results.summary.run.status
        isInvalid = material.results.summary.verdict == .invalid
        hasOthers = count > 1
        let isUnjudged = material.results.summary.isUnjudged
        bounds = material.results.summary.thresholds.compactMap {
            AdmissionBound($0, held: isUnjudged ? nil : $0.passed)
        }.filter {
            // Without a name it is about all crowds together.
            $0.crowd == nil ? count == 1 : $0.crowd == name
        }
    }

    /// What its baseline is called: of several, the latest is drawn.
    let baselineName: String

    /// A name for a figure about it that is unique on the page.
    func id(_ figure: String) -> String { hasOthers ? "\(figure)-\(place + 1)" : figure }

    /// A sentence about it, which names it if there are others. It is given without a capital and a full stop.
    func sentence(_ words: String) -> String {
        hasOthers ? "\(figures.name): \(words)." : words.prefix(1).uppercased() + words.dropFirst() + "."
    }

    /// Who it is: `the 500 participants expected`.
    var population: String {
        let crowd = hasOthers ? " of \(figures.name)" : ""
        let count = figures.participants.expected
        return "the \(count == 1 ? "one participant" : "\(Figures.count(count)) participants") expected\(crowd)"
    }

    /// The same for the caption of a table: `participants`, `participants of learners`.
    var people: String { hasOthers ? "participants of \(figures.name)" : "participants" }

    /// What having entered is called.
    var gotIn: String { figures.journey.enters ? "got in" : "completed the journey" }

    /// What the times are counted from.
    var since: String { figures.admission.since == .release ? "since the release" : "since arrivals began" }

    /// How the run ended, if it was cut short.
    var cutShort: String? {
        switch status {
        case .completed: nil
        case .interrupted: "when the run was interrupted"
        case .aborted: "when the run was aborted"
        case .unfinished: "when the record of the run ends"
        }
    }

    /// The colour of its line. An invalid run's is not the target's.
    var paint: Paint { isInvalid ? .invalid : .run }

    /// What must be said beside each time of an invalid run.
    var caution: String {
        isInvalid ? " The generator was the bottleneck: these times are its own, not the target's." : ""
    }

    /// The axis of its charts: from T0 until the last thing happened, in this run and the baseline. Charts about one
    /// crowd share it, so that they can be read one below the other.
    var time: TimeScale {
        var last = max(detail.lastMs, baseline?.enteredMs.last ?? 0)
        for bound in bounds where bound.milliseconds <= 1.5 * last { last = max(last, bound.milliseconds) }
        return TimeScale(from: min(0, detail.firstMs), to: last)
    }

    /// The axis of a panel that shows the beginning, if nearly everything happened then.
    var beginning: TimeScale? {
        detail.beginning.map { TimeScale(from: 0, to: $0.firstMs + Double($0.counts.count - 1) * $0.stepMs) }
    }
}

/// A threshold on when a share of a crowd was in.
struct AdmissionBound: Hashable {
    /// The crowd that it names.
    var crowd: String?
    /// The share, 0 to 1.
    var share: Double
    /// When it must be in.
    var milliseconds: Double
    /// Whether it held; nil if it judged nothing.
    var held: Bool?

    /// What it asks for: `99 % by 10 s`.
    var words: String { "\(Figures.compact(share * 100)) % by \(Figures.milliseconds(milliseconds))" }

    /// Reads a threshold such as `admission(99%) < 10s` or `admission(learners, 99%) < 10s`; nil for any other.
    init?(_ threshold: Summary.ThresholdResult, held: Bool?) {
        let text = threshold.expression.filter { !$0.isWhitespace }
        guard text.hasPrefix("admission("), let end = text.firstIndex(of: ")"), let bound = threshold.bound,
            text[end...].dropFirst().hasPrefix("<")
        else { return nil }
        let words = text[..<end].dropFirst("admission(".count).split(separator: ",")
        guard let last = words.last, last.hasSuffix("%"), let percent = Double(last.dropLast()) else { return nil }
        crowd = words.count > 1 ? threshold.crowd ?? String(words[0]) : nil
        share = percent / 100
        milliseconds = bound
        self.held = held
    }
}
