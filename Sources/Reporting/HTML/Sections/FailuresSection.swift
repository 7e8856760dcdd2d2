// What failed, when and why.
import Analysis

/// The groups of failures, each with its cause and remedy.
struct FailuresSection {
    let material: ReportMaterial
    private var summary: Summary { material.results.summary }

    /// The most groups that are listed.
    static let shownGroups = 50

    init(_ material: ReportMaterial) { self.material = material }

    var blocks: [Block] {
        let groups = summary.failures
        guard !groups.isEmpty else {
            return [Block(headline: summary.isPartial ? "No failure is known." : "Nobody failed.")]
        }
        var table = HTMLTable(
            caption: "Failures",
            columns: [.figures("Count"), .text("What failed"), .text("Cause, remedy, participants")])
        table.rowHead = 1
        table.showsCaption = false
        for group in groups.prefix(FailuresSection.shownGroups) { table.rows.append(row(group)) }
        let rest = groups.dropFirst(FailuresSection.shownGroups)
        let more: Markup =
            rest.isEmpty
            ? ""
            : Block.paragraph(
                "\(Figures.counted(rest.reduce(0) { $0 + $1.count }, "more failure")) of "
                    + "\(Figures.counted(rest.count, "other kind")) are in summary.json.")
        return [
            Block(
                headline: headline,
                subtitle: "The most frequent first. Times are those since the start of the arrivals.",
                table.markup + more)
        ]
    }

    private var headline: String {
        let groups = summary.failures
        let count = groups.reduce(0) { $0 + $1.count }
        let most = groups[0]
        let what = "\(most.step), \(FailureWords.of(most.kind, status: most.status))"
        guard groups.count > 1 else {
            return "\(Figures.counted(count, "failure")): \(what)."
        }
        return
            "\(Figures.counted(count, "failure")) of \(groups.count) kinds; \(Figures.count(most.count)) of them: \(what)."
    }

    private func row(_ group: Summary.FailureGroup) -> [Markup] {
        var what: Markup =
            "<strong>\(group.step)</strong><span class=\"more\">\(FailureWords.of(group.kind, status: group.status))</span>"
        if summary.crowds.count > 1 {
            let crowds = summary.steps.filter { $0.name == group.step && $0.failed > 0 }.map(\.crowd)
            if !crowds.isEmpty { what += "<span class=\"more quiet\">\(crowds.joined(separator: ", "))</span>" }
        }
        what += "<span class=\"more\">\(FailureWords.when(group))</span>"
        var why: Markup = "\(group.cause)"
        if let remedy = group.remedy { why += "<span class=\"more\">→ \(remedy)</span>" }
        if !group.participants.isEmpty {
            let shown = group.participants.joined(separator: ", ")
            let others = group.count > group.participants.count ? " and others" : ""
            why += "<span class=\"more quiet\">\(shown)\(others)</span>"
        }
        return ["\(Figures.count(group.count))", what, why]
    }
}
