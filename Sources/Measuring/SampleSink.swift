// Where samples go: the one interface between those who measure and those who keep.

/// Some samples, in the order in which they were taken on one loop.
public struct SampleBatch: Sendable {
    /// HTTP exchanges.
    public var requests: [RequestSample] = []
    /// Executions of steps.
    public var steps: [StepSample] = []
    /// Journeys that ended.
    public var participants: [ParticipantSample] = []
    /// Gates that opened.
    public var gates: [GateSample] = []
    /// Look-ups of hosts.
    public var lookups: [LookupSample] = []

    /// An empty batch.
    public init() {}

    /// Whether nothing is in it.
    public var isEmpty: Bool {
        requests.isEmpty && steps.isEmpty && participants.isEmpty && gates.isEmpty && lookups.isEmpty
    }
}

/// Takes what was measured. Called on the loops' threads a few times a second for each loop, never for each sample, and
/// from several loops at once: an implementation hands the batches over and returns at once.
public protocol SampleSink: Sendable {
    /// Takes batches, in their order. Never blocks and never loses one: what cannot be kept is reported when the sink is
    /// closed.
    func take(_ batches: [SampleBatch])
}
