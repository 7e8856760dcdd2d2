// A plan as `check` prints it.
import Reporting
import Scenarios

/// A plan as text, without secrets.
struct PlanLines {
    private let description: PlanDescription

    init(_ plan: Plan) {
        description = plan.summary
    }

    /// The lines from top to bottom.
    var lines: [StyledText] {
        var lines = [StyledText(description.name, .strong) + StyledText(" (\(description.source))", .quiet)]
        if let text = description.text { lines += Wrapping.lines(text, width: 80).map { StyledText($0) } }
        lines.append("")

        var table = Columns([.left, .left])
        func add(_ label: String, _ values: [String]) {
            for (index, value) in values.enumerated() {
                table.add([StyledText(index == 0 ? label : "", .quiet), StyledText(value)])
            }
        }
        add("Target", [description.api] + (description.web.map { ["web client \($0)"] } ?? []))
        add("Contacts", description.hosts.isEmpty ? ["only the embedded stand-in"] : description.hosts)
        add("Connections", description.connections)
        add("Event", description.event.map { [$0] } ?? [])
        for crowd in description.crowds {
            if description.crowds.count > 1 { add("Crowd", [crowd.name]) }
            add("Participants", [crowd.participants])
            add("Arrival", [crowd.arrival])
            add("Start", crowd.start.map { [$0] } ?? [])
            add("Journey", crowd.steps.enumerated().flatMap { stepLines(number: $0 + 1, $1) })
        }
        add("Thresholds", description.thresholds.isEmpty ? ["none, so the run is not judged"] : description.thresholds)
        add("Limits", description.limits)
        add("Seed", description.seed.map { [String($0)] } ?? [])
        return lines + table.lines()
    }

    private func stepLines(number: Int, _ step: PlanDescription.Step) -> [String] {
        // A step without a name of its own is called what it does.
        let isNamedByKind = step.action.prefix { $0 != " " && $0 != "," } == step.name
        let name = isNamedByKind ? step.action : "\(step.name): \(step.action)"
        let head = "\(number). \(([name] + step.options).joined(separator: ", "))"
        return (step.release.map { ["   \($0)"] } ?? []) + [head]
    }
}
