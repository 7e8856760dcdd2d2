// All that a report is made from.

/// A run's results with its details, and what is drawn of a baseline.
package struct ReportMaterial: Sendable {
    /// The figures.
    package var results: RunResults
    /// What a report shows beyond them.
    package var detail: RunDetail
    /// The baseline beside it; nil if there is none.
    package var overlay: BaselineOverlay?

    /// Creates material.
    package init(results: RunResults, detail: RunDetail, overlay: BaselineOverlay? = nil) {
        self.results = results
        self.detail = detail
        self.overlay = overlay
    }
}
