// The results of a run in progress: batches arrive on one thread, the terminal reads on another.
package import Measuring
package import Scenarios
import Synchronization

/// A summary builder shared between threads.
package final class LiveSummary: Sendable {
    // A mutex, since the writer's queue adds and the terminal reads. It is contended at most a few times a second.
    private let builder: Mutex<SummaryBuilder>

    /// An empty builder for a run.
    package init(metadata: RunMetadata, thresholds: [Threshold]) {
        builder = Mutex(SummaryBuilder(metadata: metadata, thresholds: thresholds))
    }

    /// Adds a batch. Callable from any thread.
    package func add(_ batch: SampleBatch) {
        builder.withLock { $0.add(batch) }
    }

    /// Something of each step's tally, in the order of the steps.
    func ofSteps<Value: Sendable>(_ read: @Sendable (StepTally) -> Value) -> [Value] {
        builder.withLock { $0.stepTallies.map(read) }
    }

    /// The results of what was added so far. Callable from any thread.
    package func results(outcome: RunOutcome, lostSamples: Int = 0) -> RunResults {
        let current = builder.withLock { $0 }
        return current.results(outcome: outcome, lostSamples: lostSamples)
    }
}
