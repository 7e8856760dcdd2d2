// One figure of the report, as every section has it.

/// A chart or a table with a headline that states the finding.
package struct Figure: Sendable {
    /// A name that is unique on the page: letters, digits and hyphens.
    package var id: String
    /// The finding as a sentence with verb, number and unit.
    package var headline: String
    /// Measure, population and time.
    package var subtitle: String
    /// What is drawn; empty if the sentence says it all.
    package var body: Markup
    /// The same as a table of at most 20 rows, folded below the figure.
    package var table: FigureTable?

    /// Creates a figure.
    package init(id: String, headline: String, subtitle: String, body: Markup = "", table: FigureTable? = nil) {
        self.id = id
        self.headline = headline
        self.subtitle = subtitle
        self.body = body
        self.table = table
    }
}

/// The values of a figure.
package struct FigureTable: Hashable, Sendable {
    /// What the table shows.
    package var caption: String
    /// The columns' heads. The first column names the row; all others are aligned to the right.
    package var head: [String]
    /// The rows, as long as the head.
    package var rows: [[String]]

    /// Creates a table.
    package init(caption: String, head: [String], rows: [[String]]) {
        self.caption = caption
        self.head = head
        self.rows = rows
    }
}
