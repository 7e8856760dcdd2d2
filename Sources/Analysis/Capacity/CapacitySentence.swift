// The answer of a capacity search as a sentence to forward.

/// The answer as a sentence to forward.
package struct CapacitySentence {
    private let answer: CapacityAnswer
    private let document: CapacityDocument

    init(_ answer: CapacityAnswer, of document: CapacityDocument) {
        self.answer = answer
        self.document = document
    }

    var text: String {
        let parts = [plan, capacity, failing, requirement].compactMap { $0 }
        return (answer.isComplete ? "" : "So far: ") + parts.joined(separator: " ")
    }

    /// What a user should plan with.
    private var plan: String? {
        guard let plan = answer.planWith else {
            if answer.sizes.contains(where: { $0.counted > 0 }) { return "No size has held in three storms of three." }
            return document.storms.contains { $0.run != nil } ? nil : "No storm was run."
        }
        return "\(plan.participants) \(document.settings.arrival) hold: each of \(plan.storms) storms passed."
    }

    private var confidence: String { "with \(Int((answer.confidence * 100).rounded())) % confidence" }

    private var capacity: String {
        switch answer.capacity {
        case .between(let lower, let estimate, let upper):
            "The capacity, where half of the storms pass, is about \(estimate), \(confidence) between \(lower) and \(upper)."
        case .moreThan(let size): "The capacity, where half of the storms pass, is more than \(size) (\(confidence))."
        case .fewerThan(let size): "The capacity, where half of the storms pass, is less than \(size) (\(confidence))."
        case .noSingleAnswer(let evidence): "There is no single answer: \(words(evidence))."
        case .undecided: "Too little is known of the capacity."
        }
    }

    private var failing: String? {
        guard let failing = answer.failing else { return nil }
        return "\(failing.participants) fail: \(CapacitySentence.allFailed(failing.failed))."
    }

    /// That each of so many storms failed, in words.
    package static func allFailed(_ storms: Int) -> String {
        switch storms {
        case 1: "the only storm failed"
        case 2: "both storms failed"
        default: "all \(storms) storms failed"
        }
    }

    private var requirement: String? {
        guard let required = document.settings.require, let requirement = answer.requirement else { return nil }
        return switch requirement {
        case .met: "The required \(required) are met."
        case .notMet: "The required \(required) are not met."
        case .open: "Whether the required \(required) hold is open."
        }
    }

    private func words(_ evidence: CapacityAnswer.Evidence) -> String {
        switch evidence {
        case .mixed(let lowest, let highest, let passed, let failed):
            "from \(lowest) to \(highest), \(passed) storms passed and \(failed) failed, whatever their size"
        case .unrecovered(let passed, let failed):
            "of the storms right after a failed one \(failed) failed and \(passed) passed, whatever their size"
        case .changed(let earlier, let later):
            "the target changed: storm \(number(earlier)) (\(earlier.participants)) \(earlier.passed ? "passed" : "failed"), "
                + "but storm \(number(later)) (\(later.participants)) \(later.passed ? "passed" : "failed")"
        }
    }

    /// The number of a storm among all of the document: those over windows have numbers too.
    private func number(_ trial: CapacityAnswer.Trial) -> Int {
        let storms = document.storms
        return storms.indices.contains(trial.number - 1) ? storms[trial.number - 1].number : trial.number
    }
}
