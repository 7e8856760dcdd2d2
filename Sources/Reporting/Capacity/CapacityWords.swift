// A capacity search in words that all formats share.
import Analysis
import Measuring

/// The words of a search and of its storms.
enum CapacityWords {
    /// The answer in a word or two.
    static func head(_ document: CapacityDocument) -> String {
        switch document.answer.requirement {
        case .met: return "met"
        case .notMet: return "not met"
        case .open: return "open"
        case nil: break
        }
        switch document.answer.kind {
        case .between: return "about \(Figures.count(document.answer.estimate ?? 0))"
        case .moreThan: return "more than \(Figures.count(document.answer.lower ?? 0))"
        case .fewerThan: return "less than \(Figures.count(document.answer.upper ?? 0))"
        case .noSingleAnswer: return "no single answer"
        case .undecided: return "undecided"
        }
    }

    /// What is known of the capacity: `54 to 64, about 60`.
    static func capacity(_ answer: CapacityDocument.Answer) -> String {
        let (lower, upper) = (Figures.count(answer.lower ?? 0), Figures.count(answer.upper ?? 0))
        return switch answer.kind {
        case .between: "\(lower) to \(upper), about \(Figures.count(answer.estimate ?? 0))"
        case .moreThan: "more than \(lower)"
        case .fewerThan: "less than \(upper)"
        case .noSingleAnswer: "no single answer"
        case .undecided: "too little is known"
        }
    }

    /// How the answer is shown.
    static func tone(_ document: CapacityDocument) -> Tone {
        switch document.answer.requirement {
        case .met: .good
        case .notMet: .bad
        case .open: .caution
        case nil: document.answer.kind == .between || document.answer.kind == .moreThan ? .good : .caution
        }
    }

    /// What a reader of the answer has to know, a sentence each.
    static func notes(_ document: CapacityDocument) -> [String] {
        var notes: [String] = []
        switch document.search.status {
        case .completed, .unfinished: break
        case .interrupted: notes.append("The search was interrupted. --resume goes on with it.")
        case .stopped, .failed:
            notes.append(
                "The search ended early: \(Sentence.ended(document.search.reason ?? "")) --resume goes on with it.")
        }
        let generatorBound = document.storms.filter { $0.exclusion == .generator }.map(\.participants)
        if let smallest = generatorBound.min(), let largest = generatorBound.max() {
            let sizes =
                smallest == largest
                ? Figures.count(smallest) : Glue.range(Figures.count(smallest), Figures.count(largest))
            notes.append(
                "In \(Figures.counted(generatorBound.count, "storm")) (\(sizes) \(document.settings.arrival)) Turnout itself was "
                    + "the bottleneck on this machine. Such storms do not count."
                    + (document.answer.generatorLimit == nil ? "" : " Larger ones are not tried."))
        }
        let bound = (document.windowStorms ?? []).count { $0.exclusion == .generator }
        if bound > 0 {
            notes.append(
                "In \(Figures.counted(bound, "storm")) over a window Turnout itself was the bottleneck on this machine. Such "
                    + "storms do not count.")
        }
        let unrecovered = document.allStorms.count { $0.exclusion == .notRecovered }
        if unrecovered > 0 {
            notes.append(
                "The target did not recover in time before \(Figures.counted(unrecovered, "storm")).")
        }
        return notes
    }

    /// How an advice is shown.
    static func tone(_ advice: CapacityAdvice) -> Tone {
        if advice.atOnce == .holds { return .good }
        if advice.windowMs != nil { return .caution }
        return advice.isComplete ? .bad : .caution
    }

    /// What differs from storm to storm: the size, or the window.
    static func varied(_ storm: CapacityDocument.Storm) -> String {
        storm.windowMs.map(WindowWords.text) ?? Figures.count(storm.participants)
    }

    /// How a storm ended.
    static func outcome(_ storm: CapacityDocument.Storm) -> String {
        switch storm.outcome {
        case .passed: "passed"
        case .failed: "failed"
        case .notCounted: "not counted"
        }
    }

    /// How a storm ended, as the end of a sentence.
    static func ending(_ storm: CapacityDocument.Storm) -> String {
        storm.outcome == .notCounted ? "does not count" : outcome(storm)
    }

    /// How it is shown.
    static func tone(_ storm: CapacityDocument.Storm) -> Tone {
        switch storm.outcome {
        case .passed: .good
        case .failed: .bad
        case .notCounted: .caution
        }
    }

    /// What failed in a storm, or why it does not count; empty if neither.
    static func finding(_ storm: CapacityDocument.Storm) -> String {
        if let exclusion = storm.exclusion { return CapacityReasons.words(exclusion) }
        guard storm.outcome == .failed, let figures = storm.figures else { return "" }
        if let endedBy = figures.endedBy { return "cut short: \(endedBy)" }
        let missed = figures.missed.map(\.expression).joined(separator: ", ")
        guard let worst = figures.failures.first else { return missed }
        let words =
            "\(Figures.count(worst.count)) × \(worst.step): \(FailureWords.of(worst.kind, status: worst.status))"
        return missed.isEmpty ? words : "\(missed); \(words)"
    }
}
