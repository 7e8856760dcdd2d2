import Foundation
import Testing

@testable import Analysis
@testable import Reporting

@Suite struct `The page of a capacity search` {
    @Test(arguments: CapacityCase.allCases)
    func `is well-formed, and links to nothing but the reports beside it`(of search: CapacityCase) {
        PageRules.expectSelfContained(search.page) { link in
            link.wholeMatch(of: /[A-Za-z0-9._%-]+\/report\.html/) != nil && !link.hasPrefix("..")
        }
        PageRules.expectStructure(search.page)
        #expect(search.page.utf8.count <= 120_000)
    }

    @Test(arguments: [
        (CapacityCase.found, "ABOUT 6", " at once hold: each of "),
        (.moreThan, "MORE THAN 800", "800 at once hold: each of "),
        (.fewerThan, "LESS THAN 100", "No size has held in three storms of three."),
        (.met, "MET", " at once hold: each of "),
        (.notMet, "NOT MET", " at once hold: each of "),
        (.mixed, "NO SINGLE ANSWER", " at once hold: each of "),
        (.one, "UNDECIDED", "So far: No size has held in three storms of three."),
        (.none, "UNDECIDED", "So far: No storm was run."),
    ])
    func `opens with the answer`(_ search: CapacityCase, word: String, headline: String) throws {
        #expect(search.page.contains("<strong>\(word)"))
        let opening = try #require(search.page.split(separator: "<h1>").last?.prefix { $0 != "<" })
        #expect(opening.contains(headline))
        let whole = Markup.escaped(Glue.numbers(search.document.answer.sentence))
        #expect(whole.split(separator: ". ").allSatisfy { search.page.contains($0) })
    }

    @Test(arguments: [
        (CapacityCase.expected, "150 at once do not hold; 150 over 9.4 s do.", "over 9.4 s"),
        (.expectedAtOnce, "40 at once hold.", "hold"),
        (.expectedNowhere, "150 at once do not hold, nor over 1 min, the longest that was tried.", "–"),
    ])
    func `advises an expected crowd, in every format`(of search: CapacityCase, sentence: String, fact: String) throws {
        #expect(search.document.advice?.sentence == sentence)
        let shown = Markup.escaped(Glue.numbers(sentence))
        #expect(search.page.contains("<h2>\(shown)</h2>") && search.page.contains(Glue.numbers(fact)))
        let lines = TerminalCapacity(search.document).lines(directory: "x").map(\.text)
        let words = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
        #expect(words.contains("EXPECTED \(sentence)"))
        let size = search.document.advice?.participants ?? 0
        #expect(CapacityMarkdown(search.document).text.contains("**Expected \(size):** \(sentence) "))
        let junit = try CapacityJUnit(search.document).xml
        #expect(junit.contains("<property name=\"expected\" value=\"\(size)\"") && junit.contains(sentence))
        #expect(junit.components(separatedBy: "<testcase").count == 2)
    }

    @Test(arguments: [(CapacityCase.found, " at once", " over 20 s"), (.overWindow, " over 20 s", " at once")])
    func `says how the crowd comes, in every format`(of search: CapacityCase, how: String, other: String) throws {
        let document = search.document
        let texts = [
            search.page.replacing("\u{202F}", with: " ").replacing("\u{A0}", with: " "),
            TerminalCapacity(document).lines(directory: "x").map(\.text).joined(separator: "\n"),
            CapacityMarkdown(document).text, try CapacityJUnit(document).xml, try document.json,
        ]
        for text in texts {
            #expect(text.localizedCaseInsensitiveContains(how) && !text.localizedCaseInsensitiveContains(other))
        }
    }

    @Test func `times of the generator's are shown in no format, and thin ones are marked in each`() throws {
        let bound = CapacityCase.notCounted.document
        #expect(bound.storms.allSatisfy { $0.figures?.journeyP95Ms != nil && $0.shownP95Ms == nil })
        let thin = CapacityCase.found.document
        let time = try #require(thin.storms.first?.shownP95Ms.map(Figures.milliseconds))
        let formats: [(CapacityDocument) -> String] = [
            { TerminalCapacity($0).lines(directory: "x").map(\.text).joined(separator: "\n") },
            { document in
                document.storms.flatMap { TerminalCapacity.lines(of: $0, crowd: "", width: 40) }.map(\.text)
                    .joined(separator: "\n")
            },
            { CapacityMarkdown($0).text },
        ]
        for (format, mark) in zip(formats, ["\(time)~", "\(time)~", "≈ \(time)"]) {
            let own = try #require(bound.storms.first?.figures?.journeyP95Ms.map(Figures.milliseconds))
            #expect(!format(bound).contains(own))
            #expect(format(thin).contains(mark), "\(format(thin))")
        }
        #expect(CapacityCase.found.page.contains(Markup.escaped(try #require(thin.answer.cause?.sentence))))
    }

    @Test(arguments: CapacityCase.allCases.filter { $0 != .hostile })
    func `links each storm that was run to its report, and no other`(of search: CapacityCase) {
        let links = PageOutline(search.page).elements.compactMap { $0.attributes["href"] }.filter { !$0.hasPrefix("#") }
        #expect(links == search.linkedStorms.compactMap(\.run).map { "\($0)/report.html" })
    }

    @Test(arguments: [
        ("storm-01-10", "storm-01-10"), ("a b?c#d", "a%20b%3Fc%23d"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("é", "%C3%A9"), ("", nil), ("..", nil), (".", nil), ("/etc", nil), ("../x", nil),
    ])
    func `links only to folders beside it`(run: String, folder: String?) {
        #expect(StormTable.folder(run) == folder)
    }

    @Test func `draws what was measured, and nothing without it`() {
        func topics(_ search: CapacityCase) -> [String] {
            PageOutline(search.page).elements.filter { $0.name == "section" }
                .compactMap { $0.attributes["id"].map { String($0.dropFirst("about-".count)) } }
        }
        #expect(topics(.found) == ["turnout", "times", "edge", "storms", "method"])
        #expect(topics(.none) == ["storms", "method"])
        #expect(topics(.expected) == ["turnout", "times", "edge", "arrival", "storms", "method"])
        #expect(CapacityCase.expected.page.contains("id=\"capacity-arrival-title\""))
        #expect(!CapacityCase.expectedAtOnce.page.contains("id=\"capacity-arrival-title\""))
        // The times of storms whose bottleneck was the generator are not the target's.
        #expect(topics(.notCounted) == ["turnout", "storms", "method"])
        #expect(!CapacityCase.mixed.page.contains("id=\"capacity-edge-title\""))
    }

    @Test func `shows a threshold that a storm missed`() {
        #expect(CapacityCase.found.page.contains("Dashed line: the threshold, 99.0\u{A0}%."))
        #expect(!CapacityCase.moreThan.page.contains("Dashed line"))
    }

    @Test func `marks percentiles of few, and counts storms beyond its table`() {
        #expect(CapacityCase.found.page.contains("~\u{2009}"))
        #expect(!CapacityCase.met.page.contains("<td>~\u{2009}5"))
        var document = CapacityCase.sixty.document
        document.storms += document.storms + document.storms + document.storms
        let text = CapacityPage(document).text
        #expect(text.contains("The first 40 storms are only in capacity.json."))
        #expect(text.utf8.count <= 250_000)
    }

    @Test(arguments: [[1], [1, 2], [10, 94], [54, 64], [1, 1_000_000], [500], [100, 20_000], [97, 103]])
    func `has an axis with labels between its ends`(sizes: [Int]) {
        let scale = SizeScale(sizes)
        for size in sizes { #expect((0...1).contains(scale.share(of: Double(size)))) }
        #expect((1...10).contains(scale.ticks.count))
        #expect(scale.ticks.allSatisfy { (0...1).contains(scale.share(of: $0.size)) && $0.size >= 1 })
        #expect(scale.sizes(80).allSatisfy { $0 >= 1 })
    }

    @Test(arguments: CapacityCase.golden)
    func `is this page, byte for byte`(of search: CapacityCase) throws {
        try GoldenFile(name: "capacity-\(search.rawValue).html").expect(search.page)
    }

    /// `make check-report` looks at these in a browser.
    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["TURNOUT_REPORT_PAGES"] != nil),
        arguments: CapacityCase.allCases)
    func `is written for the browser`(_ search: CapacityCase) throws {
        let folder = try #require(ProcessInfo.processInfo.environment["TURNOUT_REPORT_PAGES"])
        try Data(search.page.utf8).write(
            to: URL(fileURLWithPath: folder).appending(path: "capacity-\(search.rawValue).html"))
    }

    @Test func `a storm that was cut short has no turnout of its own, in any format`() throws {
        var document = CapacityCase.found.document
        let place = try #require(document.storms.firstIndex { $0.outcome == .failed })
        document.storms[place].figures?.endedBy = "abort-when turnout < 90%: 88.8 %"
        document.storms[place].figures?.turnout = 0.123
        for text in [
            CapacityPage(document).text, CapacityMarkdown(document).text,
            TerminalCapacity(document).lines(directory: "x").map(\.text).joined(separator: "\n"),
            TerminalCapacity.lines(of: document.storms[place], crowd: "60 at once", width: nil)[0].text,
        ] {
            #expect(text.contains("cut short: abort-when turnout "))
            #expect(!text.contains("12.3"), "\(text)")
        }
    }

    @Test func `a search that was broken off passes in JUnit only if the smallest size held`() throws {
        var document = CapacityCase.found.document
        document.storms.removeLast(document.storms.count - 3)
        document.search.status = .interrupted
        document.conclude(document.replayed, nil)
        #expect(try CapacityJUnit(document).xml.contains("<error type=\"undecided\""))
        document = CapacityCase.found.document
        document.settings.maxStorms = document.storms.count
        document.conclude(document.replayed, nil)
        #expect(document.answer.planWith != nil && !document.answer.isComplete)
        let xml = try CapacityJUnit(document).xml
        #expect(!xml.contains("<error") && xml.contains("<property name=\"plan-with\""))
        #expect(!xml.contains("time=\"0.000\""))
    }

    @Test(arguments: [40, 60, 80, 100]) func `fits a terminal, and cuts no finding where there is little room`(
        width: Int
    ) {
        // Storms that take minutes are cut at 40 columns.
        let others: Set<CapacityCase> = [.hostile, .longNames, .met, .notMet]
        for search in CapacityCase.allCases where !others.contains(search) {
            let lines = TerminalCapacity(search.document, width: width).lines(directory: "x").map(\.text)
            for line in lines { #expect(DisplayWidth.of(line) <= width, "\(line)") }
            if width < 60 { for line in lines { #expect(!line.contains("…"), "\(search) \(line)") } }
        }
    }
}

extension CapacityCase {
    /// The storms in the order in which the page links them.
    fileprivate var linkedStorms: [CapacityDocument.Storm] { (document.windowStorms ?? []) + document.storms }
}
