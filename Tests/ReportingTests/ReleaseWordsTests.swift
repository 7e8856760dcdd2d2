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

    @Test func `that is the only one needs no name`() {
        let summary = Summary.everybodyIn
        #expect(ReleaseWords.which(summary.releases[0], in: summary) == nil)
    }
}
