// The job summary: short enough for every CI system, and no text of a run is taken for Markdown or HTML.
import Analysis
import Measuring
import Reporting
import Testing

@Suite struct MarkdownTests {
    @Test func `the verdict comes first, then what decided it`() {
        let text = MarkdownSummary(.collapsed).text
        #expect(
            text.hasPrefix("### ❌ FAILED&#58; Simultaneous login\n")
                || text.hasPrefix("### ❌ FAILED: Simultaneous login\n"))
        let order = ["### ❌", "#### Thresholds", "#### The crowd", "#### Response times", "#### Failures", "<details>"]
        let places = order.compactMap { text.range(of: $0)?.lowerBound }
        #expect(places.count == order.count && places == places.sorted())
        #expect(
            text.contains("| ❌ missed | <code>turnout >= 99.5%</code> | 62.4 % |")
                || text.contains("| ❌ missed | <code>turnout &#62;= 99.5%</code> | 62.4 % |"))
        #expect(text.contains("→ This is the finding the rehearsal is for"))
        #expect(text.contains("≈ 9.61 s"))
    }

    @Test func `every heading is of the third level or below`() {
        for summary in [Summary.everybodyIn, .collapsed, .compared] {
            let headings = MarkdownSummary(summary).text.split(separator: "\n").filter { $0.hasPrefix("#") }
            #expect(!headings.isEmpty && headings.allSatisfy { $0.hasPrefix("### ") || $0.hasPrefix("#### ") })
        }
    }

    @Test func `an invalid run shows no times`() {
        var summary = Summary.collapsed
        summary.verdict = .invalid
        summary.warnings = []
        summary.failures = []
        let text = MarkdownSummary(summary).text
        #expect(text.hasPrefix("### ⚠️ INVALID"))
        #expect(!text.contains("9.61 s") && !text.contains("4.21 s") && !text.contains("310 ms"))
        #expect(text.contains("not judged") && !text.contains("❌"))
    }

    @Test func `an interrupted run is not judged`() {
        var summary = Summary.collapsed
        summary.run.status = .interrupted
        summary.verdict = .none
        let text = MarkdownSummary(summary, endingReason: "ended by the user").text
        #expect(text.hasPrefix("### ➖ INTERRUPTED"))
        #expect(!text.contains("❌"))
    }

    @Test func `a comparison shows what became worse first`() {
        let text = MarkdownSummary(.compared).text
        let rows = text.split(separator: "\n").filter {
            $0.hasPrefix("| p") || $0.hasPrefix("| turnout") || $0.hasPrefix("| failures")
        }
        #expect(rows.first?.hasPrefix("| p95(token) |") == true)
        #expect(rows.first?.contains("❌ **regression**") == true)
        #expect(text.contains("The baseline ran on another machine."))
    }

    /// The lines of a text without the parts that Turnout writes: only what begins or closes something counts.
    private func skeleton(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("|")
                ? "|\(line.count { $0 == "|" })" : String(line.prefix { "#->|".contains($0) || $0 == " " })
        }
    }

    @Test(arguments: HostileText.all.filter { !$0.isEmpty })
    func `no text of a run changes the page around it`(text: String) {
        let hostile = MarkdownSummary(HostileText.summary(text)).text
        let harmless = MarkdownSummary(HostileText.summary("harmless")).text
        #expect(skeleton(hostile) == skeleton(harmless))
        func tags(_ text: String) -> [Substring] { text.matches(of: /<[^>]*>/).map(\.output) }
        #expect(tags(hostile) == tags(harmless))
        #expect(!hostile.hasControlCharactersBesideLineFeeds)
        #expect(hostile.count { $0 == "`" } == 0)
        #expect(!hostile.contains("**bold**") && !hostile.contains("](") && !hostile.contains("http://"))
    }

    @Test func `a run of any size stays far below what GitHub takes`() {
        let name = String(repeating: "|<`&\u{1F600}\u{301}\u{301}", count: 40_000)
        var summary = HostileText.summary(name)
        let failure = summary.failures[0]
        summary.failures = (0..<5000).map { number in
            var group = failure
            group.count = 5000 - number
            return group
        }
        summary.thresholds = Array(repeating: summary.thresholds[0], count: 3000)
        summary.steps = Array(repeating: summary.steps[0], count: 3000)
        summary.releases = Array(repeating: summary.releases[0], count: 3000)
        summary.warnings = Array(repeating: name, count: 3000)
        summary.generator.reasons = summary.warnings
        summary.crowds = Array(
            repeating: Summary.Crowd(
                name: name, participants: summary.participants,
                admission: Summary.Admission(t50Ms: 1, t90Ms: nil, t99Ms: nil, lastMs: 2, never: 3),
                journey: summary.journey), count: 3000)
        summary.comparison = Summary.compared.comparison
        if let row = summary.comparison?.rows[0] { summary.comparison?.rows = Array(repeating: row, count: 3000) }
        summary.comparison?.sentence = name
        summary.comparison?.warnings = summary.warnings
        let size = MarkdownSummary(summary).text.utf8.count
        #expect(size < 512 * 1024, "\(size)")
        #expect(MarkdownSummary(summary).text.contains("and 4970 more kinds of failure"))
    }
}

extension String {
    fileprivate var hasControlCharactersBesideLineFeeds: Bool {
        unicodeScalars.contains { $0 != "\n" && ControlCharacters.contains($0) }
    }
}
