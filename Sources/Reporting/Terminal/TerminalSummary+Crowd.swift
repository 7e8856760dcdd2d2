// The crowd: how many got in, how simultaneous they were, when they were in.
import Analysis
import Measuring

extension TerminalSummary {
    var crowdLines: [StyledText] {
        turnoutLines + releaseLines + admissionLines
    }

    // MARK: Turnout

    private var turnoutLines: [StyledText] {
        let words = TurnoutWords(summary.journey, steps: summary.steps.count)
        var lines = labelled("Turnout", words.sentence(summary.participants), tone: tone(of: summary.participants))
        if summary.crowds.count > 1 {
            for crowd in summary.crowds {
                let words = TurnoutWords(crowd.journey, steps: summary.steps.count { $0.crowd == crowd.name })
                lines += labelled(
                    "", "\(crowd.name): \(words.sentence(crowd.participants))", tone: tone(of: crowd.participants))
            }
        }
        return lines
    }

    var isPartial: Bool { summary.isPartial }

    private func tone(of people: Summary.Participants) -> Tone {
        people.entered >= people.expected ? .good : people.entered == 0 ? .bad : .caution
    }

    // MARK: Release

    private var releaseLines: [StyledText] {
        summary.releases.enumerated().flatMap { index, release -> [StyledText] in
            let gate = summary.releases.count > 1 ? "before \(release.gate): " : ""
            let sentence = ReleaseWords.sentence(release, isPartial: isPartial)
            var lines = labelled(index == 0 ? "Release" : "", gate + sentence)
            lines += ReleaseWords.connections(release).map { labelled("", $0) } ?? []
            lines += ReleaseWords.stragglers(release).map { labelled("", $0) } ?? []
            return lines
        }
    }

    // MARK: Admission

    private var admissionLines: [StyledText] {
        guard summary.crowds.count > 1 else {
            return summary.admission.map { labelled("Admission", admission($0, summary.journey), curve: true) } ?? []
        }
        return summary.crowds.enumerated().flatMap { index, crowd in
            labelled(index == 0 ? "Admission" : "", "\(crowd.name): " + admission(crowd.admission, crowd.journey))
        }
    }

    private func admission(_ admission: Summary.Admission, _ journey: Summary.Journey) -> String {
        AdmissionWords.sentence(admission, journey, isPartial: isPartial)
    }

    private func labelled(_ label: String, _ sentence: String, curve isDrawn: Bool) -> [StyledText] {
        let curve = Sparkline.of(admissionCurve)
        return labelled(label, (curve.isEmpty ? "" : "▏\(curve)▕ ") + sentence)
    }
}
