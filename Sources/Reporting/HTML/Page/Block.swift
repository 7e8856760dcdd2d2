// What a topic of the page consists of: headlines with a chart, a table or a text below them.

/// A topic of the page: its name in the margin, and its blocks.
struct Topic {
    /// The target of links to it.
    let id: String
    /// Its name.
    let name: String
    /// Its blocks, as HTML.
    let content: String

    /// Creates a topic; nil if there is nothing to be said.
    init?(_ name: Markup, _ blocks: [Block]) {
        guard !blocks.isEmpty else { return nil }
        id = "about-\(name.text.lowercased())"
        self.name = name.text
        content = blocks.map { $0.markup.text }.joined(separator: "\n")
    }
}

/// A headline with what belongs to it.
struct Block {
    /// The block as an element.
    let markup: Markup

    /// A chart, with its values folded below it.
    init(_ figure: Figure) {
        let drawing: Markup =
            figure.body.text.isEmpty
            ? ""
            : """

            <div class="scroll" tabindex="0" role="region" aria-label="\("Chart: " + figure.headline)">\(figure.body)</div>
            """
        let values: Markup =
            figure.table.map {
                """

                <details><summary>The values as a table</summary>\(HTMLTable($0, of: figure.headline).markup)</details>
                """
            } ?? ""
        markup = """
            <figure class="block" id="\("figure-" + figure.id)"><figcaption><h2>\(Glue.numbers(figure.headline))</h2>\
            \(Block.subtitle(figure.subtitle))</figcaption>\(drawing)\(values)
            </figure>
            """
    }

    /// A headline with text or tables.
    init(headline: String, subtitle: String = "", _ content: Markup = "") {
        markup = """
            <div class="block"><h2>\(Glue.numbers(headline))</h2>\(Block.subtitle(subtitle))
            \(content)
            </div>
            """
    }

    /// More about the blocks above, without a headline of its own.
    init(_ content: Markup) { markup = "<div class=\"block aside\">\(content)</div>" }

    /// Sentences that belong to the blocks above.
    init(notes: [String]) {
        markup = "<div class=\"block notes\">\(notes.map(Block.subtitle).joined())</div>"
    }

    /// Something to unfold. On paper it is left out unless it is unfolded, or `isPrinted`.
    init(folded summary: Markup, isPrinted: Bool = false, _ content: Markup) {
        markup = """
            <details class="folded\(isPrinted ? " printed" : "" as Markup)"><summary>\(summary)</summary><div class="inside">
            \(content)
            </div></details>
            """
    }

    /// A note below a chart or a table; nothing if it is empty.
    static func subtitle(_ text: String) -> Markup {
        text.isEmpty ? "" : "<p class=\"subtitle\">\(Glue.numbers(text))</p>"
    }

    /// A paragraph.
    static func paragraph(_ text: String) -> Markup { "<p>\(Glue.numbers(text))</p>\n" }

    /// Sentences as a list; nothing if there is none.
    static func list(_ sentences: [String]) -> Markup {
        guard !sentences.isEmpty else { return "" }
        return "<ul>\(sentences.map { "<li>\(Glue.numbers($0))</li>" as Markup }.joined())</ul>\n"
    }
}
