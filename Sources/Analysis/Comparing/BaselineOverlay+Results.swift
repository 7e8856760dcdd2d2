// What is kept of a baseline to draw it beside a run.

extension BaselineOverlay {
    /// How many times of entry are kept of a crowd.
    private static let most = 400

    /// The overlay of a run.
    ///
    /// - Parameters:
    ///   - run: the run.
    ///   - heat: the cells of a step, by its place in the run's summary; nil: none are kept.
    package init(_ run: ComparedRun, heat: (Int) -> RunDetail.Heat? = { _ in nil }) {
        let summary = run.results.summary
        self.init(
            run: run.baseline,
            crowds: zip(summary.crowds, run.results.curves).map { crowd, curve in
                let entered = curve.microseconds
                let places = Self.places(of: entered.count, expected: curve.expected)
                return Crowd(
                    name: crowd.name, expected: curve.expected,
                    enteredMs: places.map { Milliseconds.from(microseconds: entered[$0]) },
                    shares: places.map { Double($0 + 1) / Double(max(1, curve.expected)) })
            },
            steps: summary.steps.enumerated().map { place, step in
                Step(crowd: step.crowd, name: step.name, responseMs: step.responseMs, heat: heat(place))
            })
    }

    /// Which of the sorted entries are kept: the first, the last, equal numbers of people between them, and those that
    /// reports name, so that a curve drawn from these says the same as the run's own summary.
    private static func places(of entered: Int, expected: Int) -> [Int] {
        guard entered > most else { return Array(0..<entered) }
        let named = [0.5, 0.9, 0.99].map { AdmissionCurve.rank(ofShare: $0, expected: expected) - 1 }
            .filter { $0 < entered }
        let even = most - named.count
        return Set((0..<even).map { $0 * (entered - 1) / (even - 1) } + named).sorted()
    }
}
