// Tables of the page: a caption, heads with a scope, figures aligned to the right.

/// A table.
struct HTMLTable {
    /// What a column holds.
    enum Column {
        /// Figures, aligned to the right.
        case figures(String)
        /// Figures that a phone leaves out, since the row says them elsewhere.
        case spareFigures(String)
        /// A word or two, aligned to the left.
        case words(String)
        /// Text that may run over several lines.
        case text(String)

        fileprivate var head: String {
            switch self {
            case .figures(let head), .spareFigures(let head), .words(let head), .text(let head): head
            }
        }

        fileprivate var style: Markup {
            switch self {
            case .figures: ""
            case .spareFigures: " class=\"spare\""
            case .words: " class=\"left\""
            case .text: " class=\"left wide text\""
            }
        }
    }

    /// What the table shows.
    var caption: String
    /// The columns.
    var columns: [Column]
    /// The rows' cells, as many as columns.
    var rows: [[Markup]] = []
    /// Which column names the row.
    var rowHead = 0
    /// What screen readers call the region that scrolls; nil: as the caption.
    var region: String?
    /// Whether the caption is shown; otherwise only screen readers tell it, since the headline above says the same.
    var showsCaption = true

    /// Creates a table without rows.
    init(caption: String, columns: [Column]) {
        self.caption = caption
        self.columns = columns
    }

    /// The values of a figure.
    init(_ table: FigureTable, of headline: String) {
        region = headline
        caption = table.caption
        columns = table.head.map { .figures($0) }
        rows = table.rows.map { $0.map { Markup(escaping: $0) } }
    }

    /// Adds a row of texts.
    mutating func add(_ cells: String...) { rows.append(cells.map { Markup(escaping: $0) }) }

    /// The table in a region that scrolls where the screen is too narrow.
    var markup: Markup {
        let head = columns.map { "<th scope=\"col\"\($0.style)>\($0.head)</th>" as Markup }.joined()
        let body = rows.map { cells -> Markup in
            let row = zip(cells, columns).enumerated().map { index, cell -> Markup in
                index == rowHead
                    ? "<th scope=\"row\"\(cell.1.style)>\(cell.0)</th>" : "<td\(cell.1.style)>\(cell.0)</td>"
            }
            return "<tr>\(row.joined())</tr>\n"
        }.joined()
        let hidden: Markup = showsCaption ? "" : " class=\"hidden\""
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\("Table: " + (region ?? caption))"><table>
            <caption\(hidden)>\(caption)</caption>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(body)</tbody>
            </table></div>
            """
    }
}
