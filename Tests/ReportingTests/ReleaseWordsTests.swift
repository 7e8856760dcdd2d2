import Analysis
import Support
import Testing

@testable import Reporting

@Suite struct `A release` {
    /// Two crowds that come at once, each behind a gate before its log-in.
    private static let material = ReportMaterial(
        StormSamples(crowds: [.init(name: "hosts", participants: 3), .init(name: "learners", participants: 300)]))

    private static let texts: [(format: String, text: String)] = [
        ("terminal", TerminalSummary(material.results.summary, width: 400).lines.rendered(colour: false)),
        (
            "Markdown",
            MarkdownSummary(material.results).text.replacing("<code>", with: "").replacing("</code>", with: "")
        ),
        ("HTML", HTMLReport(material).text),
    ]

    @Test(arguments: texts)
    func `is that of a crowd, where there are several`(_ format: String, _ text: String) {
        for crowd in ["hosts", "learners"] {
            #expect(text.contains("of \(crowd) before token"), "\(format)")
        }
    }

    @Test(arguments: [("hosts", "of hosts before token"), (nil, "before token")] as [(String?, String)])
    func `that crowds share is named by its gate alone`(_ crowd: String?, _ words: String) {
        var summary = Self.material.results.summary
        summary.releases[0].crowd = crowd
        #expect(ReleaseWords.which(summary.releases[0], in: summary) == words)
    }

    @Test(arguments: [Summary.Release.Kind.cold, .warm, .tight, .primed])
    func `says in every report what was ready`(_ kind: Summary.Release.Kind) {
        var summary = Summary.everybodyIn
        summary.releases[0].kind = kind
        summary.releases[0].primingMs = kind == .primed ? 812 : nil
        let isPrimed = kind == .primed
        let name = kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst()
        let words =
            "\(name): all 500 sent \(isPrimed ? "the last byte of " : "")their first request within "
            + "34.2 ms (half within 12.3 ms), the first 0.82 ms after the release."
        let preparation = "All else had gone out before it, which took 812 ms."
        let terminal = TerminalSummary(summary, width: 400).lines.rendered(colour: false)
        var results = Self.material.results
        results.summary = summary
        for text in [terminal, MarkdownSummary(results).text] {
            #expect(text.contains(words) && text.contains(preparation) == isPrimed, "\(text)")
        }
        var material = Self.material
        material.results.summary.releases[0].kind = kind
        let page = HTMLReport(material).text
        #expect(page.contains(isPrimed ? "which is primed" : "The release is \(kind.rawValue)"))
    }

    @Test func `lists who went unprimed, and why`() {
        var summary = Summary.everybodyIn
        summary.releases[0].kind = .primed
        summary.releases[0].unprimed = [
            .init(cause: .answered, participants: ["participant 3"]),
            .init(cause: .late, participants: (5...9).map { "participant \($0)" }),
        ]
        let words =
            "6 people were released unprimed: 1 answered by the server before the last byte (participant 3); "
            + "5 not ready when the time to hold was over (participant 5, participant 6, participant 7, …)."
        #expect(TerminalSummary(summary, width: 400).lines.rendered(colour: false).contains(words))
        var results = Self.material.results
        results.summary = summary
        #expect(MarkdownSummary(results).text.contains(words))
        var material = Self.material
        material.results.summary.releases[0].unprimed = summary.releases[0].unprimed
        #expect(HTMLReport(material).text.contains(words))
    }

    @Test(arguments: [
        (6, "Partly primed, for 494 of 500: all 500 sent", "Of those who were primed all else had gone out"),
        (500, "Not primed, for none of 500: all 500 sent", nil),
    ])
    func `is not called primed if not all were`(unprimed: Int, words: String, preparation: String?) throws {
        var material = Self.material
        material.results.summary = Summary.everybodyIn
        material.results.summary.releases[0].kind = .primed
        material.results.summary.releases[0].unprimed = [
            .init(cause: .late, participants: (0..<unprimed).map { "participant \($0)" })
        ]
        let summary = material.results.summary
        let terminal = TerminalSummary(summary, width: 400).lines.rendered(colour: false)
        for text in [terminal, MarkdownSummary(material.results).text, try JUnitReport(material.results).xml] {
            #expect(text.contains(words) && text.contains("All else had gone out") == false)
            if let preparation { #expect(text.contains(preparation)) }
        }
        #expect(HTMLReport(material).text.contains("The release is primed for \(500 - unprimed) of the 500 who waited"))
    }

    @Test func `that is the only one needs no name`() {
        let summary = Summary.everybodyIn
        #expect(ReleaseWords.which(summary.releases[0], in: summary) == nil)
    }
}
