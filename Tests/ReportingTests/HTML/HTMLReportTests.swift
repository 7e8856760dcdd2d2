import Foundation
import FoundationXML
import Measuring
import Support
import Testing

@testable import Analysis
@testable import Reporting

@Suite struct `The HTML report` {
    @Test(arguments: ReportCase.allCases)
    func `is well-formed, without scripts and without anything to load`(of run: ReportCase) throws {
        let text = HTMLReport(run.material).text
        let page = PageOutline(text)
        #expect(page.error == nil)
        let names = Set(page.elements.map(\.name))
        #expect(
            names.isDisjoint(with: ["script", "img", "link", "iframe", "object", "embed", "use", "image"]))
        for element in page.elements {
            for (name, value) in element.attributes {
                #expect(!name.hasPrefix("on"))
                #expect(!["src", "srcset", "xlink:href", "style", "action"].contains(name))
                if name == "href" { #expect(value.hasPrefix("#")) }
            }
        }
        #expect(!text.contains("url(") && !text.contains("@import"))
        for nonsense in ["NaN", "inf\"", "Optional(", "nil"] { #expect(!page.text.contains(nonsense)) }
        let ids = page.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
        for element in page.elements {
            for name in ["aria-labelledby", "aria-describedby", "href"] {
                for target in (element.attributes[name] ?? "").split(separator: " ") {
                    #expect(ids.contains(target.first == "#" ? String(target.dropFirst()) : String(target)))
                }
            }
        }
        #expect(text.utf8.count <= 500_000)
    }

    @Test(arguments: ReportCase.allCases)
    func `has one h1, headings in order, heads with a scope, and a language`(of run: ReportCase) {
        let page = PageOutline(HTMLReport(run.material).text)
        #expect(page.elements.first?.attributes["lang"] == "en")
        let headings = page.elements.compactMap { ["h1": 1, "h2": 2, "h3": 3, "h4": 4][$0.name] }
        #expect(headings.first == 1 && headings.count { $0 == 1 } == 1)
        for (above, below) in zip(headings, headings.dropFirst()) { #expect(below <= above + 1) }
        for name in ["header", "nav", "main", "footer"] {
            #expect(page.elements.count { $0.name == name } == 1)
        }
        for head in page.elements where head.name == "th" {
            #expect(["col", "row"].contains(head.attributes["scope"]))
        }
        #expect(page.elements.count { $0.name == "table" } == page.elements.count { $0.name == "caption" })
    }

    @Test(arguments: [
        (ReportCase.everybodyIn, "PASSED", "500 of 500 got in, the last 1.30 s after the release."),
        (.collapsed, "FAILED", "312 of 500 got in, the last 9.80 s after the release."),
        (.nobodyIn, "FAILED", "0 of 500 got in."),
        (.invalid, "INVALID", "These times are the generator’s, not the target’s."),
        (.interrupted, "INTERRUPTED", "312 of 500 got in, the last 9.80 s after the release."),
        (.unfinished, "UNFINISHED", "312 of 500 are known to have got in, the last 9.80 s after the release."),
        (.regressed, "REGRESSED", "500 of 500 got in, the last 1.30 s after the release."),
        (.crowds, "PASSED", "500 of 500 got in."),
    ])
    func `opens with a verdict and a sentence`(_ run: ReportCase, word: String, headline: String) {
        let text = HTMLReport(run.material).text
        #expect(text.contains("<strong>\(word)</strong>"))
        #expect(text.contains("<h1>\(Glue.numbers(headline))</h1>"))
    }

    @Test func `puts the failures before everything else where nobody got in`() throws {
        func topics(_ run: ReportCase) -> [String] {
            PageOutline(HTMLReport(run.material).text).elements.filter { $0.name == "section" }
                .compactMap { $0.attributes["id"] }
        }
        #expect(topics(.nobodyIn).prefix(3) == ["thresholds", "failures", "admission"])
        #expect(topics(.collapsed).prefix(2) == ["thresholds", "admission"])
        #expect(!topics(.invalid).contains("steps"))
        #expect(topics(.regressed).contains("baseline") && !topics(.collapsed).contains("baseline"))
    }

    @Test(arguments: [ReportCase.everybodyIn, .collapsed, .invalid, .crowds, .regressed])
    func `is this page, byte for byte`(of run: ReportCase) throws {
        let text = HTMLReport(run.material).text
        #expect(HTMLReport(run.material).text == text)
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "Pages/\(run.rawValue).html")
        if ProcessInfo.processInfo.environment["TURNOUT_RECORD_PAGES"] != nil {
            try Data(text.utf8).write(to: file)
        }
        let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let difference = zip(text.split(separator: "\n"), expected.split(separator: "\n")).first { $0 != $1 }
        #expect(
            text == expected,
            "TURNOUT_RECORD_PAGES=1 records the pages; first difference: \(String(describing: difference))")
    }

    /// `make check-report` looks at these in a browser.
    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["TURNOUT_REPORT_PAGES"] != nil), arguments: ReportCase.allCases
    )
    func `is written for the browser`(_ run: ReportCase) throws {
        let folder = try #require(ProcessInfo.processInfo.environment["TURNOUT_REPORT_PAGES"])
        try Data(HTMLReport(run.material).text.utf8).write(
            to: URL(fileURLWithPath: folder).appending(path: "\(run.rawValue).html"))
    }
}
