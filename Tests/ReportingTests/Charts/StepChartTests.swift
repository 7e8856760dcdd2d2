import Analysis
import Foundation
import FoundationXML
import Measuring
import Support
import Testing

@testable import Reporting

@Suite struct `The charts about steps` {
    /// The elements of a figure's body, read as XML; nil if it is none.
    private func elements(of figure: Figure) -> [[String: String]]? {
        let reader = AttributeReader()
        let parser = XMLParser(data: Data("<div>\(figure.body.text)</div>".utf8))
        parser.delegate = reader
        return parser.parse() ? reader.elements : nil
    }

    @Test(arguments: StepChartCase.allCases)
    func `are well-formed, state a finding and hold no figure that is none`(run: StepChartCase) throws {
        let figures = run.figures
        #expect(figures.isEmpty == (run == .nobodyCame))
        #expect(Set(figures.map(\.id)).count == figures.count)
        var ids: Set<String> = []
        for figure in figures {
            let elements = try #require(self.elements(of: figure), "\(figure.id)")
            let own = elements.compactMap { $0["id"] }
            #expect(Set(own).count == own.count && ids.isDisjoint(with: own))
            ids.formUnion(own)
            #expect(
                figure.headline.hasSuffix(".") && figure.headline.contains(/[0-9]|never|none/), "\(figure.headline)")
            #expect(figure.subtitle.hasSuffix("."))
            let all = "\(figure)"
            #expect(!all.contains("nan") && !all.contains("inf,") && !all.contains("<script") && !all.contains("href"))
            #expect(elements.compactMap { $0["font-size"] }.allSatisfy { Int($0) ?? 0 >= 12 })
            // What is filled by a pattern finds it in the same figure.
            let fills = Set(elements.compactMap { $0["fill"] }.filter { $0.hasPrefix("url") })
            #expect(fills.isSubset(of: own.map { "url(#\($0))" }))
            if let table = figure.table {
                #expect(table.rows.count <= 20 && !table.rows.isEmpty)
                #expect(table.rows.allSatisfy { $0.count == table.head.count })
            }
        }
    }

    @Test(arguments: StepChartCase.allCases)
    func `stay small, however many came`(run: StepChartCase) {
        let figures = run.figures
        #expect(figures.reduce(0) { $0 + $1.body.text.utf8.count } <= 60_000)
        #expect(figures.reduce(0) { $0 + $1.body.text.utf8.count { $0 == UInt8(ascii: "<") } / 2 } <= 1200)
        let isLarge = run == .tenThousand || run == .tenThousandInAMinute
        for figure in figures where figure.id == HeatMaps.id {
            #expect(figure.body.text.utf8.count <= (isLarge ? 4096 : 5120))
        }
    }

    @Test(arguments: [StepChartCase.fiveHundred, .crowds])
    func `show nothing of an invalid run`(run: StepChartCase) {
        var material = run.material
        material.results.summary.verdict = .invalid
        #expect(StepChartCase.figures(material).isEmpty)
    }

    @Test func `show names as they are written, whatever they hold`() {
        let name = #"<b onload="x()">&'\#u{1B}[2J"#
        var material = StepChartCase.fiveHundred.material
        for place in material.results.summary.steps.indices { material.results.summary.steps[place].name = name }
        for person in material.detail.journeys.indices {
            for place in material.detail.journeys[person].requests.indices {
                material.detail.journeys[person].requests[place].step = name
                material.detail.journeys[person].requests[place].endpoint = name
            }
        }
        let escaped = "&lt;b onload=&quot;x()&quot;&gt;&amp;&#39;\u{FFFD}[2J"
        for figure in StepChartCase.figures(material) {
            #expect(elements(of: figure) != nil)
            #expect(!figure.body.text.contains("<b") && !figure.body.text.contains("\u{1B}"))
            if ["phases", "status-codes", "waterfall-1"].contains(figure.id) {
                #expect(figure.body.text.contains(escaped), "\(figure.id)")
            }
        }
    }

    @Test(arguments: StepChartCase.allCases.filter { ![.nobodyCame, .hundred, .looping].contains($0) })
    func `are drawn to the byte as recorded`(run: StepChartCase) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Golden/step-charts/\(run.rawValue).txt")
        let text = run.figures.map(\.recorded).joined()
        #expect(StepChartCase.figures(run.material).map(\.recorded).joined() == text)
        if ProcessInfo.processInfo.environment["TURNOUT_RECORD_GOLDEN"] != nil {
            try Data(text.utf8).write(to: file)
        }
        let recorded = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let difference = zip(text.split(separator: "\n"), recorded.split(separator: "\n")).first { $0 != $1 }
        #expect(
            text == recorded,
            "TURNOUT_RECORD_GOLDEN=1 records them anew; first difference: \(String(describing: difference))")
    }
}

/// Gathers the attributes of all elements.
private final class AttributeReader: NSObject, XMLParserDelegate {
    var elements: [[String: String]] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        elements.append(attributes)
    }
}

extension Figure {
    /// Everything that a page takes of it, one element a line.
    fileprivate var recorded: String {
        var lines = ["# \(id)", headline, subtitle, body.text.replacing("><", with: ">\n<")]
        if let table {
            lines += ["", table.caption, table.head.joined(separator: " | ")]
            lines += table.rows.map { $0.joined(separator: " | ") }
        }
        return lines.joined(separator: "\n") + "\n\n"
    }
}
