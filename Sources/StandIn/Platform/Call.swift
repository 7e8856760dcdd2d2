// A call: from the first entry into an empty room to the last leave (contract section 8). Pure bookkeeping.

import PlatformContract

/// One call with its attendance. Instants are microseconds since the server's start.
struct Call: Sendable {
    /// A stay in the room.
    struct Visit: Sendable, Hashable {
        var entered: Int
        /// Nil: still in the room.
        var left: Int?
    }

    /// A person with all visits.
    struct Attendee: Sendable {
        var externalUserID: String?
        var name: String
        var email: String?
        var phone: String?
        var role: Role
        var visits: [Visit] = []
    }

    let id: String
    let started: Int
    private(set) var finished: Int?
    /// Participants who are in the room, by id, each with the person and the index of the visit.
    private var stays: [String: (person: String, visit: Int)] = [:]
    /// The most participants at one time.
    private(set) var peak = 0
    /// The number of entries.
    private(set) var entries = 0
    /// Attendees by person.
    private var attendees: [String: Attendee] = [:]
    /// Persons in the order of their first entry.
    private var order: [String] = []

    init(id: String, started: Int) {
        self.id = id
        self.started = started
    }

    /// Participants who are in the room.
    var present: [String] { Array(stays.keys) }

    /// How many different people entered.
    var people: Int { order.count }

    /// Everyone who entered, in order of first entry.
    var attendance: [Attendee] { order.compactMap { attendees[$0] } }

    /// Adds a participant. Does nothing if the participant is already in the room.
    mutating func enter(_ participant: Participant, at now: Int) {
        guard stays[participant.id] == nil else { return }
        let person = participant.person
        if attendees[person] == nil {
            attendees[person] = Attendee(
                externalUserID: participant.externalUserID, name: participant.name, email: participant.email,
                phone: participant.phone, role: participant.role)
            order.append(person)
        }
        attendees[person]?.visits.append(Visit(entered: now, left: nil))
        stays[participant.id] = (person, (attendees[person]?.visits.count ?? 1) - 1)
        entries += 1
        peak = max(peak, stays.count)
    }

    /// Removes a participant. Does nothing if the participant is not in the room.
    ///
    /// - Returns: Whether the room is now empty, so that the call is over.
    mutating func leave(_ participantID: String, at now: Int) -> Bool {
        guard let (person, visit) = stays.removeValue(forKey: participantID) else { return false }
        attendees[person]?.visits[visit].left = now
        guard stays.isEmpty else { return false }
        finished = now
        return true
    }
}
