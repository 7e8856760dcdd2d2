// A run directory read back.
public import Measuring

/// A run as kept, whether it has ended or was killed half-way.
public struct RunReader: Sendable {
    /// What is known of the run.
    public let facts: RunFacts
    /// How it ended; nil if it was killed.
    public let ending: RunEnding?
    /// The scenario as resolved, without secrets.
    public let scenario: String
    /// Versions and machine, by name.
    public let environment: [String: String]

    /// Opens a run directory.
    public init(directory: String) throws(RunStoreError) {
        fatalError("being built")
    }

    /// Calls `body` with all samples, in batches and in the order in which they were written.
    public func forEachBatch(_ body: (SampleBatch) -> Void) throws(RunStoreError) {}
}
