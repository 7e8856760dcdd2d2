// The crowd: how many got in, how simultaneous they were, when they were in.
package import Analysis

extension TerminalSummary {
    var crowdLines: [StyledText] {
        turnoutLines + releaseLines + admissionLines
    }

    private var turnoutLines: [StyledText] {
        let people = summary.participants
        let tone: Tone = people.entered == people.expected ? .good : people.entered == 0 ? .bad : .caution
        var sentence = TurnoutWords.sentence(people)
        var asides: [String] = []
        if people.started < people.expected { asides.append("\(Figures.count(people.started)) started") }
        if people.failed > 0 { asides.append("\(Figures.count(people.failed)) failed") }
        if !asides.isEmpty { sentence += "; " + asides.joined(separator: ", ") }
        return labelled("Turnout", sentence, tone: tone)
    }

    private var releaseLines: [StyledText] {
        summary.releases.enumerated().flatMap { index, release -> [StyledText] in
            var parts = ["\(Figures.count(release.waiting)) waited"]
            if let delay = release.delayMs { parts.append("first request \(Figures.milliseconds(delay)) after T0") }
            if let spread = release.spreadMs { parts.append("spread " + words(spread)) }
            if !release.stragglers.isEmpty {
                let shown = release.stragglers.prefix(3).joined(separator: ", ")
                let more = release.stragglers.count > 3 ? ", …" : ""
                parts.append("\(Figures.counted(release.stragglers.count, "straggler")): \(shown)\(more)")
            }
            let gate = summary.releases.count > 1 ? "before \(release.gate): " : ""
            var lines = labelled(index == 0 ? "Release" : "", gate + parts.joined(separator: "; "))
            if let connects = release.connectSpreadMs {
                lines += labelled("", "connections opened behind the gate: spread " + words(connects))
            }
            return lines
        }
    }

    private func words(_ spread: Summary.Spread) -> String {
        "p50 \(Figures.milliseconds(spread.p50)), p99 \(Figures.milliseconds(spread.p99)), "
            + "max \(Figures.milliseconds(spread.max))"
    }

    private var admissionLines: [StyledText] {
        let admission = summary.admission
        guard admission.lastMs != nil else { return labelled("Admission", "nobody was in the room") }
        let reached = { (label: String, time: Double?) in
            "\(label) \(time.map { "in " + Figures.milliseconds($0) } ?? "never")"
        }
        var parts = [
            reached("50 %", admission.t50Ms), reached("90 %", admission.t90Ms), reached("99 %", admission.t99Ms),
            reached("the last", admission.lastMs),
        ]
        if admission.never > 0 { parts.append("\(Figures.count(admission.never)) never") }
        let curve = Sparkline.of(admissionCurve)
        return labelled("Admission", (curve.isEmpty ? "" : "▏\(curve)▕ ") + parts.joined(separator: ", "))
    }
}

/// The turnout in words, with its exact interval.
package enum TurnoutWords {
    /// For example `500 of 500 got in: with 95 % confidence at least 99.3 % would`.
    package static func sentence(_ people: Summary.Participants) -> String {
        let counts = "\(Figures.count(people.entered)) of \(Figures.count(people.expected)) got in"
        guard people.turnoutInterval95.count == 2 else { return counts }
        let low = Figures.percentage(people.turnoutInterval95[0])
        let high = Figures.percentage(people.turnoutInterval95[1])
        if people.entered == people.expected { return "\(counts): with 95 % confidence at least \(low) would" }
        if people.entered == 0 { return "\(counts): with 95 % confidence at most \(high) would" }
        return
            "\(counts) (\(Figures.percentage(people.turnout))): with 95 % confidence between \(low) and \(high) would"
    }
}
