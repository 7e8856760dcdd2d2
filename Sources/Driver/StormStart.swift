// When a storm's journeys begin, and what it need not set up itself.
package import Journeys
package import Measuring

/// How a storm starts, if not on its own as soon as it has set up.
package struct StormStart: Sendable {
    /// T0: when the journeys begin; setup must be done by then. Nil: as soon as that is.
    package var at: Moment?
    /// What another process has set up; nil: this one sets up.
    package var provided: ProvisionedRoom?
    /// Called once with what this process has set up, before anybody comes.
    package var share: @Sendable (ProvisionedRoom) throws(Problem) -> Void

    /// Creates a start.
    package init(
        at: Moment?, provided: ProvisionedRoom? = nil,
        share: @escaping @Sendable (ProvisionedRoom) throws(Problem) -> Void = { _ throws(Problem) in }
    ) {
        self.at = at
        self.provided = provided
        self.share = share
    }

    /// How late a process may begin for which another one has set up: its participants are then stragglers. A crowd that comes
    /// when the others have gone says nothing about both.
    package static let grace = Duration.seconds(60)

    /// Why it is too late to start; nil if it is not.
    var missed: Problem? {
        guard let late = at.map({ Moment.now.nanoseconds(since: $0) }), late >= 0 else { return nil }
        if provided != nil {
            guard late > Self.grace.wholeNanoseconds else { return nil }
            return Problem(
                "T0 was \(Duration.milliseconds(late / 1_000_000).words) ago, and after \(Self.grace.words) nobody comes",
                remedy: "No participant started. Start all shards again, with a later `--start-at`.")
        }
        return Problem(
            "setup ended \(Duration.milliseconds(late / 1_000_000).words) after T0",
            remedy: "No participant started. Choose a later `--start-at`.")
    }
}
