// The first sentence of the page, and the figures below it.
import Analysis
import Measuring

/// How the run went, in one sentence and a few figures.
struct Headline {
    private let summary: Summary
    private let words: TurnoutWords

    init(_ summary: Summary) {
        self.summary = summary
        words = TurnoutWords(summary.journey, steps: summary.steps.count)
    }

    private var isInvalid: Bool { summary.verdict == .invalid && !summary.isCutShort }

    /// For example `495 of 500 got in`.
    var turnout: String {
        let people = summary.participants
        let counts = "\(Figures.count(people.entered)) of \(Figures.count(people.expected))"
        return
            "\(counts) \(summary.isPartial && people.entered < people.expected ? "are known to have \(participle)" : words.deed)"
    }

    private var participle: String { summary.journey.enters ? "got in" : words.deed }

    /// The headline: the turnout, and when the last one was in. Times of an invalid run are not given.
    var text: String {
        if isInvalid { return "These times are the generator’s, not the target’s." }
        guard summary.participants.entered > 0 else { return turnout + "." }
        guard let admission = summary.admission, let last = admission.lastMs else { return turnout + "." }
        // Where people come over time, when the last one was in says when that one came.
        if admission.since == .arrivals, let longest = summary.journey.responseMs.max {
            let whose = summary.participants.entered == 1 ? "the" : "their"
            return "\(turnout), within \(Figures.milliseconds(longest)) of \(whose) arrival."
        }
        if admission.never > 0, !summary.isCutShort {
            return "\(turnout), \(Figures.count(admission.never)) never did."
        }
        if summary.participants.expected == 1 {
            return "The only participant \(words.deed) \(Figures.milliseconds(last)) after the release."
        }
        return "\(turnout), the last \(Figures.milliseconds(last)) after the release."
    }

    /// Why the verdict is as it is.
    func reason(_ verdict: VerdictWords) -> String {
        let comparison = summary.comparison.map { Sentence.ended($0.sentence) }
        let reason = (verdict.outcome == .regressed ? comparison : nil) ?? Sentence.of(verdict.reason)
        return isInvalid ? "\(turnout). \(reason)" : reason
    }

    /// Turnout, the platform's own account, last entry, spread of the release, generator.
    var facts: [Page.Fact] {
        var facts = [turnoutFact, attendanceFact].compactMap { $0 }
        if let admission = summary.admission, let last = admission.lastMs, !isInvalid {
            let isOne = summary.participants.entered == 1
            let what =
                summary.journey.enters
                ? (isOne ? "Got in" : "Last one in") : (isOne ? "Finished" : "Last one finished")
            if admission.since == .release {
                facts.append(Page.Fact(what, Figures.milliseconds(last), "after the release"))
            } else if let longest = summary.journey.responseMs.max {
                let note = "\(what.lowercased()) \(Figures.milliseconds(last)) after the first arrival"
                facts.append(Page.Fact("Longest journey", Figures.milliseconds(longest), note))
            }
        }
        // The widest, where several gates opened.
        let spreads = summary.releases.filter { $0.sent > 1 }
        if let release = spreads.max(by: { $0.spreadMs?.max ?? 0 < $1.spreadMs?.max ?? 0 }),
            let spread = release.spreadMs
        {
            let which = ReleaseWords.which(release, in: summary).map { " \($0)" } ?? ""
            facts.append(
                Page.Fact(
                    "Spread of the release", Figures.milliseconds(spread.max),
                    "\(ReleaseWords.kind(release).map { "\($0), " } ?? "")\(release.kind == .primed ? "last bytes of " : "")first requests\(which); half within \(Figures.milliseconds(spread.p50))"
                ))
        }
        facts.append(generatorFact)
        return facts
    }

    private var turnoutFact: Page.Fact {
        let people = summary.participants
        var note = "\(Figures.count(people.entered)) of \(Figures.count(people.expected)) \(words.deed)"
        if let interval = people.turnoutInterval95, interval.count == 2 {
            let (low, high) = (Figures.percentage(interval[0]), Figures.percentage(interval[1]))
            note =
                people.entered == people.expected
                ? "95 % confidence: at least \(low)"
                : people.entered == 0
                    ? "95 % confidence: at most \(high)" : "95 % confidence: between \(low) and \(high)"
        }
        return Page.Fact("Turnout", people.expected > 0 ? Figures.percentage(people.turnout) : "–", note)
    }

    /// How many of those who got in the platform's report knows; nil if there is none.
    private var attendanceFact: Page.Fact? {
        guard let attendance = summary.attendance, let both = attendance.both, let ours = attendance.ours else {
            return nil
        }
        var notes = ["of those who got in"]
        if let count = attendance.onlyOursCount, count > 0 { notes.append("\(Figures.count(count)) missing there") }
        if let count = attendance.onlyPlatformCount, count > 0 { notes.append("\(Figures.count(count)) only there") }
        return Page.Fact(
            "In the platform’s report", "\(Figures.count(both)) of \(Figures.count(ours))",
            notes.joined(separator: "; "))
    }

    private var generatorFact: Page.Fact {
        let figures = GeneratorWords.figures(summary.generator)
        return Page.Fact(
            "Generator", figures.isEmpty ? "not measured" : GeneratorWords.of(summary.generator.verdict),
            figures.prefix(2).joined(separator: ", "))
    }

    /// The crowds beside each other, where there are several. Times of an invalid run are not given.
    var crowds: Markup {
        guard summary.crowds.count > 1 else { return "" }
        var columns: [HTMLTable.Column] = [
            .text("Crowd"), .figures("Expected"), .figures(summary.journey.enters ? "Got in" : "Finished"),
            .figures("Turnout"), .figures("Failed"),
        ]
        if !isInvalid { columns += [.figures("50 % in"), .figures("99 % in"), .figures("Last in")] }
        var table = HTMLTable(caption: "The crowds; times since each crowd’s T0", columns: columns)
        for crowd in summary.crowds {
            let people = crowd.participants
            var cells = [
                crowd.name, Figures.count(people.expected), Figures.count(people.entered),
                people.expected > 0 ? Figures.percentage(people.turnout) : "–", Figures.count(people.failed),
            ]
            if !isInvalid {
                cells += [crowd.admission.t50Ms, crowd.admission.t99Ms, crowd.admission.lastMs].map {
                    $0.map(Figures.milliseconds) ?? "–"
                }
            }
            table.rows.append(cells.map { Markup(escaping: $0) })
        }
        return table.markup
    }
}
