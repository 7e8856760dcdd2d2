// When a storm's journeys begin, and what it need not set up itself.
package import Journeys
package import Measuring

/// How a storm starts, if not on its own as soon as it has set up.
package struct StormStart: Sendable {
    /// T0: when the journeys begin. Setup must be done by then.
    package var at: Moment
    /// What another process has set up; nil: this one sets up.
    package var provided: ProvisionedRoom?
    /// Called once with what this process has set up, before anybody comes.
    package var share: @Sendable (ProvisionedRoom) throws(Problem) -> Void

    /// Creates a start.
    package init(
        at: Moment, provided: ProvisionedRoom? = nil,
        share: @escaping @Sendable (ProvisionedRoom) throws(Problem) -> Void = { _ throws(Problem) in }
    ) {
        self.at = at
        self.provided = provided
        self.share = share
    }

    /// Why it is too late to start; nil if it is not.
    var missed: Problem? {
        let late = Moment.now.nanoseconds(since: at)
        guard late >= 0 else { return nil }
        return Problem(
            "setup ended \(Duration.milliseconds(late / 1_000_000).words) after T0",
            remedy: "No participant started. Choose a later `--start-at`.")
    }
}
