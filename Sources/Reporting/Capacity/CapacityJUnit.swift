// A capacity search as JUnit XML: one case, `capacity >= M`.
package import Analysis

/// Formats a search as JUnit XML. Without a requirement the case asks for the smallest size.
package struct CapacityJUnit: Sendable {
    private let document: CapacityDocument

    /// Creates the report of a search.
    package init(_ document: CapacityDocument) { self.document = document }

    /// The document.
    /// - Throws: what the XML encoder throws. No text of a search makes it throw.
    package var xml: String {
        get throws {
            let settings = document.settings
            let suite = JUnitDocument.Suite(
                name: "capacity", timestamp: String(document.search.startedAt.prefix(19)), seconds: document.seconds,
                properties: [
                    ("scenario", document.search.scenario), ("target", document.search.target),
                    ("from", String(settings.from)), ("to", String(settings.to)),
                    ("storms", String(document.allStorms.count)),
                ] + answer + advice,
                cases: [
                    JUnitDocument.Case(
                        className: "\(document.search.name).capacity",
                        name: "capacity >= \(settings.require ?? settings.from)",
                        outcome: outcome, text: text)
                ])
            return try JUnitDocument(name: document.search.name, suites: [suite]).xml
        }
    }

    private var answer: [(String, String)] {
        let answer = document.answer
        let numbers = [
            ("plan-with", answer.planWith), ("capacity", answer.estimate), ("capacity-lower", answer.lower),
            ("capacity-upper", answer.upper),
        ]
        return numbers.compactMap { name, number in number.map { (name, String($0)) } }
            + (answer.cause.map { [("cause", $0.sentence)] } ?? [])
    }

    /// The advice is no case of its own: it does not change how the search is judged.
    private var advice: [(String, String)] {
        guard let advice = document.advice else { return [] }
        return [("expected", String(advice.participants)), ("advice", advice.sentence)]
    }

    private var text: String {
        ([
            document.answer.sentence, document.answer.cause?.sentence, document.advice?.sentence,
            document.advice?.grounds,
        ]
        .compactMap { $0 } + CapacityWords.notes(document)).joined(separator: " ")
    }

    private var outcome: JUnitDocument.Outcome {
        let sentence = document.answer.sentence
        // Of a search that was broken off, only what is known of the smallest size decides.
        let requirement =
            document.answer.requirement
            ?? (document.answer.isComplete ? nil : document.replayed.holds(document.settings.from))
        guard let requirement else {
            return switch document.answer.kind {
            case .between, .moreThan: .passed
            case .fewerThan: .failure(type: "capacity", sentence)
            case .noSingleAnswer, .undecided: .error(type: "undecided", sentence)
            }
        }
        return switch requirement {
        case .met: .passed
        case .notMet: .failure(type: "capacity", sentence)
        case .open: .error(type: "undecided", sentence)
        }
    }
}
