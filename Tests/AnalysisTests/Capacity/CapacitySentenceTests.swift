// The answer of a search in words.
import Testing

@testable import Analysis

@Suite struct CapacitySentenceTests {
    @Test func `storms are named by their numbers, also where storms over windows lie between`() {
        let settings = CapacityDocument.Settings(from: 10, to: 100, maxStorms: 40)
        let search = CapacitySearch(settings.ofSearch)
        var answer = search.answer
        answer.capacity = .noSingleAnswer(
            .changed(
                earlier: CapacityAnswer.Trial(number: 1, participants: 40, passed: true),
                later: CapacityAnswer.Trial(number: 2, participants: 20, passed: false)))
        let storms = [(1, 40, CapacityStorm.Outcome.passed), (6, 20, .failed)].map { number, participants, outcome in
            CapacityDocument.Storm(
                number: number, participants: participants, why: "", run: "x", outcome: outcome, figures: nil,
                recoverySeconds: nil)
        }
        let document = CapacityDocument(
            search: CapacityDocument.Search(
                name: "x", scenario: "x.yaml", crowd: "participants", startedAt: "", target: "", seed: 1, version: "",
                status: .completed),
            settings: settings, storms: storms, answer: CapacityDocument.Answer(answer, sentence: ""))
        let text = CapacitySentence(answer, of: document).text
        #expect(
            text.contains("the target changed: storm 1 (40) passed, but storm 6 (20) failed"), "\(text)")
    }
}
