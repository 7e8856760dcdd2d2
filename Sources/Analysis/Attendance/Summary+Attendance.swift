// Attendance as figures: the part of `summary.json` that compares Turnout's account with the platform's.
package import Measuring

extension Summary {
    /// How Turnout's account of who was in the room compares with the platform's own report.
    package struct Attendance: Codable, Equatable, Sendable {
        /// How many were in the room by both accounts; nil if there is no report to compare with.
        package var both: Int?
        /// The ids of those by Turnout's account alone, at most `listed`.
        package var onlyOurs: [String]
        /// The ids, or else the names, of those by the platform's account alone, at most `listed`.
        package var onlyPlatform: [String]
        /// Why there is no report; nil if there is one.
        package var reason: String?
        /// How many were in the room by Turnout's account, and by the platform's; nil without a report.
        package var ours: Int?
        package var platform: Int?
        /// How many there are in each of the lists, whatever they show; nil without a report.
        package var onlyOursCount: Int?
        package var onlyPlatformCount: Int?
        /// Of those by the platform's account alone, the participants who never got in by Turnout's: how many, and who.
        package var missedCount: Int?
        package var missed: [String]
        /// Participants in the room of whom no id is known.
        package var unidentified: Int
        /// Ids whose attendance cannot be told apart: how many, and which.
        package var duplicatesCount: Int?
        package var duplicates: [String]
        /// The visits of those in both.
        package var visits: Visits?
        /// How many of the platform's visits have times that cannot be right, so that they were not compared; nil without a
        /// report.
        package var unusableVisits: Int?
        /// How far the platform's times are behind Turnout's; nil if none can be compared.
        package var entering: TimeDifference?
        package var leaving: TimeDifference?
        /// How many people of each role were there by the platform's account, in the order of the roles' names.
        package var roles: [Role]
        /// The calls that were compared.
        package var calls: [Call]
        /// The room's polls; nil if nothing was asked for.
        package var polls: Polls?

        /// The most entries of a list.
        package static let listed = 100

        /// The visits of those whom both accounts have.
        package struct Visits: Codable, Equatable, Sendable {
            /// How many there were by Turnout's account, and by the platform's.
            package var ours: Int
            package var platform: Int
            /// How many people's number of visits differs, and who they are.
            package var differingCount: Int
            package var differing: [String]
            /// How many came more than once.
            package var returnedCount: Int
            /// Those who were there twice at the same time.
            package var twiceAtOnce: [String]
        }

        /// The difference between two accounts of the same moments.
        package struct TimeDifference: Codable, Equatable, Sendable {
            /// How many pairs were compared.
            package var count: Int
            /// The median, positive where the platform's time is later: mostly the offset of the clocks.
            package var medianMs: Double
            /// The greatest distance of a difference from the median.
            package var maxDeviationMs: Double
        }

        /// The people of one role.
        package struct Role: Codable, Equatable, Sendable {
            /// The platform's word for it.
            package var role: String
            /// How many there were.
            package var count: Int
        }

        /// A call of the room.
        package struct Call: Codable, Equatable, Sendable {
            /// The platform's id.
            package var id: String
            /// When it began and ended, in the platform's words.
            package var startedAt: String?
            package var finishedAt: String?
        }

        /// The polls of the room.
        package struct Polls: Codable, Equatable, Sendable {
            /// How many there were; nil if the platform gave no list.
            package var count: Int?
            /// Their titles, as far as they have any, at most `listed`.
            package var titles: [String]
            /// Why there is no list; nil if there is one.
            package var reason: String?
        }

        /// Creates a comparison of two counts.
        package init(both: Int?, onlyOurs: [String], onlyPlatform: [String], reason: String? = nil) {
            self.both = both
            self.onlyOurs = onlyOurs
            self.onlyPlatform = onlyPlatform
            self.reason = reason
            ours = both.map { $0 + onlyOurs.count }
            platform = both.map { $0 + onlyPlatform.count }
            onlyOursCount = both.map { _ in onlyOurs.count }
            onlyPlatformCount = both.map { _ in onlyPlatform.count }
            missedCount = both.map { _ in 0 }
            missed = []
            unidentified = 0
            duplicatesCount = both.map { _ in 0 }
            duplicates = []
            unusableVisits = both.map { _ in 0 }
            roles = []
            calls = []
        }
    }
}

extension Summary.Attendance {
    /// What became of a reading of the platform's report.
    package init(_ reading: AttendanceReading, participants: [AttendancePerson], startedAt: String) {
        let reports = reading.calls.map { PlatformReport($0.report)?.people }
        let readable = reports.compactMap { $0 }
        var reason = reading.reason
        if reason == nil, readable.count < reports.count || reports.isEmpty {
            reason = MissingReport.noList.rawValue
        }
        if reason == nil, !participants.isEmpty, participants.allSatisfy({ $0.externalUserID == nil }) {
            reason = MissingReport.noIDs.rawValue
        }
        if let reason {
            self.init(both: nil, onlyOurs: [], onlyPlatform: [], reason: Summary.Attendance.shown(reason))
        } else {
            let compared = AttendanceReconciliation(
                participants: participants, calls: readable, origin: UTCInstant(startedAt))
            self.init(both: compared.both.count, onlyOurs: [], onlyPlatform: [])
            take(compared)
        }
        calls = reading.calls.prefix(Summary.Attendance.listed).map {
            Call(
                id: Summary.Attendance.shown($0.id), startedAt: $0.startedAt.map(Summary.Attendance.shown),
                finishedAt: $0.finishedAt.map(Summary.Attendance.shown))
        }
        if let text = reading.polls {
            let list = PollList(text)
            polls = Polls(
                count: list?.count, titles: Summary.Attendance.shown(list?.titles ?? []),
                reason: list == nil ? "the platform's answer is no list" : nil)
        } else if let why = reading.pollsReason {
            polls = Polls(count: nil, titles: [], reason: Summary.Attendance.shown(why))
        }
    }

    private mutating func take(_ compared: AttendanceReconciliation) {
        let shown = Summary.Attendance.shown as ([String]) -> [String]
        onlyOurs = shown(compared.onlyOurs)
        onlyPlatform = shown(compared.onlyPlatform)
        (ours, platform) = (compared.ours, compared.platform)
        (onlyOursCount, onlyPlatformCount) = (compared.onlyOurs.count, compared.onlyPlatform.count)
        missedCount = compared.missed.count
        missed = shown(compared.missed)
        unidentified = compared.unidentified
        duplicatesCount = compared.duplicates.count
        duplicates = shown(compared.duplicates)
        visits = Visits(
            ours: compared.ourVisits, platform: compared.platformVisits,
            differingCount: compared.differingVisits.count, differing: shown(compared.differingVisits),
            returnedCount: compared.returned.count, twiceAtOnce: shown(compared.twiceAtOnce))
        unusableVisits = compared.unusableVisits
        (entering, leaving) = (compared.entering, compared.leaving)
        roles = compared.roles.sorted { $0.key < $1.key }.prefix(Summary.Attendance.listed).map {
            Role(role: Summary.Attendance.shown($0.key), count: $0.value)
        }
    }

    /// The longest text of the platform that is shown, in Unicode scalars.
    private static let longest = 120

    /// A text of the platform in one line of limited length.
    static func shown(_ text: String) -> String {
        let line = text.replacingControlCharacters { _ in " " }
        guard line.unicodeScalars.count > longest else { return line }
        return String(String.UnicodeScalarView(line.unicodeScalars.prefix(longest))) + "…"
    }

    /// The first of them.
    static func shown(_ texts: [String]) -> [String] { texts.prefix(listed).map { shown($0) } }

    /// What readers must know, as sentences.
    var warnings: [String] {
        var sentences: [String] = []
        if let count = onlyOursCount, count > 0 {
            sentences.append(
                "\(count) of \(ours ?? count) who got in \(count == 1 ? "is" : "are") missing in the platform's report."
            )
        }
        if both == 0, let ours, ours > 0, let platform, platform > 0 {
            sentences.append(
                "No id is in both accounts: look at what the platform makes of `external-user-id`, which takes letters and "
                    + "digits.")
        }
        if let count = missedCount, count > 0 {
            sentences.append(
                "\(count) \(count == 1 ? "participant is" : "participants are") in the platform's report without having got in "
                    + "by Turnout's account.")
        }
        if let count = unusableVisits, count > 0 {
            sentences.append(
                "\(count) \(count == 1 ? "visit" : "visits") in the platform's report \(count == 1 ? "has" : "have") times that "
                    + "cannot be right, before their beginning or more than a day from the run; they were not compared."
            )
        }
        if let count = duplicatesCount, count > 0 {
            sentences.append(
                "\(count) externalUserId\(count == 1 ? " stands" : "s stand") for several people, whose "
                    + "attendance cannot be told apart.")
        }
        return sentences
    }
}

extension Summary.Attendance.TimeDifference {
    /// The difference of pairs, given in milliseconds; nil if there are none.
    init?(_ differences: [Double]) {
        guard !differences.isEmpty else { return nil }
        let sorted = differences.sorted()
        let middle = sorted.count / 2
        let median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        self.init(
            count: sorted.count, medianMs: Self.inMicroseconds(median),
            maxDeviationMs: Self.inMicroseconds(max(median - sorted[0], sorted[sorted.count - 1] - median)))
    }

    /// Accounts are in microseconds; what is finer comes from calculating.
    private static func inMicroseconds(_ milliseconds: Double) -> Double {
        (milliseconds * 1000).rounded() / 1000
    }
}
