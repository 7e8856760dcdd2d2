// The metrics of a run in progress: batches arrive on one thread, scrapes on another.
package import Measuring
import Synchronization

/// A tally shared between threads.
package final class LiveMetrics: Sendable {
    // A mutex, since the run writer's queue adds and the metrics' thread reads. Held for a batch or a copy, and contended at
    // most a few times a second; no event loop takes it.
    private let counts: Mutex<MetricsTally>

    /// An empty tally of a run with these crowds.
    package init(crowds: [CrowdMetadata]) { counts = Mutex(MetricsTally(crowds: crowds)) }

    /// Adds a batch. Callable from any thread.
    package func add(_ batch: SampleBatch) { counts.withLock { $0.add(batch) } }

    /// Says that no batch will follow. Callable from any thread.
    package func end() { counts.withLock { $0.end() } }

    /// What was added so far. Callable from any thread.
    package var tally: MetricsTally { counts.withLock { $0 } }
}
