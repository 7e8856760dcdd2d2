// Which steps participants took, and how many completed their journey: a step that none of them took says something.
import Measuring
import Scenarios

/// The steps that were taken so far.
struct WalkedSteps {
    /// By a step's number.
    private var isTaken: [Bool] = []
    /// By a crowd's index in the plan.
    private var completed: [Int16: Int] = [:]

    /// Adds a batch of one loop.
    mutating func add(_ batch: SampleBatch) {
        // A span, since taking a sample out of an array copies it.
        let steps = batch.steps.span
        for place in steps.indices {
            let step = Int(steps[place].step.rawValue)
            guard step >= 0 else { continue }
            while isTaken.count <= step { isTaken.append(false) }
            isTaken[step] = true
        }
        for participant in batch.participants where participant.ending == .completed {
            completed[participant.crowd, default: 0] += 1
        }
    }

    /// The steps that everyone passed by, one sentence each. Whoever completed the journey met every step's condition.
    func warnings(of plan: Plan) -> [String] {
        plan.crowds.enumerated().flatMap { crowd, words in
            let first = plan.firstStep(ofCrowd: crowd)
            let count = completed[Int16(clamping: crowd)] ?? 0
            guard count > 0 else { return [String]() }
            return words.journey.enumerated().compactMap { place, step in
                let wasTaken = isTaken.indices.contains(first + place) && isTaken[first + place]
                guard let when = step.when, step.action.kind.sends, !wasTaken else { return nil }
                let whose = plan.crowds.count > 1 ? " of '\(words.name)'" : ""
                let who = count == 1 ? "the one participant" : "any of the \(count) participants"
                return
                    "The step '\(step.name)'\(whose) was never carried out: its condition (\(when.written)) did not hold "
                    + "for \(who) who completed the journey."
            }
        }
    }
}
