// Names from a scenario as a terminal shows them: there is no bound on what they are called.

extension String {
    /// The name on one line, cut to so many columns and ended with an ellipsis if it is wider.
    package func asName(columns: Int = ShownName.columns) -> String {
        onOneLine.cut(toColumns: columns)
    }
}

/// How much of a name is shown.
package enum ShownName {
    /// The most columns of a step's, a gate's or a crowd's name: what is wider would leave no room for figures.
    package static let columns = 40
    /// The most columns of a run's name, which stands alone.
    static let runColumns = 80
}
