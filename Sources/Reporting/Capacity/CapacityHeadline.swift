// What the page of a search opens with.
import Analysis

/// The answer as shape, word, sentences and figures.
struct CapacityHeadline {
    private let document: CapacityDocument
    private var answer: CapacityDocument.Answer { document.answer }

    init(_ document: CapacityDocument) { self.document = document }

    /// The shape beside the word. Without a requirement nothing is judged.
    var mark: Markup {
        switch (document.search.status, answer.requirement) {
        case (_, .met): Shapes.of(.passed)
        case (_, .notMet): Shapes.of(.failed)
        case (.interrupted, _): Shapes.of(.interrupted)
        case (.unfinished, _): Shapes.of(.unfinished)
        default: answer.kind == .noSingleAnswer ? Shapes.of(.invalid) : Shapes.of(.notJudged)
        }
    }

    /// The answer in a word or two.
    var word: String { CapacityWords.head(document).uppercased() }

    /// The first sentence of the answer.
    var text: String { sentences.first }

    /// The others.
    var reason: String {
        [sentences.others, document.answer.cause?.sentence ?? "", document.advice?.sentence ?? ""].filter {
            !$0.isEmpty
        }.joined(separator: " ")
    }

    private var sentences: (first: String, others: String) {
        guard let end = answer.sentence.firstRange(of: ". ") else { return (answer.sentence, "") }
        return (
            String(answer.sentence[..<answer.sentence.index(after: end.lowerBound)]),
            String(answer.sentence[end.upperBound...])
        )
    }

    /// The size to plan with, the capacity, what fails, what is required, how many storms.
    var facts: [Page.Fact] {
        var facts = [planWith, capacity]
        if let fails = answer.fails {
            let failed = storms(of: fails, .failed)
            facts.append(
                Page.Fact(
                    "Fail", Figures.count(fails), CapacitySentence.allFailed(failed))
            )
        }
        if let required = document.settings.require, let requirement = answer.requirement {
            let word =
                switch requirement {
                case .met: "met"
                case .notMet: "not met"
                case .open: "open"
                }
            facts.append(Page.Fact("Required", Figures.count(required), word))
        }
        if let advice = document.advice { facts.append(expected(advice)) }
        let all = StormGroup(value: 0, storms: document.allStorms)
        facts.append(Page.Fact("Storms", Figures.count(all.storms.count), all.results))
        return facts
    }

    private var planWith: Page.Fact {
        guard let size = answer.planWith else {
            return Page.Fact("Plan with", "–", "no size passed three storms of three")
        }
        return Page.Fact("Plan with", Figures.count(size), "each of \(storms(of: size, .passed)) storms passed")
    }

    /// How an expected crowd should come.
    private func expected(_ advice: CapacityAdvice) -> Page.Fact {
        let name = "Expected \(Figures.count(advice.participants))"
        if advice.atOnce == .holds { return Page.Fact(name, "hold", "as the scenario lets them come") }
        guard let window = advice.windowMs else { return Page.Fact(name, "–", "no window known to hold") }
        let passed = (document.windowStorms ?? []).count { $0.windowMs == window && $0.outcome == .passed }
        return Page.Fact(name, "over \(WindowWords.text(window))", "each of \(passed) storms passed")
    }

    private var capacity: Page.Fact {
        let confidence = "\(Figures.fixed(answer.confidence * 100, digits: 0)) % confidence"
        switch answer.kind {
        case .between:
            let (lower, upper) = (answer.lower ?? 0, answer.upper ?? 0)
            return Page.Fact(
                "Capacity", "about \(Figures.count(answer.estimate ?? 0))",
                "half of the storms pass; \(confidence): between \(Figures.count(lower)) and \(Figures.count(upper))")
        case .moreThan, .fewerThan:
            return Page.Fact("Capacity", CapacityWords.capacity(answer), "half of the storms pass; \(confidence)")
        case .noSingleAnswer, .undecided: return Page.Fact("Capacity", "–", CapacityWords.capacity(answer))
        }
    }

    private func storms(of participants: Int, _ outcome: CapacityDocument.Storm.Outcome) -> Int {
        document.storms.count { $0.participants == participants && $0.outcome == outcome }
    }
}
