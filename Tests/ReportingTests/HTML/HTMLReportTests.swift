import Foundation
import FoundationXML
import Measuring
import Support
import Testing

@testable import Analysis
@testable import Reporting

@Suite struct `The HTML report` {
    @Test(arguments: ReportCase.allCases)
    func `is well-formed, without scripts and without anything to load`(of run: ReportCase) {
        let text = run.page
        PageRules.expectSelfContained(text)
        #expect(text.utf8.count <= 500_000)
    }

    @Test(arguments: ReportCase.allCases)
    func `has one h1, headings in order, heads with a scope, and a language`(of run: ReportCase) {
        PageRules.expectStructure(run.page)
    }

    @Test(arguments: [
        (ReportCase.passed, "PASSED", "500 of 500 got in, the last "),
        (.some, "PASSED", "495 of 500 got in, 5 never did."),
        (.collapsed, "FAILED", " of 500 got in, 210 never did."),
        (.nobody, "FAILED", "0 of 500 got in."),
        (.invalid, "INVALID", "These times are the generator’s, not the target’s."),
        (.interrupted, "INTERRUPTED", "495 of 500 got in, the last "),
        (.unfinished, "UNFINISHED", " of 500 are known to have got in, the last "),
        (.regressed, "REGRESSED", "500 of 500 got in, the last "),
        (.crowds, "FAILED", "299 of 303 got in."),
    ])
    func `opens with a verdict and a sentence`(_ run: ReportCase, word: String, headline: String) throws {
        let text = run.page
        #expect(text.contains("<strong>\(word)"))
        let opening = try #require(text.split(separator: "<h1>").last?.prefix { $0 != "<" })
        #expect(opening.contains(headline))
    }

    @Test func `puts the failures before everything else where nobody got in`() throws {
        func topics(_ run: ReportCase) -> [String] {
            PageOutline(run.page).elements.filter { $0.name == "section" }
                .compactMap { $0.attributes["id"].map { String($0.dropFirst("about-".count)) } }
        }
        #expect(topics(.nobody).prefix(3) == ["thresholds", "failures", "admission"])
        #expect(
            topics(.regressed) == [
                "thresholds", "admission", "whereabouts", "release", "steps", "waves", "phases", "journeys", "failures",
                "baseline", "trust", "background",
            ])
        #expect(topics(.hosted).suffix(4) == ["event", "attendance", "trust", "background"])
        #expect(Set(topics(.invalid)).isDisjoint(with: ["steps", "waves", "phases", "journeys", "baseline"]))
    }

    @Test func `draws the waves of the baseline below its own`() {
        let text = ReportCase.regressedOverTime.page
        #expect(text.contains(">this run</text>") && text.contains(">baseline</text>"))
        #expect(text.contains("Below at the same scales: the baseline, 500 successes."))
        #expect(!ReportCase.arrivals.page.contains("Below at the same scales"))
    }

    @Test(arguments: [ReportCase.passed, .ten, .crowds])
    func `has the figures of the steps in one table, below their chart`(of run: ReportCase) throws {
        let text = run.page
        #expect(text.components(separatedBy: "Response times of successes</caption>").count == 2)
        let chart = try #require(text.components(separatedBy: "id=\"figure-step-ranges\"").last)
        #expect(!chart.prefix(upTo: try #require(chart.range(of: "</figure>")).lowerBound).contains("<details"))
    }

    @Test(arguments: [ReportCase.some, .collapsed, .nobody, .crowds])
    func `counts failures' times from the first arrival, and says how far its axis is from there`(of run: ReportCase) {
        let text = run.page.replacing("\u{A0}", with: " ")
        for group in run.material.results.summary.failures {
            // In the headline of the strip or not, but always beside its cause.
            #expect(text.contains("<span class=\"more\">\(FailureWords.when(group))</span>"))
        }
        // The release is half a second after the arrivals begin.
        #expect(text.contains("Zero on the axis is 500 ms after the first arrival."))
        #expect(!text.contains("times since T0\"><table>"))
    }

    /// Whole names are titles. Thresholds are shown as they are written.
    @Test func `cuts long names everywhere alike, and has them whole as titles`() throws {
        let page = PageOutline(ReportCase.longNames.page)
        let shown = ReportCase.longNames.page.replacing(/title="[^"]*"/, with: "")
        let long = String(repeating: "the long ", count: 6)
        #expect(!shown.contains(long) && !shown.contains(long.replacing(" ", with: "_")))
        let titles = Set(page.elements.compactMap { $0.attributes["title"] })
        let summary = ReportCase.longNames.material.results.summary
        #expect(titles.contains(summary.run.name))
        for step in summary.steps { #expect(titles.contains("\(step.crowd): \(step.name)")) }
        for crowd in summary.crowds { #expect(titles.contains(crowd.name)) }
        // Names that begin alike stay apart.
        let heads = shown.matches(of: /<th scope="row"[^>]*>([^<]*…[^<]*)<\/th>/).map { String($0.output.1) }
        #expect(Set(heads).count >= 8)
    }

    @Test(arguments: [ReportCase.one, .oneFailed])
    func `of one participant speaks of one`(of run: ReportCase) {
        let results = run.material.results
        let texts = [
            PageOutline(run.page).text, TerminalSummary(results).lines.rendered(colour: false),
            MarkdownSummary(results).text,
        ]
        for text in texts {
            let wrong = text.matches(of: /[Aa]ll 1 |\bthe 1 |\b1 (participants|people|requests|executions|steps)\b/)
            #expect(wrong.isEmpty, "\(wrong.map(\.output.0))")
            let counts = text.matches(of: /1 of (the )?1 \w+/).map { String($0.output.0) }
            // The turnout is a share of those expected.
            #expect(Set(counts).isSubset(of: ["1 of 1 got"]), "\(counts)")
        }
    }

    @Test func `says beside the turnout how many of those who got in the platform's report knows`() {
        let text = ReportCase.hosted.page.replacing("\u{A0}", with: " ")
        let fact = text.components(separatedBy: "In the platform’s report").dropFirst().first?.prefix(200) ?? ""
        #expect(fact.contains("497 of 500") && fact.contains("of those who got in; 3 missing there; 1 only there"))
        #expect(text.contains("The event must be recorded, and was not to its end"))
        #expect(!ReportCase.passed.page.contains("In the platform’s report"))
    }

    @Test func `has the host's side in every other format too`() throws {
        let results = ReportCase.hosted.material.results
        let texts = [
            TerminalSummary(results).lines.rendered(colour: false).split(whereSeparator: \.isWhitespace).joined(
                separator: " "),
            MarkdownSummary(results).text, try JUnitReport(results.summary).xml,
        ]
        for text in texts {
            #expect(text.contains("497 of 500 who got in are in the platform’s report"))
            #expect(text.contains("92.0 % of the event was recorded (27.6 s of 30.0 s)."))
            #expect(text.contains("6 events in 11 deliveries: 2 with a wrong signature"))
            #expect(text.lowercased().contains("the event must be recorded, and was not to its end: a record failed"))
        }
    }

    @Test(arguments: [ReportCase.large, .largeAndLong])
    func `of 10,000 people is hardly larger than one of 500`(_ run: ReportCase) {
        let text = run.page
        #expect(text.utf8.count <= 250_000)
        #expect(PageOutline(text).elements.count <= 2500)
    }

    @Test(arguments: ReportCase.golden)
    func `is this page, byte for byte`(of run: ReportCase) throws {
        let text = run.page
        #expect(HTMLReport(run.material).text == text)
        try GoldenFile(name: "page-\(run.rawValue).html").expect(text)
    }

    /// `make check-report` looks at these in a browser.
    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["TURNOUT_REPORT_PAGES"] != nil), arguments: ReportCase.allCases
    )
    func `is written for the browser`(_ run: ReportCase) throws {
        let folder = try #require(ProcessInfo.processInfo.environment["TURNOUT_REPORT_PAGES"])
        try Data(run.page.utf8).write(
            to: URL(fileURLWithPath: folder).appending(path: "\(run.rawValue).html"))
    }
}
