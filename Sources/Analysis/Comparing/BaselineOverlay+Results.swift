// What is kept of a baseline to draw it beside a run.

extension BaselineOverlay {
    /// How many times of entry are kept of a crowd.
    private static let most = 400

    /// The overlay of a run.
    package init(_ run: ComparedRun) {
        let summary = run.results.summary
        self.init(
            run: run.baseline,
            crowds: zip(summary.crowds, run.results.curves).map { crowd, curve in
                let entered = curve.microseconds
                // The first, the last, and equal numbers of people between them.
                let places =
                    entered.count <= Self.most
                    ? Array(entered.indices)
                    : (0..<Self.most).map { $0 * (entered.count - 1) / (Self.most - 1) }
                return Crowd(
                    name: crowd.name, expected: curve.expected,
                    enteredMs: places.map { Milliseconds.from(microseconds: entered[$0]) },
                    shares: places.map { Double($0 + 1) / Double(max(1, curve.expected)) })
            },
            steps: summary.steps.map { Step(crowd: $0.crowd, name: $0.name, responseMs: $0.responseMs) })
    }
}
