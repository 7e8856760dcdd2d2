// The page of a capacity search: opens offline, prints, needs no script, and links to the reports of its storms.
package import Analysis

/// A search as an HTML page, in the form of a run's report. The same document always gives the same bytes.
///
/// The answer comes first, then the storms by size, the fitted edge, each storm, and how the answer was found.
package struct CapacityPage: Sendable {
    private let document: CapacityDocument

    /// Creates the page of a search, which may still go on.
    package init(_ document: CapacityDocument) { self.document = document }

    /// The page.
    package var text: String {
        var names = LongNames()
        let shown = names.cut(document)
        let view = CapacityView(shown)
        let charts = StormCharts(view)
        let topics = [
            Topic("Turnout", [charts.turnout].compactMap { $0 }.map(Block.init)),
            Topic("Times", [charts.times].compactMap { $0 }.map(Block.init)),
            Topic("Edge", [EdgeChart(view).figure].compactMap { $0 }.map(Block.init)),
            Topic("Arrival", WindowChart(shown).blocks + StormTable(windowsOf: shown).blocks),
            Topic("Storms", StormTable(shown).blocks), Topic("Method", CapacityMethod(shown).blocks),
        ]
        return names.titled(CapacityPage.page(shown, topics: topics.compactMap { $0 }).html)
    }

    private static func page(_ document: CapacityDocument, topics: [Topic]) -> Page {
        let headline = CapacityHeadline(document)
        let search = document.search
        return Page(
            version: search.version, title: "\(headline.word): \(search.name.cut(toColumns: 80)), capacity",
            mark: headline.mark, word: headline.word, name: search.name, headline: headline.text,
            reason: headline.reason, warnings: CapacityWords.notes(document), facts: headline.facts,
            origin: ["Started \(UTCTime.words(search.startedAt))", "target \(search.target)"], topics: topics,
            source: "capacity.json, which has every storm")
    }
}

extension LongNames {
    /// The search with all names as they are shown.
    mutating func cut(_ document: CapacityDocument) -> CapacityDocument {
        var document = document
        document.search.name = cut(document.search.name, to: LongNames.widestScenario)
        document.search.crowd = cut(document.search.crowd)
        document.storms = cut(document.storms)
        document.windowStorms = document.windowStorms.map { cut($0) }
        return document
    }

    private mutating func cut(_ storms: [CapacityDocument.Storm]) -> [CapacityDocument.Storm] {
        var storms = storms
        for place in storms.indices {
            guard var figures = storms[place].figures else { continue }
            for failure in figures.failures.indices {
                figures.failures[failure].step = cut(figures.failures[failure].step)
            }
            storms[place].figures = figures
        }
        return storms
    }
}
