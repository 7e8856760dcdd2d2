// The crowd: how many got in, how simultaneous they were, when they were in.
import Analysis
import Measuring

extension TerminalSummary {
    var crowdLines: [StyledText] { turnoutLines + admissionLines + attendanceLines }

    // MARK: Turnout

    private var turnoutLines: [StyledText] {
        let words = TurnoutWords(summary.journey, steps: summary.steps.count)
        var lines = labelled("Turnout", words.sentence(summary.participants), tone: tone(of: summary.participants))
        if summary.crowds.count > 1 {
            for crowd in summary.crowds.prefix(TerminalSummary.shownCrowds) {
                let words = TurnoutWords(crowd.journey, steps: summary.steps.count { $0.crowd == crowd.name })
                lines += labelled(
                    "", "\(crowd.name.asName()): \(words.sentence(crowd.participants))",
                    tone: tone(of: crowd.participants))
            }
            lines += furtherCrowds
        }
        return lines
    }

    private var furtherCrowds: [StyledText] {
        let rest = summary.crowds.count - TerminalSummary.shownCrowds
        return rest > 0 ? more("and \(Figures.counted(rest, "more crowd"))", indent: TerminalSummary.margin) : []
    }

    private var isPartial: Bool { summary.isPartial }

    private func tone(of people: Summary.Participants) -> Tone {
        people.entered >= people.expected ? .good : people.entered == 0 ? .bad : .caution
    }

    // MARK: Release

    /// A sentence for each release. How far apart the connections were is in summary.json.
    var releaseLines: [StyledText] {
        let shown = summary.releases.prefix(TerminalSummary.shownReleases)
        let lines = shown.enumerated().flatMap { index, release -> [StyledText] in
            let which = ReleaseWords.which(release, in: summary, name: { $0.asName() }).map { "\($0): " } ?? ""
            let sentence = ReleaseWords.certificate(release, isPartial: isPartial)
            var lines = labelled(index == 0 ? "Release" : "", which + sentence)
            for note in ReleaseWords.notes(release, in: summary) { lines += labelled("", note) }
            return lines
        }
        let rest = summary.releases.count - shown.count
        guard rest > 0 else { return lines }
        return lines + more("and \(Figures.counted(rest, "more release"))", indent: TerminalSummary.margin)
    }

    // MARK: Admission

    private var admissionLines: [StyledText] {
        guard summary.crowds.count > 1 else {
            return summary.admission.map {
                labelled("Admission", admission($0, summary.journey, of: summary.participants.expected), curve: true)
            } ?? []
        }
        return summary.crowds.prefix(TerminalSummary.shownCrowds).enumerated().flatMap { index, crowd in
            labelled(
                index == 0 ? "Admission" : "",
                "\(crowd.name.asName()): " + admission(crowd.admission, crowd.journey, of: crowd.participants.expected))
        }
    }

    private func admission(
        _ admission: Summary.Admission, _ journey: Summary.Journey, of expected: Int
    ) -> String {
        AdmissionWords.sentence(admission, journey, of: expected, isPartial: isPartial)
    }

    private func labelled(_ label: String, _ sentence: String, curve isDrawn: Bool) -> [StyledText] {
        let curve = Sparkline.of(admissionCurve)
        return labelled(label, (curve.isEmpty ? "" : "▏\(curve)▕ ") + sentence)
    }
}
