// Texts that have a meaning in one format or another, or in none.
import Analysis

enum HostileText {
    /// In XML, HTML, Markdown, CSV, terminals and logs.
    static let all = [
        "a]]>b", "<script>alert(1)</script>", "</details></testsuites>", "a & b &amp; c", "\"quoted\" 'single'",
        "pipe | pipe", "`code` **bold** _it_ ~~no~~ [link](http://x.example) ![i](y)", "# heading", "- item", "1. item",
        "=HYPERLINK(\"http://x.example\")", "+1", "@SUM(A1)", "-2+3", "\t=1", "two\nlines\r\nand more", "comma, space",
        "nul\u{0} bell\u{7} escape\u{1B}[31m del\u{7F} c1\u{9B}", "no\u{FFFE}characters\u{FFFF}", "emoji 👩‍🚀🇸🇪",
        "&\u{301} <\u{301}", "\u{202E}reversed", "100%/a", "Grüße, 世界", "www.example.com a@b.example",
        ":smile: @octocat",
        "<!-- comment -->", "$$math$$", "\\", "",
    ]

    /// A run in which every name and sentence is one of them.
    static func summary(_ text: String) -> Summary {
        var summary = Summary.collapsed
        summary.run.name = text
        summary.run.scenario = text
        summary.run.startedAt = text
        summary.target.api = text
        for place in summary.steps.indices { summary.steps[place].name = text }
        for place in summary.failures.indices {
            summary.failures[place].step = text
            summary.failures[place].cause = text
            summary.failures[place].remedy = text
            summary.failures[place].participants = [text]
        }
        for place in summary.thresholds.indices { summary.thresholds[place].expression = "\(place) \(text)" }
        for place in summary.releases.indices {
            summary.releases[place].gate = text
            summary.releases[place].stragglers = [text]
        }
        summary.warnings = [text, text]
        summary.generator.reasons = [text]
        return summary
    }
}

extension Summary {
    /// The run beside a baseline, with each verdict once.
    static var compared: Summary {
        typealias Row = BaselineComparison.Row
        func row(_ metric: String, _ step: String?, _ unit: Row.Unit, _ verdict: BaselineComparison.Verdict) -> Row {
            Row(
                metric: metric, crowd: nil, step: step, unit: unit, before: 0.4, now: 0.9, difference: 0.5,
                interval95: [0.4, 0.6], basis: .runs, smallestFound: 0.1, verdict: verdict)
        }
        var summary = everybodyIn
        summary.verdict = .regressed
        summary.comparison = BaselineComparison(
            verdict: .regression, sentence: "p95 of token is 0.5 ms longer than before.",
            baselines: [.init(id: "abc", name: "Before", startedAt: "2026-11-23T09:15:00.250Z", expected: 500)],
            rows: [
                row("turnout", nil, .share, .noDifference), row("failures", "token", .share, .tooLittleData),
                row("p50", "journey", .milliseconds, .improvement), row("p95", "token", .milliseconds, .regression),
            ], warnings: ["The baseline ran on another machine."])
        return summary
    }
}
