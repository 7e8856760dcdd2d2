// What an engineer looks up: the scenario, the environment, the words, how the figures were made.
import Analysis

/// Folded texts at the end of the page.
struct BackgroundSection {
    let material: ReportMaterial

    /// The longest scenario that is shown in full, in characters.
    static let shownScenario = 40_000

    init(_ material: ReportMaterial) { self.material = material }

    var blocks: [Block] {
        var blocks: [Block] = []
        if !material.detail.scenario.isEmpty { blocks.append(Block(folded: "The scenario as it was run", scenario)) }
        if !material.detail.environment.isEmpty { blocks.append(Block(folded: "The environment", environment)) }
        blocks.append(Block(folded: "How the figures were made", Block.list(Glossary.methods)))
        let words = Glossary.words(of: material.results.summary).map {
            "<dt>\($0.word)</dt><dd>\($0.meaning)</dd>\n" as Markup
        }.joined()
        blocks.append(Block(folded: "The words used here", isPrinted: true, "<dl>\(words)</dl>"))
        return blocks
    }

    private var scenario: Markup {
        let text = material.detail.scenario
        let shown = String(text.prefix(BackgroundSection.shownScenario))
        let rest = shown.count < text.count ? Block.paragraph("The rest is in run.sqlite.") : ""
        return """
            <p>Secrets are shown as dots.</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Scenario"><pre>\(shown)</pre></div>
            \(rest)
            """
    }

    private var environment: Markup {
        var table = HTMLTable(caption: "Versions and machine", columns: [.text("Name"), .text("Value")])
        for (name, value) in material.detail.environment.sorted(by: { $0.key < $1.key }) { table.add(name, value) }
        return table.markup
    }
}
