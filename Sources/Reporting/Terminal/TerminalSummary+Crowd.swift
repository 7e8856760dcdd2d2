// The crowd: how many got in, how simultaneous they were, when they were in.
package import Analysis
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

    /// Whether measurements are missing, so that what was not seen may have happened all the same.
    var isPartial: Bool { summary.run.status == .unfinished }

    /// Whether the thresholds judge nothing: what did not take place could turn any of them.
    var isUnjudged: Bool { summary.run.status == .unfinished || summary.run.status == .interrupted }

    private func tone(of people: Summary.Participants) -> Tone {
        people.entered >= people.expected ? .good : people.entered == 0 ? .bad : .caution
    }

    // MARK: Release

    private var releaseLines: [StyledText] {
        summary.releases.enumerated().flatMap { index, release -> [StyledText] in
            let gate = summary.releases.count > 1 ? "before \(release.gate): " : ""
            let sentence = ReleaseWords.sentence(release, isPartial: isPartial)
            var lines = labelled(index == 0 ? "Release" : "", gate + sentence)
            // One alone has no distance to anyone.
            if let connects = release.connectSpreadMs, release.sent > 1 {
                // Requests and connections are each counted from their own first.
                let half = "(half within \(Figures.milliseconds(connects.p50)))"
                lines += labelled(
                    "", "The last connected \(Figures.milliseconds(connects.max)) after the first \(half).")
            }
            if !release.stragglers.isEmpty {
                let shown = release.stragglers.prefix(3).joined(separator: ", ")
                let more = release.stragglers.count > 3 ? ", …" : ""
                let came = Figures.counted(release.stragglers.count, "person", "people")
                lines += labelled("", "\(came) came later and are not counted here: \(shown)\(more).")
            }
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
        let been = journey.enters ? "got in" : "finished"
        guard admission.lastMs != nil else {
            return isPartial ? "Nobody is known to have \(journey.enters ? "got in" : "finished")." : "Nobody \(been)."
        }
        var parts: [String] = []
        for (label, time) in [("50 %", admission.t50Ms), ("90 %", admission.t90Ms), ("99 %", admission.t99Ms)] {
            // If a share was not reached, the number of participants who never got in says so.
            if let time { parts.append("\(label) in \(Figures.milliseconds(time))") }
        }
        if let last = admission.lastMs { parts.append("the last in \(Figures.milliseconds(last))") }
        var sentence = parts.joined(separator: ", ")
        if admission.never > 0 {
            let others = Figures.count(admission.never)
            sentence += isPartial ? "; nothing is known of \(others)" : "; \(others) never \(been)"
        }
        switch admission.since {
        case .release: break
        case .arrivals: sentence += ". Counted from the first arrival: participants arrived over time"
        }
        return sentence + "."
    }

    private func labelled(_ label: String, _ sentence: String, curve isDrawn: Bool) -> [StyledText] {
        let curve = Sparkline.of(admissionCurve)
        return labelled(label, (curve.isEmpty ? "" : "▏\(curve)▕ ") + sentence)
    }
}

/// How simultaneous a release was, in words.
package enum ReleaseWords {
    /// For example `All 500 sent their first request within 82.0 ms (half within 33.4 ms), the first 0.82 ms after the
    /// release.`
    ///
    /// Of partial results only what was written down is known: a request without an answer is not, though it was sent.
    package static func sentence(_ release: Summary.Release, isPartial: Bool = false) -> String {
        guard let spread = release.spreadMs else {
            let waited = "\(Figures.count(release.waiting)) waited; "
            return waited + (isPartial ? "none of their first requests was recorded." : "none of them sent a request.")
        }
        let delay = release.delayMs.map { "\(Figures.milliseconds($0)) after the release" }
        if release.sent == 1, release.waiting <= 1 {
            return "The only one sent the first request" + (delay.map { " \($0)." } ?? ".")
        }
        let who =
            release.sent >= release.waiting
            ? "All \(Figures.count(release.sent))"
            : "\(Figures.count(release.sent)) of the \(Figures.count(release.waiting)) who waited"
        let deed = isPartial && release.sent < release.waiting ? "are known to have sent" : "sent"
        var sentence = "\(who) \(deed) their first request within \(of(spread))"
        if let delay { sentence += ", the first \(delay)" }
        return sentence + "."
    }

    static func of(_ spread: Summary.Spread) -> String {
        "\(Figures.milliseconds(spread.max)) (half within \(Figures.milliseconds(spread.p50)))"
    }
}

/// The turnout as a sentence, with its exact interval.
package struct TurnoutWords: Sendable {
    private let enters: Bool
    private let isOneStep: Bool

    /// Creates the sentences for a journey with this many steps.
    package init(_ journey: Summary.Journey, steps: Int) {
        self.init(enters: journey.enters, steps: steps)
    }

    /// Creates the sentences for a journey that has this many steps and may lead into a room.
    package init(enters: Bool, steps: Int) {
        self.enters = enters
        isOneStep = steps == 1
    }

    /// What those who count as entered did.
    package var deed: String { enters ? "got in" : isOneStep ? "succeeded" : "completed the journey" }

    /// For example `500 of 500 got in (95 % confidence: at least 99.3 %)`. Participants who failed after getting in
    /// count on both sides, and the sentence says so.
    package func sentence(_ people: Summary.Participants) -> String {
        var sentence = "\(Figures.count(people.entered)) of \(Figures.count(people.expected)) \(deed)"
        if let interval = people.turnoutInterval95, interval.count == 2 {
            let low = Figures.percentage(interval[0])
            let high = Figures.percentage(interval[1])
            if people.entered == people.expected {
                sentence += " (95 % confidence: at least \(low))"
            } else if people.entered == 0 {
                sentence += " (95 % confidence: at most \(high))"
            } else {
                let share = Figures.percentage(people.turnout)
                sentence += ", \(share) (95 % confidence: between \(low) and \(high))"
            }
        }
        var asides: [String] = []
        if people.started < people.expected { asides.append("\(Figures.count(people.started)) started") }
        let before = people.failed - people.failedAfterEntering
        if people.failedAfterEntering > 0 {
            if before > 0 { asides.append("\(Figures.count(before)) failed before that") }
            asides.append("\(Figures.count(people.failedAfterEntering)) failed after getting in")
        } else if before > 0 {
            asides.append("\(Figures.count(before)) failed")
        }
        if people.underWay > 0 { asides.append("\(Figures.count(people.underWay)) were still active at the end") }
        return asides.isEmpty ? sentence : sentence + "; " + asides.joined(separator: ", ")
    }
}
