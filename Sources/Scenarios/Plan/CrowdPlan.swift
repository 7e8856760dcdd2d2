// A crowd: who arrives, how and when, and what each participant does.

/// A group of participants with an arrival and a journey of its own.
package struct CrowdPlan: Hashable, Sendable {
    /// The name of the only crowd, if the scenario names none.
    package static let onlyName = "participants"

    /// When a crowd's arrivals begin.
    package enum Start: Hashable, Sendable {
        /// Together with the run's journeys.
        case withRun
        /// This long after the journeys began.
        case after(Duration)
        /// Once everybody in the crowd of that name has entered or cannot enter any more.
        case afterCrowd(String)
    }

    /// Its name, unique in the plan.
    package var name: String
    /// Who comes.
    package var participants: ParticipantsPlan
    /// How they come.
    package var arrival: Arrival
    /// When the first participant may arrive.
    package var start: Start
    /// What each of them does.
    package var journey: [StepPlan]
    /// The number of its first participant, if it does not follow from the crowds before.
    package var firstNumber: Int?

    /// Creates a crowd.
    package init(
        name: String = onlyName, participants: ParticipantsPlan, arrival: Arrival, start: Start = .withRun,
        journey: [StepPlan]
    ) {
        self.name = name
        self.participants = participants
        self.arrival = arrival
        self.start = start
        self.journey = journey
    }

    /// How many participants arrive; nil if only the run can tell, as with a looping crowd or random intervals.
    package var expected: Int? { arrival.expected(of: participants) }

    /// How many participants arrive, or may be expected to where arrivals are random; nil if that depends on the target.
    package var likelyCount: Int? {
        if let expected { return expected }
        guard case .rate(let rate, let duration, poisson: true) = arrival else { return nil }
        return Int((rate * duration.seconds).rounded())
    }

    /// Whether the journey has a step that brings a participant into the room. Without one, a completed journey counts.
    package var hasEntry: Bool {
        journey.contains { $0.action.kind.entersRoom }
    }
}

/// Who comes.
package struct ParticipantsPlan: Hashable, Sendable {
    /// Whether the participants' accounts exist on the platform.
    package enum Accounts: String, CaseIterable, Hashable, Sendable {
        /// They exist.
        case existing
        /// Setup registers those that do not exist yet, before the arrivals.
        case create
    }

    /// How many participants are expected. If the arrival tells how many come, as many: exactly, on average, or, in a
    /// looping crowd, at a time.
    package var count: Int
    /// Whether their accounts exist.
    package var accounts: Accounts
    /// Whether the participants store cookies; false: like a browser that refuses them.
    package var cookies: Bool
    /// How many participants, counted from the first, get the role `moderator`.
    package var moderators: Int
    /// Their own data; nil: everything about them is generated.
    package var data: ParticipantData?

    /// Creates participants.
    package init(
        count: Int, accounts: Accounts = .existing, cookies: Bool = true, moderators: Int = 0,
        data: ParticipantData? = nil
    ) {
        self.data = data
        self.count = count
        self.accounts = accounts
        self.cookies = cookies
        self.moderators = moderators
    }
}
