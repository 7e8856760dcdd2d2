// A run directory in the making: samples come in from the loops, rows go out to SQLite on a queue of its own.
import GRDB
public import Measuring

/// Writes a run directory while the run goes on.
public final class RunWriter: SampleSink {
    /// Makes the directory and its `run.sqlite`.
    ///
    /// - Parameters:
    ///   - directory: where; made with its parents if it does not exist, taken if it is empty.
    ///   - facts: what is known of the run.
    ///   - scenario: the scenario as resolved, secrets shown as dots.
    ///   - environment: versions and machine, by name.
    ///   - then: called with each batch when it was written (or could not be), on the writer's queue and in order.
    public init(
        directory: String, facts: RunFacts, scenario: String, environment: [String: String],
        then: (@Sendable (SampleBatch) -> Void)? = nil
    ) throws(RunStoreError) {
        fatalError("being built")
    }

    /// Takes a batch. Returns at once.
    public func take(_ batch: SampleBatch) {}

    /// Writes what is left, and the ending.
    ///
    /// - Throws: the first error that kept a sample from being written, with the number of those lost.
    public func finish(_ ending: RunEnding) async throws(RunStoreError) {}
}
