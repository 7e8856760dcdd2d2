// The results of a run that goes on: batches come in on one thread, the terminal asks on another.
package import Measuring
package import Scenarios
import Synchronization

/// A summary builder that threads share.
package final class LiveSummary: Sendable {
    // A mutex, since the writer's queue adds and the terminal asks. It is contended a few times a second at most.
    private let builder: Mutex<SummaryBuilder>

    /// An empty builder for a run.
    package init(metadata: RunMetadata, thresholds: [Threshold]) {
        builder = Mutex(SummaryBuilder(metadata: metadata, thresholds: thresholds))
    }

    /// Adds a batch. Any thread.
    package func add(_ batch: SampleBatch) {
        builder.withLock { $0.add(batch) }
    }

    /// Takes a sign of life. Any thread.
    package func beat(_ heartbeat: Heartbeat) {
        builder.withLock { $0.beat(heartbeat) }
    }

    /// The builder as it stands. Any thread.
    package var current: SummaryBuilder { builder.withLock { $0 } }

    /// The results of what was added so far. Any thread.
    package func results(outcome: RunOutcome, lostSamples: Int = 0) -> RunResults {
        current.results(outcome: outcome, lostSamples: lostSamples)
    }
}
