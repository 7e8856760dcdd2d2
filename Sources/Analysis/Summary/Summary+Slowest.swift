// Which step a report looks at most closely.

extension Summary {
    /// Below so many executions a step's times are not drawn over time.
    private static let enough = 20

    /// The place of the step with the highest 95th percentile, of those that were executed twenty times; nil if there is
    /// none.
    package var slowestStep: Int? {
        steps.indices.filter { steps[$0].responseMs.p95 != nil && steps[$0].executions >= Summary.enough }
            .max { steps[$0].responseMs.p95 ?? 0 < steps[$1].responseMs.p95 ?? 0 }
    }
}
