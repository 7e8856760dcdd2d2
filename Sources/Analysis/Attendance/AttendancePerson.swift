// Who was in the room by Turnout's own account.
import Measuring

/// One participant, and when it was in the room.
package struct AttendancePerson: Hashable, Sendable {
    /// One stay in the room, in microseconds since the run's origin.
    package struct Visit: Hashable, Sendable {
        /// When the platform had confirmed the entry.
        package var entered: Int64
        /// When it had confirmed that the participant left; nil if it never did.
        package var left: Int64?

        /// Creates a visit.
        package init(entered: Int64, left: Int64?) {
            self.entered = entered
            self.left = left
        }
    }

    /// The participant's number.
    package var number: Int32
    /// The display name.
    package var name: String
    /// The id that the integrator gave it; nil if it has none that the platform could know.
    package var externalUserID: String?
    /// Its visits, in their order; empty if it was never in the room.
    package var visits: [Visit]

    /// Creates a participant.
    package init(number: Int32, name: String, externalUserID: String?, visits: [Visit]) {
        self.number = number
        self.name = name
        self.externalUserID = externalUserID
        self.visits = visits
    }
}

/// Collects who was in the room from samples, in whatever order they come.
struct AttendanceTally: Sendable {
    private struct Stays {
        var entries: [Int64] = []
        var exits: [Int64] = []
    }

    private var stays: [Int32: Stays] = [:]
    private var people: [Int32: PersonSample] = [:]
    private let origin: Moment

    init(origin: Moment) { self.origin = origin }

    /// The endpoints by which somebody enters and leaves (contract section 5).
    private static let join = "join"
    private static let leave = "leave"

    /// Adds a request, also one of teardown.
    mutating func add(_ request: RequestSample) {
        guard request.participant > 0, request.failure == nil else { return }
        let at = request.figures.answered.microseconds(since: origin)
        if request.endpoint == AttendanceTally.join {
            stays[request.participant, default: Stays()].entries.append(at)
        } else if request.endpoint == AttendanceTally.leave {
            stays[request.participant, default: Stays()].exits.append(at)
        }
    }

    /// Adds a participant at the end of its journey.
    mutating func add(_ sample: ParticipantSample) {
        if let person = sample.person { people[sample.participant] = person }
    }

    /// The participants by number: those who were in the room, and those who may have been.
    var result: [AttendancePerson] {
        Set(people.keys).union(stays.keys).sorted().map { number in
            AttendancePerson(
                number: number, name: people[number]?.name ?? "",
                externalUserID: people[number]?.externalUserID,
                visits: visits(of: stays[number] ?? Stays()))
        }
    }

    /// Each entry with the first exit behind it, unless the next entry comes first.
    private func visits(of stays: Stays) -> [AttendancePerson.Visit] {
        let entries = stays.entries.sorted()
        let exits = stays.exits.sorted()
        return entries.enumerated().map { place, entered in
            let next = place + 1 < entries.count ? entries[place + 1] : .max
            return .init(entered: entered, left: exits.first { $0 >= entered && $0 < next })
        }
    }
}
