// What the template shows: the verdict and the figures behind it, then the topics.
import Analysis
import Measuring

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

    init(_ material: ReportMaterial, topics: [Topic]) {
        let summary = material.results.summary
        let verdict = VerdictWords(summary, endingReason: material.results.outcome.reason)
        let headline = Headline(summary)
        func text(_ text: String) -> String { Markup(escaping: Glue.numbers(text)).text }
        generator = text("Turnout \(summary.run.version)")
        title = text("\(verdict.word): \(summary.run.name.cut(toColumns: 80)), \(headline.turnout)")
        shape = Shapes.of(verdict.outcome).text
        word = text(verdict.word)
        scenario = text(summary.run.name)
        self.headline = text(headline.text)
        reason = text(headline.reason(verdict))
        hasWarnings = !summary.warnings.isEmpty
        warnings = summary.warnings.map(text)
        facts = headline.facts
        crowds = headline.crowds.text
        run = text(
            [
                "Started \(UTCTime.words(summary.run.startedAt))",
                "took \(Figures.seconds(summary.run.durationSeconds))",
                "target \(summary.target.api)", "run \(summary.run.id)",
            ].joined(separator: " · "))
        self.topics = topics
        made = text(
            "Made by Turnout \(summary.run.version) from the run file run.sqlite, which has every measurement. "
                + "This page needs no network and contains no script.")
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
