// Who was in the room by Turnout's account, and who by the platform's.
package import Measuring

/// Compares two accounts of one event, person by person, by the id that the integrator gave each of them. Pure: neither the
/// order of the participants nor that of the report matters.
package struct AttendanceReconciliation: Sendable {
    /// The ids of those who were in the room by both accounts.
    package let both: [String]
    /// The ids of those by Turnout's account alone, in the order of the participants.
    package let onlyOurs: [String]
    /// The ids of those by the platform's account alone, or the name of a person without an id.
    package let onlyPlatform: [String]
    /// Of the latter, the ids of participants who never got in by Turnout's account.
    package let missed: [String]
    /// How many people were in the room by each account. Participants whose id is unknown are not among them.
    package let ours: Int
    package let platform: Int
    /// How many participants were in the room of whom no id is known, so that nobody can find them in the report.
    package let unidentified: Int
    /// Ids that several participants share, or that the platform's report of one call lists more than once: their
    /// attendance cannot be told apart.
    package let duplicates: [String]
    /// Visits of those in both, by each account.
    package let ourVisits: Int
    package let platformVisits: Int
    /// Those in both whose number of visits differs.
    package let differingVisits: [String]
    /// Those who came more than once by either account.
    package let returned: [String]
    /// Those who were there twice at the same time, by the platform's account: with two browsers, or two people with one id.
    package let twiceAtOnce: [String]
    /// How many of the platform's visits have times that cannot be right: they end before they begin, or are more than a day
    /// from the beginning of the run. They count as visits, and their times are not compared.
    let unusableVisits: Int
    /// How far the platform's times of entering are behind Turnout's, and those of leaving; nil if none can be compared.
    package let entering: Summary.Attendance.TimeDifference?
    package let leaving: Summary.Attendance.TimeDifference?
    /// How many people of each role are in the platform's account.
    package let roles: [String: Int]

    private struct Ours {
        var number: Int32
        var count = 0
        var visits: [AttendancePerson.Visit] = []
    }

    private struct Theirs {
        var role: String?
        var visits: [ReportedPerson.Visit] = []
        /// Whether a time among them cannot be right.
        var isUnusable = false
    }

    /// Compares two accounts.
    /// - Parameters:
    ///   - participants: the participants, with their visits since `origin`.
    ///   - calls: the people of each call's report.
    ///   - origin: the time of day, by the generator's clock, from which the participants' visits are counted; nil if
    ///     unknown, and then no times are compared.
    package init(participants: [AttendancePerson], calls: [[ReportedPerson]], origin: UTCInstant?) {
        var ours: [String: Ours] = [:]
        var unidentified = 0
        for person in participants {
            guard let id = person.externalUserID, !id.isEmpty else {
                if !person.visits.isEmpty { unidentified += 1 }
                continue
            }
            var known = ours[id] ?? Ours(number: person.number)
            known.number = min(known.number, person.number)
            known.count += 1
            known.visits += person.visits
            ours[id] = known
        }
        var theirs: [String: Theirs] = [:]
        var nameless: [String] = []
        var roles: [String: Int] = [:]
        var duplicates = Set(ours.filter { $0.value.count > 1 }.keys)
        var unusable = 0
        for people in calls {
            var seen: Set<String> = []
            for person in people {
                let wrong = person.visits.count { !AttendanceReconciliation.canBe($0, origin) }
                unusable += wrong
                guard let id = person.externalUserID else {
                    nameless.append(person.name.isEmpty ? AttendanceReconciliation.nobody : person.name)
                    roles[person.role ?? AttendanceReconciliation.unknownRole, default: 0] += 1
                    continue
                }
                if !seen.insert(id).inserted { duplicates.insert(id) }
                var known = theirs[id] ?? Theirs()
                // Of several entries the first word in the alphabet, so that the order does not matter.
                known.role = [known.role, person.role].compactMap { $0 }.min()
                known.visits += person.visits
                if wrong > 0 { known.isUnusable = true }
                theirs[id] = known
            }
        }
        for person in theirs.values { roles[person.role ?? AttendanceReconciliation.unknownRole, default: 0] += 1 }

        let entered = ours.filter { !$0.value.visits.isEmpty }
        func inOrder(_ ids: some Sequence<String>) -> [String] {
            ids.sorted { (ours[$0]?.number ?? .max, $0) < (ours[$1]?.number ?? .max, $1) }
        }
        let both = inOrder(entered.keys.filter { theirs[$0] != nil })
        let strangers = inOrder(theirs.keys.filter { entered[$0] == nil })
        self.both = both
        onlyOurs = inOrder(entered.keys.filter { theirs[$0] == nil })
        onlyPlatform = strangers + nameless.sorted()
        missed = strangers.filter { ours[$0] != nil }
        self.ours = entered.count
        platform = theirs.count + nameless.count
        self.unidentified = unidentified
        self.duplicates = inOrder(duplicates)
        self.roles = roles
        unusableVisits = unusable

        var visits = (ours: 0, platform: 0)
        var differing: [String] = []
        var returned: [String] = []
        var entering: [Double] = []
        var leaving: [Double] = []
        for id in both {
            let mine = (entered[id]?.visits ?? []).sorted { $0.entered < $1.entered }
            let other = AttendanceReconciliation.inOrder(theirs[id]?.visits ?? [])
            visits.ours += mine.count
            visits.platform += other.count
            if mine.count > 1 || other.count > 1 { returned.append(id) }
            guard mine.count == other.count else {
                differing.append(id)
                continue
            }
            guard let origin, !duplicates.contains(id), theirs[id]?.isUnusable == false else { continue }
            for (visit, reported) in zip(mine, other) {
                if let at = reported.entered {
                    entering.append(at.milliseconds(since: origin.advanced(byMicroseconds: visit.entered)))
                }
                if let at = reported.left, let left = visit.left {
                    leaving.append(at.milliseconds(since: origin.advanced(byMicroseconds: left)))
                }
            }
        }
        (ourVisits, platformVisits) = (visits.ours, visits.platform)
        differingVisits = differing
        self.returned = returned
        twiceAtOnce = inOrder(
            theirs.filter {
                !$0.value.isUnusable
                    && AttendanceReconciliation.overlap(AttendanceReconciliation.inOrder($0.value.visits))
            }.keys)
        self.entering = .init(entering)
        self.leaving = .init(leaving)
    }

    /// A person of whom the platform says neither an id nor a name.
    static let nobody = "somebody without a name"
    /// The role of a person of whom the platform does not say it.
    static let unknownRole = "unknown"

    /// How far a visit may be from the beginning of the run, in microseconds: clocks differ, and others may have been in the
    /// room for long.
    private static let farthest: Int64 = 86_400_000_000

    /// Whether a visit's times can be right.
    private static func canBe(_ visit: ReportedPerson.Visit, _ origin: UTCInstant?) -> Bool {
        if let entered = visit.entered, let left = visit.left, left < entered { return false }
        guard let origin else { return true }
        return [visit.entered, visit.left].allSatisfy { time in
            time.map { ($0.microseconds - origin.microseconds).magnitude <= farthest } ?? true
        }
    }

    private static func inOrder(_ visits: [ReportedPerson.Visit]) -> [ReportedPerson.Visit] {
        func key(_ visit: ReportedPerson.Visit) -> (Int64, Int64) {
            (visit.entered?.microseconds ?? .min, visit.left?.microseconds ?? .max)
        }
        return visits.sorted { key($0) < key($1) }
    }

    /// Whether one of the visits begins before an earlier one has ended.
    private static func overlap(_ visits: [ReportedPerson.Visit]) -> Bool {
        var latest: UTCInstant?
        for visit in visits {
            guard let entered = visit.entered, let left = visit.left else { continue }
            if let latest, entered < latest { return true }
            latest = max(latest ?? left, left)
        }
        return false
    }
}
