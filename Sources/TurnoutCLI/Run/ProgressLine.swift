// A run in progress in one line, for a file or a pipe.
import Reporting

/// What a live view shows, in one line.
struct ProgressLine {
    var view: LiveView
    /// How many are to come in all crowds whose size is known.
    var expected: Int

    /// The line.
    var text: StyledText {
        let head = "\(view.phase.rawValue) \(Figures.fixed(view.elapsedSeconds, digits: 1)) s: "
        if let preparation = view.preparation { return StyledText(head + preparation) }
        var parts = people
        parts.append(StyledText(traffic))
        if let slowest { parts.append(StyledText(slowest)) }
        return parts.dropFirst().reduce(StyledText(head) + parts[0]) { $0 + ", " + $1 }
    }

    private var people: [StyledText] {
        func sum(_ counter: KeyPath<LiveView.Crowd, Int>) -> Int { view.crowds.reduce(0) { $0 + $1[keyPath: counter] } }
        let (started, entered, failed) = (sum(\.started), sum(\.entered), sum(\.failed))
        // A crowd without a known size has only those who came.
        let all = expected > 0 ? " of \(Figures.count(expected))" : ""
        return [
            StyledText("\(Figures.count(started))\(all) started"),
            StyledText("\(Figures.count(sum(\.waiting))) waiting"),
            StyledText("\(Figures.count(entered)) \(view.deed)", entered > 0 ? .good : .plain),
            StyledText("\(Figures.count(failed)) failed", failed > 0 ? .bad : .plain),
        ]
    }

    private var traffic: String {
        "\(Figures.count(Int(view.requestsPerSecond.rounded()))) requests/s, \(Figures.count(view.requests)) so far"
    }

    /// The step with the greatest 95th percentile, of those of which that is known well enough.
    private var slowest: String? {
        let known = view.steps.filter { $0.p95Ms != nil && !$0.thin.contains("p95") }
        guard let step = known.max(by: { ($0.p95Ms ?? 0) < ($1.p95Ms ?? 0) }), let time = step.p95Ms else { return nil }
        return "slowest \(step.name.asName()): p95 \(Figures.milliseconds(time))"
    }
}
