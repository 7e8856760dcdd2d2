// Observes and controls a run in progress.
package import Driver

/// What a run reports while it is in progress, and how to stop it.
package struct RunObserver: Sendable {
    /// Stops the run.
    package var control: StormControl
    /// Counts.
    package var progress: StormProgress
    /// Receives messages about what setup created, what is being waited for, and what teardown could not do. Called on
    /// a loop's thread, so it must return immediately.
    package var notice: @Sendable (String) -> Void

    /// Creates an observer. The default one ignores everything.
    package init(
        control: StormControl = StormControl(), progress: StormProgress = StormProgress(),
        notice: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.control = control
        self.progress = progress
        self.notice = notice
    }
}
