// Who looks after a run while it goes on.
package import Driver

/// What a run tells while it goes on, and how it is stopped.
package struct RunObserver: Sendable {
    /// Stops the run.
    package var control: StormControl
    /// Counts.
    package var progress: StormProgress
    /// Is told in words what setup made, what is waited for, and what teardown could not do. Called on a loop's thread: it
    /// must return at once.
    package var notice: @Sendable (String) -> Void

    /// Creates an observer; by default one that does not look.
    package init(
        control: StormControl = StormControl(), progress: StormProgress = StormProgress(),
        notice: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.control = control
        self.progress = progress
        self.notice = notice
    }
}
