// A crowd: who comes, how, when, and what each of them does.

/// A group of participants with an arrival and a journey of its own.
package struct CrowdPlan: Hashable, Sendable {
    /// The name of the only crowd of a scenario that names none.
    package static let onlyName = "participants"

    /// When a crowd's arrivals begin.
    package enum Start: Hashable, Sendable {
        /// With the run's journeys.
        case withRun
        /// So long after they began.
        case after(Duration)
        /// When everybody of the crowd with that name has entered, or will not any more.
        case afterCrowd(String)
    }

    /// Its name, unique in the plan.
    package var name: String
    /// Who comes.
    package var participants: ParticipantsPlan
    /// How they come.
    package var arrival: Arrival
    /// When the first may come.
    package var start: Start
    /// What each of them does.
    package var journey: [StepPlan]

    /// A crowd from its parts.
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

    /// How many participants come; nil if only the run can tell, as with a looping crowd or random distances.
    package var expected: Int? { arrival.expected(of: participants) }

    /// Whether the journey has a step that brings a participant into the room; without one, completing it counts.
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

    /// How many are expected.
    package var count: Int
    /// Whether their accounts exist.
    package var accounts: Accounts
    /// Whether they store cookies; false: as a browser that refuses them.
    package var cookies: Bool
    /// How many of them, counted from the first, get the role `moderator`.
    package var moderators: Int

    /// Participants from their parts.
    package init(count: Int, accounts: Accounts = .existing, cookies: Bool = true, moderators: Int = 0) {
        self.count = count
        self.accounts = accounts
        self.cookies = cookies
        self.moderators = moderators
    }
}
