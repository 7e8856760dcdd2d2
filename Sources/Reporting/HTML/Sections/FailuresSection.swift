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
            return [Block(headline: summary.isPartial ? "No failure is known." : "Nobody failed.")] + codes
        }
        var table = HTMLTable(
            caption: "Causes and remedies, the most frequent first",
            columns: [.figures("Count"), .text("What failed"), .text("Cause, remedy, participants")])
        table.rowHead = 1
        for group in groups.prefix(FailuresSection.shownGroups) { table.rows.append(row(group)) }
        let rest = groups.dropFirst(FailuresSection.shownGroups)
        let more: Markup =
            rest.isEmpty
            ? ""
            : Block.paragraph(
                "summary.json has \(Figures.counted(rest.reduce(0) { $0 + $1.count }, "more failure")) of "
                    + "\(Figures.counted(rest.count, "other kind")).")
        return FailureStrip.figures(material).map(Block.init) + [Block(table.markup + more)] + codes
    }

    private var codes: [Block] { StatusCodes.figures(material).map(Block.init) }

    private func row(_ group: Summary.FailureGroup) -> [Markup] {
        var what: Markup =
            "<strong>\(group.step)</strong><span class=\"more\">\(FailureWords.of(group.kind, status: group.status))</span>"
        if summary.crowds.count > 1 { what += "<span class=\"more quiet\">\(group.crowd)</span>" }
        what += "<span class=\"more\">\(Glue.numbers(FailureWords.when(group)))</span>"
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
