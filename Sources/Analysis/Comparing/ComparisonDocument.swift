// What `compare --format json` prints (schema `turnout.comparison/1`).

/// A comparison as a document of its own. Property names are the JSON keys, in the order of the file.
package struct ComparisonDocument: Codable, Equatable, Sendable {
    /// The name and version of the format.
    package var schema = "turnout.comparison/1"
    /// The run that was compared.
    package var run: Summary.BaselineComparison.Baseline
    /// How it compares, as in `summary.json`.
    package var comparison: Summary.BaselineComparison

    /// Creates a document.
    package init(run: Summary.BaselineComparison.Baseline, comparison: Summary.BaselineComparison) {
        self.run = run
        self.comparison = comparison
    }

    /// The document as JSON: every key, in the order of the format's description.
    package var json: String {
        get throws(SummaryFormatError) {
            do {
                return try OrderedJSONEncoder().encode(self)
            } catch {
                throw SummaryFormatError(message: "The comparison holds a number that JSON cannot: \(error)")
            }
        }
    }
}
