// Where samples go: the only interface between the code that measures and the code that stores.

/// Samples in the order in which they were taken on one loop.
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
    /// What the host did about the event.
    package var events: [HostEvent] = []

    /// How many of the requests the server may know of.
    package var seenRequests: Int {
        // A span, since taking a sample out of an array copies it and its references.
        let requests = requests.span
        var count = 0
        for place in requests.indices where requests[place].mayHaveBeenSeen { count += 1 }
        return count
    }

    /// An empty batch.
    package init() {}

    /// Whether it contains nothing.
    package var isEmpty: Bool {
        requests.isEmpty && steps.isEmpty && participants.isEmpty && gates.isEmpty && lookups.isEmpty
            && events.isEmpty
    }
}

/// Receives measurements. Called on the loops' threads a few times a second per loop, never for each sample, and from
/// several loops at once. An implementation passes the batches on and returns immediately.
package protocol SampleSink: Sendable {
    /// Takes batches, in order. Never blocks and never loses one: what cannot be stored is reported when the sink is
    /// closed.
    func take(_ batches: [SampleBatch])

    /// Takes the progress of the run. Only the last call counts, so an implementation may drop all others. Never
    /// blocks.
    func beat(_ heartbeat: Heartbeat)
}

/// A sign of life of a run, sent with each flush. If the process is killed, the last one tells until when it lived and
/// how many participants were active.
package struct Heartbeat: Codable, Hashable, Sendable {
    /// The progress of a crowd.
    package struct Crowd: Codable, Hashable, Sendable {
        /// How many began their journey.
        package var started: Int
        /// How many of these ended it, for whatever reason.
        package var ended: Int

        /// Creates counts.
        package init(started: Int, ended: Int) {
            self.started = started
            self.ended = ended
        }
    }

    /// When it was sent.
    package var at: Moment
    /// In the order of `RunMetadata.crowds`.
    package var crowds: [Crowd]

    /// Creates a heartbeat.
    package init(at: Moment, crowds: [Crowd]) {
        self.at = at
        self.crowds = crowds
    }
}
