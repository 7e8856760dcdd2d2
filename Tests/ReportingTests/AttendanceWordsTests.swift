// Attendance in words, and where reports show it.
import Measuring
import Testing

@testable import Analysis
@testable import Reporting

@Suite struct AttendanceWordsTests {
    private func attendance(
        both: Int?, ours: [String] = [], platform: [String] = [], reason: String? = nil
    ) -> Summary.Attendance {
        Summary.Attendance(both: both, onlyOurs: ours, onlyPlatform: platform, reason: reason)
    }

    @Test func `both accounts, and who is in one alone, are one sentence`() {
        #expect(
            AttendanceWords(attendance(both: 500)).sentence == "all 500 who got in are in the platform’s report")
        #expect(
            AttendanceWords(attendance(both: 497, ours: ["a", "b", "c"], platform: ["x"])).sentence
                == "497 of 500 who got in are in the platform’s report; 3 only by Turnout’s account: a, b, c; "
                + "1 only by the platform’s: x")
        #expect(
            AttendanceWords(attendance(both: 1, ours: ["a", "b", "c", "d"])).sentence
                == "1 of 5 who got in are in the platform’s report; 4 only by Turnout’s account: a, b, c, …")
        #expect(AttendanceWords(attendance(both: 0)).sentence == "0 of 0 who got in are in the platform’s report")
    }

    @Test func `without a report the reason is said, and nothing is claimed`() {
        let words = AttendanceWords(attendance(both: nil, reason: "the plan does not include statistics"))
        #expect(words.sentence == "not compared: the plan does not include statistics")
        #expect(words.agrees == nil && words.more.isEmpty)
    }

    @Test func `the offset of the clocks is said, and blamed on nobody`() {
        var compared = attendance(both: 8)
        compared.entering = .init(count: 8, medianMs: -12.5, maxDeviationMs: 3)
        #expect(
            AttendanceWords(compared).more == [
                "Times of entering: by the median of 8 the platform’s are 12.5 ms earlier, which is mostly the offset of the "
                    + "two clocks and the way of the answer; none is further than 3.00 ms from that."
            ])
    }

    @Test func `what is unmet is the reason of the verdict`() {
        var summary = Summary.everybodyIn
        summary.verdict = .failed
        summary.unmet = ["attendance is required, and there is no report of the platform: nobody knows."]
        #expect(
            VerdictWords(summary, endingReason: nil).reason
                == "attendance is required, and there is no report of the platform: nobody knows")
        #expect(ExitCode(summary) == .notCarriedOut)
        summary.run = Summary.run(.interrupted, seconds: 3)
        #expect(ExitCode(summary) == .notCarriedOut)
    }

    @Test func `texts of the platform are escaped in every form`() throws {
        var summary = Summary.everybodyIn
        summary.attendance = attendance(both: 1, platform: ["<b>|`x`</b>&"])
        let markdown = MarkdownSummary(summary).text
        #expect(!markdown.contains("<b>"))
        let blocks = AttendanceSection(summary).blocks.map(\.markup.text).joined()
        #expect(blocks.contains("&lt;b&gt;") && !blocks.contains("<b>"))
        let terminal = TerminalSummary(summary, width: 100).lines.map(\.text)
        #expect(terminal.contains { $0.hasPrefix("Attendance  1 of 1") || $0.hasPrefix("Attendance  all 1") })
        #expect(try JUnitReport(summary).xml.contains("name=\"attendance\""))
    }
}
