// An observed walk as text.
import Journeys
import Measuring
import Reporting
import Scenarios

/// Lays out what happens to one participant of each crowd.
struct WalkLines {
    private let plan: PlanDescription
    private let firstSteps: [Int]
    private let width: Int
    /// The step under whose heading the last lines stand.
    private var current: ObservedStep?
    /// The step that each participant is at.
    private var steps: [Int32: ObservedStep] = [:]
    private var requests: [Int32: Int] = [:]
    /// Whether the last line printed was empty.
    private var endsEmpty = false
    private var begun: [Int32: Moment] = [:]
    private var endings: [(ending: ObservedEnding, seconds: Double)] = []

    private static let indent = "   "

    init(_ plan: Plan, width: Int) {
        self.plan = plan.summary
        firstSteps = plan.crowds.indices.map { plan.firstStep(ofCrowd: $0) }
        self.width = width
    }

    /// The lines for what just happened, with an empty one between two things.
    mutating func lines(for event: WalkEvent) -> [StyledText] {
        var lines = content(for: event)
        guard let last = lines.last else { return [] }
        if endsEmpty, lines.first?.text.isEmpty == true { lines.removeFirst() }
        endsEmpty = last.text.isEmpty
        return lines
    }

    private mutating func content(for event: WalkEvent) -> [StyledText] {
        switch event {
        case .begins(let step):
            if begun[step.participant] == nil { begun[step.participant] = Moment.now }
            steps[step.participant] = step
            current = step
            return heading(step)
        case .skips(let step):
            return heading(step) + [
                StyledText(WalkLines.indent) + StyledText("left out: its condition does not hold", .quiet)
            ]
        case .exchanged(let exchange):
            if exchange.step >= StepIndex(rawValue: 0) { requests[exchange.participant, default: 0] += 1 }
            let step = step(of: exchange)
            var lines: [StyledText] = []
            if step != current {
                current = step
                lines = heading(step)
            }
            return lines + ExchangeLines(exchange, width: width, indent: WalkLines.indent).lines
        case .ended(let ending):
            let start = begun[ending.participant] ?? Moment.now
            endings.append((ending, Double(Moment.now.nanoseconds(since: start)) / 1e9))
            return []
        }
    }

    /// The step that an exchange belongs to. What the platform's setup does, and leaving the room at the end, is no step of
    /// the scenario.
    private func step(of exchange: ObservedExchange) -> ObservedStep {
        if let step = steps[exchange.participant], step.index == exchange.step { return step }
        return ObservedStep(participant: exchange.participant, crowd: exchange.crowd, index: exchange.step, name: "")
    }

    private func heading(_ step: ObservedStep) -> [StyledText] {
        let words: PlanDescription.Step?
        var title: String
        switch step.index {
        case .setup:
            words = plan.setup.first { $0.name == step.name }
            title = "Setup"
        case .teardown:
            words = plan.teardown.first { $0.name == step.name }
            title = "Teardown"
        default:
            let crowd = Int(step.crowd)
            let place = Int(step.index.rawValue) - firstSteps[crowd]
            words = plan.crowds[crowd].steps.indices.contains(place) ? plan.crowds[crowd].steps[place] : nil
            title = plan.crowds.count > 1 ? "\(plan.crowds[crowd].name) \(place + 1)" : "\(place + 1)"
        }
        if !step.name.isEmpty { title += ". \(step.name)" }
        let options = words.map { ([$0.action] + $0.options).joined(separator: ", ") }
        return [
            "", StyledText(title, .strong) + StyledText(options.map { $0 == step.name ? "" : "  \($0)" } ?? "", .quiet),
        ]
    }

    // MARK: The end

    /// Whether everyone came, and walked to the end.
    var hasEveryoneCompleted: Bool {
        endings.count == plan.crowds.count && endings.allSatisfy { $0.ending.ending == .completed }
    }

    /// How everyone fared: a line each.
    func conclusion(isInterrupted: Bool) -> [StyledText] {
        var lines: [StyledText] = endsEmpty ? [] : [""]
        for (place, crowd) in plan.crowds.enumerated() {
            let whose = plan.crowds.count > 1 ? " of \(crowd.name)" : ""
            if let (ending, seconds) = endings.first(where: { Int($0.ending.crowd) == place }) {
                lines.append(conclusion(ending, seconds, whose))
            } else {
                lines.append(
                    StyledText(
                        "Nobody\(whose) came" + (isInterrupted ? ": interrupted before" : ""), .bad))
            }
        }
        return lines
    }

    private func conclusion(_ ending: ObservedEnding, _ seconds: Double, _ whose: String) -> StyledText {
        let who = "Participant \(ending.participant)\(whose)"
        let made = Figures.counted(requests[ending.participant] ?? 0, "request")
        let at = ending.step.map { step in
            let place = Int(step.index.rawValue) - firstSteps[Int(step.crowd)] + 1
            return "at step \(place), \(step.name)"
        }
        switch ending.ending {
        case .completed:
            return StyledText(who, .strong)
                + StyledText(ending.hasEntered ? " got through" : " walked to the end but did not enter", .good)
                + StyledText(": \(made) in \(Figures.seconds(seconds))")
        case .cancelled:
            return StyledText(who, .strong) + StyledText(" was interrupted", .caution)
                + StyledText("\(at.map { " \($0)" } ?? "") after \(made)")
        case .failed:
            var words = at.map { " \($0)" } ?? ""
            if let failure = ending.failure {
                words += ": \(failure.detail) (\(failure.kind.rawValue))"
                if let diagnosis = failure.diagnosis {
                    words += ". \(Problem.sentence(diagnosis.cause)) \(Problem.sentence(diagnosis.remedy))"
                }
            }
            return StyledText(who, .strong) + StyledText(" did not get through", .bad)
                + StyledText(words.replacing("\n", with: " "))
        }
    }
}
