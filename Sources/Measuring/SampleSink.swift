// Where samples go: the one interface between those who measure and those who keep.

/// Some samples, in the order in which they were taken on one loop.
package struct SampleBatch: Sendable {
    /// HTTP exchanges.
    package var requests: [RequestSample] = []
    /// Executions of steps.
    package var steps: [StepSample] = []
    /// Journeys that ended.
    package var participants: [ParticipantSample] = []
    /// Gates that opened.
    package var gates: [GateSample] = []
    /// Look-ups of hosts.
    package var lookups: [LookupSample] = []

    /// An empty batch.
    package init() {}

    /// Whether nothing is in it.
    package var isEmpty: Bool {
        requests.isEmpty && steps.isEmpty && participants.isEmpty && gates.isEmpty && lookups.isEmpty
    }
}

/// Takes what was measured. Called on the loops' threads a few times a second for each loop, never for each sample, and
/// from several loops at once: an implementation hands the batches over and returns at once.
package protocol SampleSink: Sendable {
    /// Takes batches, in their order. Never blocks and never loses one: what cannot be kept is reported when the sink is
    /// closed.
    func take(_ batches: [SampleBatch])

    /// Takes how far the run has come. Only the last one counts, so an implementation may drop any other. Never blocks.
    func beat(_ heartbeat: Heartbeat)
}

/// A sign of life of a run, given with each flush. Of a run whose process was killed, the last one tells until when it
/// lived and how many were under way.
package struct Heartbeat: Codable, Hashable, Sendable {
    /// How far a crowd has come.
    package struct Crowd: Codable, Hashable, Sendable {
        /// How many began their journey.
        package var started: Int
        /// How many of these ended it, in whatever way.
        package var ended: Int

        /// Creates counts.
        package init(started: Int, ended: Int) {
            self.started = started
            self.ended = ended
        }
    }

    /// When it was given.
    package var at: Moment
    /// In the order of `RunMetadata.crowds`.
    package var crowds: [Crowd]

    /// Creates a heartbeat.
    package init(at: Moment, crowds: [Crowd]) {
        self.at = at
        self.crowds = crowds
    }
}
