import Measuring
import Support
import Testing

@testable import Analysis

@Suite struct `The fitted edge of a capacity search` {
    private func document(_ storms: [(Int, CapacityStorm.Outcome)], missed: [String] = []) -> CapacityDocument {
        let settings = CapacityDocument.Settings(from: 10, to: 400, maxStorms: 40)
        var document = CapacityDocument(
            search: CapacityDocument.Search(
                name: "", scenario: "", crowd: "", startedAt: "", target: "", seed: 1, version: "", status: .completed),
            settings: settings,
            answer: CapacityDocument.Answer(CapacitySearch(settings.ofSearch).answer, sentence: ""))
        document.storms = storms.enumerated().map { place, storm in
            CapacityDocument.Storm(
                number: place + 1, participants: storm.0, why: "", run: nil, outcome: storm.1, figures: nil,
                recoverySeconds: nil)
        }
        return document
    }

    private let storms: [(Int, CapacityStorm.Outcome)] = [
        (10, .passed), (26, .passed), (68, .failed), (42, .passed), (60, .failed), (56, .passed), (60, .passed),
        (300, .notCounted(.generator)), (64, .failed), (94, .failed),
    ]

    @Test(arguments: [10, 42, 56, 60, 64, 94, 400])
    func `is what the search itself believes`(size: Int) {
        let document = document(storms)
        let point = CapacityEdge(document).point(size)
        let believed = document.replayed.belief.chance(ofPassing: size, times: 1)
        #expect((point.mean - believed).magnitude < 1e-3)
        #expect(point.lower <= point.mean && point.mean <= point.upper)
        #expect(point.lower >= 0 && point.upper <= 1)
    }

    @Test func `falls as storms grow, and is known better after more of them`() {
        let (few, more) = (CapacityEdge(document(storms)), CapacityEdge(document(storms + storms + storms)))
        let points = [10, 30, 50, 60, 70, 100, 400].map(few.point)
        for (one, next) in zip(points, points.dropFirst()) {
            #expect(next.mean <= one.mean && next.lower <= one.lower && next.upper <= one.upper)
        }
        func width(_ point: CapacityEdge.Point) -> Double { point.upper - point.lower }
        #expect(width(more.point(50)) < width(few.point(50)))
    }

    @Test func `knows the bounds that storms missed, of those that a chart can show`() {
        func bounds(_ expressions: [String]) -> MissedBounds {
            var found = document([(10, .failed)])
            found.storms[0].figures = StormFigures.missing(expressions)
            return MissedBounds(found)
        }
        let some = bounds(["p95(journey) < 5s", "turnout >= 99%", "p95(token) < 1s", "nonsense", "failures == 0"])
        #expect(some.turnout == 0.99 && some.journeyP95Ms == 5000)
        let none = bounds(["p99(journey) < 5s", "turnout(hosts) >= 99%"])
        #expect(none.turnout == nil && none.journeyP95Ms == nil)
    }
}

extension StormFigures {
    /// A storm that missed thresholds.
    fileprivate static func missing(_ expressions: [String]) -> StormFigures {
        var figures = StormFigures(
            SummaryBuilder(metadata: ImaginedRun.metadata(expected: 1), thresholds: [])
                .results(
                    outcome: RunOutcome(
                        status: .completed, reason: nil, durationSeconds: 0, generator: ImaginedRun.report)
                ).summary)
        figures.missed = expressions.map { Missed(expression: $0, actual: nil) }
        return figures
    }
}
