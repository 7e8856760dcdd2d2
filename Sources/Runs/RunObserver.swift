// Observes and controls a run in progress.
package import Analysis
package import Driver
package import Measuring

/// What a run reports while it is in progress, and how to stop it.
package struct RunObserver: Sendable {
    /// Stops the run.
    package var control: StormControl
    /// Counts.
    package var progress: StormProgress
    /// Receives messages about what setup created, what is being waited for, and what teardown could not do. Called on
    /// a loop's thread, so it must return immediately.
    package var notice: @Sendable (String) -> Void
    /// Called once, when the run is about to begin, with what is known of it and its live summary. Each function that it
    /// returns is then called with each batch of samples, in order and on the run writer's queue.
    package var follow: @Sendable (RunMetadata, LiveSummary) -> [@Sendable (SampleBatch) -> Void]

    /// Creates an observer. The default one ignores everything.
    package init(
        control: StormControl = StormControl(), progress: StormProgress = StormProgress(),
        notice: @escaping @Sendable (String) -> Void = { _ in },
        follow: @escaping @Sendable (RunMetadata, LiveSummary) -> [@Sendable (SampleBatch) -> Void] = { _, _ in [] }
    ) {
        self.control = control
        self.progress = progress
        self.notice = notice
        self.follow = follow
    }
}
