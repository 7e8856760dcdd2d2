// What a measure is, and the list of them.

/// One or several figures, measured together.
protocol Measure: Sendable {
    /// The prefix of its rows' names.
    var name: String { get }
    func run(_ bench: Bench) throws -> [Row]
}

extension Bench {
    /// All measures, in the order of the table.
    static let measures: [any Measure] = [
        CostMeasure(tls: false, rolling: false),
        CostMeasure(tls: false, rolling: true),
        CostMeasure(tls: true, rolling: false),
        CostMeasure(tls: true, rolling: true),
        MarginalCostMeasure(),
        RequestFlowMeasure(),
        RequestStepMeasure(),
        MemoryMeasure(tls: false),
        MemoryMeasure(tls: true),
        CrowdMeasure(kind: .warm),
        CrowdMeasure(kind: .warmTight),
        CrowdMeasure(kind: .cold),
        CrowdMeasure(kind: .coldTight),
        PrimedMeasure(participants: 2_000, tls: false),
        PrimedMeasure(participants: 10_000, tls: false),
        PrimedMeasure(participants: 2_000, tls: true),
        PrimedMeasure(participants: 10_000, tls: true),
        ConnectionMeasure(),
        ResolverMeasure(),
        StartMeasure(),
        StandInMeasure(),
    ]
}
