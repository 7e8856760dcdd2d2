// What the template shows: the verdict and the figures behind it, then the topics.
import Analysis
import Measuring
import Mustache

/// The values of the template, as HTML. The names are those in `report.mustache`.
struct Page {
    /// A figure below the verdict.
    struct Fact {
        let name: String
        let value: String
        let note: String
        let hasNote: Bool

        init(_ name: String, _ value: String, _ note: String = "") {
            self.name = Markup(escaping: name).text
            self.value = Markup(escaping: Glue.numbers(value)).text
            self.note = Markup(escaping: Glue.numbers(note)).text
            hasNote = !note.isEmpty
        }
    }

    let generator: String
    let title: String
    let styles = StyleSheet.text
    let shape: String
    let word: String
    let scenario: String
    let headline: String
    let reason: String
    let hasWarnings: Bool
    let warnings: [String]
    let facts: [Fact]
    let crowds: String
    let run: String
    let topics: [Topic]
    let made: String

    /// The page. Names of the values are those of the template.
    var html: String { Page.template.render(self) }

    // A literal of this program: if it did not parse, no test of the page would get past this line.
    // swift-format-ignore: NeverUseForceTry
    private static let template = try! MustacheTemplate(
        string: String(decoding: PackageResources.report_mustache, as: UTF8.self))

    /// A text as HTML, with numbers that stay beside their units.
    static func text(_ text: String) -> String { Markup(escaping: Glue.numbers(text)).text }
}

extension Page {
    /// Creates a page.
    /// - Parameters:
    ///   - version: Turnout's version.
    ///   - title: what a browser's tab shows.
    ///   - mark: the shape beside the word.
    ///   - word: the verdict or the answer, in a word or two.
    ///   - name: the scenario's name.
    ///   - headline: the first sentence.
    ///   - reason: what stands behind it.
    ///   - warnings: what a reader has to know.
    ///   - facts: the figures below the sentence.
    ///   - crowds: a table of them; empty if there is none.
    ///   - origin: where and when it was measured.
    ///   - topics: the page's content.
    ///   - source: the file that it was made from, with what that has.
    init(
        version: String, title: String, mark: Markup, word: String, name: String, headline: String, reason: String,
        warnings: [String], facts: [Fact], crowds: Markup = "", origin: [String], topics: [Topic], source: String
    ) {
        generator = Page.text("Turnout \(version)")
        self.title = Page.text(title)
        shape = mark.text
        self.word = Page.text(word)
        scenario = Page.text(name)
        self.headline = Page.text(headline)
        self.reason = Page.text(reason)
        hasWarnings = !warnings.isEmpty
        self.warnings = warnings.map(Page.text)
        self.facts = facts
        self.crowds = crowds.text
        run = Page.text(origin.joined(separator: " · "))
        self.topics = topics
        made = Page.text(
            "Made by Turnout \(version) from \(source). This page needs no network and contains no script.")
    }

    /// The page of a run.
    init(_ material: ReportMaterial, topics: [Topic]) {
        let summary = material.results.summary
        let verdict = VerdictWords(summary, endingReason: material.results.outcome.reason)
        let headline = Headline(summary)
        self.init(
            version: summary.run.version,
            title: "\(verdict.word): \(summary.run.name.cut(toColumns: 80)), \(headline.turnout)",
            mark: Shapes.of(verdict.outcome), word: verdict.word, name: summary.run.name, headline: headline.text,
            reason: headline.reason(verdict), warnings: summary.warnings, facts: headline.facts,
            crowds: headline.crowds,
            origin: [
                "Started \(UTCTime.words(summary.run.startedAt))",
                "took \(Figures.seconds(summary.run.durationSeconds))",
                "target \(summary.target.api)", "run \(summary.run.id)",
            ], topics: topics, source: "the run file run.sqlite, which has every measurement")
    }
}

/// Times of day for people.
enum UTCTime {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// For example `24 November 2026, 09:15:00 UTC`; what is no ISO 8601 in UTC stays as it is.
    static func words(_ iso: String) -> String {
        let parts = ISO8601Time.text(iso).split(separator: "T")
        let date = parts.first?.split(separator: "-").map { Int($0) ?? 0 } ?? []
        guard parts.count == 2, date.count == 3, months.indices.contains(date[1] - 1) else { return iso }
        return "\(date[2]) \(months[date[1] - 1]) \(date[0]), \(parts[1].prefix(8)) UTC"
    }
}
