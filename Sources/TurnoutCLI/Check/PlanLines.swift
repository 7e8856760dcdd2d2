// A plan as `check` prints it.
import Driver
import Measuring
import Reporting
import Scenarios

/// A plan as text, without secrets.
struct PlanLines {
    private let plan: Plan
    private let description: PlanDescription
    private let preflight: Preflight
    private let changes: [String]

    /// The seed of the arrivals that are drawn, where the scenario has none: any will do for a picture.
    private static let anySeed: UInt64 = 1

    /// `changes` are the options that replace what the scenario says, as its description may say it too.
    init(_ plan: Plan, _ preflight: Preflight, changes: [String] = []) {
        self.plan = plan
        self.changes = changes
        self.preflight = preflight
        description = plan.summary
    }

    /// The lines from top to bottom.
    var lines: [StyledText] {
        var lines = [StyledText(description.name, .strong) + StyledText(" (\(description.source))", .quiet)]
        if let text = description.text { lines += Wrapping.lines(text, width: 80).map { StyledText($0) } }
        if description.text != nil, !changes.isEmpty {
            lines += Wrapping.lines("Changed here: \(changes.joined(separator: ", "))", width: 80)
                .map { StyledText($0, .caution) }
        }
        lines.append("")
        return lines + planned + sent + load
    }

    private var planned: [StyledText] {
        var table = Columns([.left, .left])
        func add(_ label: String, _ values: [String]) {
            for (index, value) in values.enumerated() {
                table.add([StyledText(index == 0 ? label : "", .quiet), StyledText(value)])
            }
        }
        add(
            "Target",
            [description.api, description.web.map { "web client \($0)" }, description.site.map { "site \($0)" }]
                .compactMap { $0 })
        add("Contacts", contacts)
        add("Connections", description.connections)
        add("Event", description.event.map { [$0] } ?? [])
        add("Setup", numbered(description.setup))
        for (place, crowd) in description.crowds.enumerated() {
            if description.crowds.count > 1 { add("Crowd", [crowd.name]) }
            add("Participants", [crowd.participants])
            add("Arrival", [crowd.arrival] + curve(ofCrowd: place))
            add("Start", crowd.start.map { [$0] } ?? [])
            add("Journey", numbered(crowd.steps))
        }
        add("Teardown", numbered(description.teardown))
        add("Host", description.host)
        add("Thresholds", description.thresholds.isEmpty ? ["none, so the run is not judged"] : description.thresholds)
        add("Limits", description.limits)
        add("Outputs", description.outputs)
        add("Seed", description.seed.map { [String($0)] } ?? [])
        return table.lines()
    }

    /// The hosts, among them the stand-in, whose port is not known yet.
    private var contacts: [String] {
        guard case .standIn = plan.target.api else { return description.hosts }
        return description.hosts.isEmpty
            ? ["only the embedded stand-in"] : ["the embedded stand-in"] + description.hosts
    }

    /// A picture of who comes when.
    private func curve(ofCrowd place: Int) -> [String] {
        guard let curve = ArrivalCurve(plan.crowds[place], index: place, seed: plan.seed ?? PlanLines.anySeed) else {
            return []
        }
        let most = Double(curve.counts.max() ?? 1)
        let picture = Sparkline.of(curve.counts.map { Double($0) / most })
        return [
            "▏\(picture)▕ \(Figures.count(curve.total)) in \(Figures.milliseconds(curve.seconds * 1000)), "
                + "at most \(Figures.count(curve.mostInOneSecond)) within a second"
        ]
    }

    // MARK: What is sent

    /// What the first participant of each crowd sends.
    private var sent: [StyledText] {
        var lines: [StyledText] = []
        let secret = plan.secretNames
        for (place, crowd) in plan.crowds.enumerated() {
            let number = plan.numbers(ofCrowd: place)[0]
            guard let person = crowd.person(at: 0, number: number, seed: plan.seed ?? 0) else { continue }
            let whose = plan.crowds.count > 1 ? "participant \(number) of \(crowd.name)" : "participant \(number)"
            lines += ["", StyledText("What \(whose) sends", .quiet)]
            for (step, each) in crowd.journey.enumerated() {
                let hasPage = crowd.journey[..<step].contains { if case .request = $0.action { true } else { false } }
                guard
                    let preview = each.preview(
                        for: person, columns: crowd.columns, origins: plan.target.knownOrigins, secret: secret,
                        hasPage: hasPage)
                else { continue }
                lines.append(StyledText("\(step + 1). \(each.name)"))
                for request in preview.requests {
                    lines += request.map { StyledText("   \(plan.redactor.redact($0))") }
                }
            }
        }
        return lines
    }

    // MARK: Load

    private var load: [StyledText] {
        var table = Columns([.left, .left])
        let each = plan.crowds.map { $0.journey.reduce(0) { $0 + $1.requestCount } }
        let counts = plan.crowds.map { crowd in crowd.likelyCount }
        var words: String
        if counts.contains(nil) {
            words = "as many requests as the target can answer"
        } else {
            let total = zip(each, counts).reduce(0) { $0 + $1.0 * ($1.1 ?? 0) }
            words = "about \(Figures.count(total, "request"))"
            if each.count == 1 { words += ", \(each[0]) a participant" }
            words += "; redirects and retries come on top"
        }
        table.add([StyledText("Load", .quiet), StyledText(words)])
        table.add([
            StyledText("", .quiet),
            StyledText(
                preflight.connections == 0
                    ? "no connections"
                    : "up to \(Figures.count(preflight.connections, "connection")) at the same time"),
        ])
        let suffices = preflight.problem == nil && preflight.warnings.isEmpty
        table.add([
            StyledText("This machine", .quiet),
            StyledText("\(preflight.resources): \(suffices ? "enough" : "not enough, see below")"),
        ])
        return [""] + table.lines()
    }

    private func numbered(_ steps: [PlanDescription.Step]) -> [String] {
        steps.enumerated().flatMap { stepLines(number: $0 + 1, $1) }
    }

    private func stepLines(number: Int, _ step: PlanDescription.Step) -> [String] {
        // A step without a name of its own is called what it does.
        let isNamedByKind = step.action.prefix { $0 != " " && $0 != "," } == step.name
        let name = isNamedByKind ? step.action : "\(step.name): \(step.action)"
        let head = "\(number). \(([name] + step.options).joined(separator: ", "))"
        return (step.release.map { ["   \($0)"] } ?? []) + [head]
    }
}
