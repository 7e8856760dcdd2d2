// Attendance as sentences: who was in the room by Turnout's account and by the platform's.
import Analysis

/// How two accounts of one event compare, in words.
struct AttendanceWords {
    private let attendance: Summary.Attendance
    /// How many of a list are named.
    private let named: Int

    /// Creates the sentences; lists name so many of those they count.
    init(_ attendance: Summary.Attendance, named: Int = 3) {
        self.attendance = attendance
        self.named = named
    }

    /// For example `497 of 500 who got in are in the platform's report; 3 only by Turnout's account: participant3, …`.
    var sentence: String {
        guard let both = attendance.both, let ours = attendance.ours else {
            return "not compared: \(attendance.reason ?? "there is no report of the platform")"
        }
        var parts = [
            both == ours && ours > 0
                ? "all \(Figures.count(ours)) who got in are in the platform’s report"
                : "\(Figures.count(both)) of \(Figures.count(ours)) who got in are in the platform’s report"
        ]
        if let count = attendance.onlyOursCount, count > 0 {
            parts.append("\(Figures.count(count)) only by Turnout’s account: \(list(attendance.onlyOurs, of: count))")
        }
        if let count = attendance.onlyPlatformCount, count > 0 {
            parts.append("\(Figures.count(count)) only by the platform’s: \(list(attendance.onlyPlatform, of: count))")
        }
        return parts.joined(separator: "; ")
    }

    /// Whether the two accounts agree; nil if there is only one.
    var agrees: Bool? {
        guard attendance.both != nil else { return nil }
        return attendance.onlyOursCount == 0 && attendance.onlyPlatformCount == 0
            && attendance.visits?.differingCount ?? 0 == 0
    }

    /// What else there is to say, a sentence each.
    var more: [String] {
        var sentences: [String] = []
        if let count = attendance.missedCount, count > 0 {
            sentences.append(
                "Of those only by the platform’s account, \(Figures.counted(count, "is a participant", "are participants")) "
                    + "who never got in by Turnout’s: \(list(attendance.missed, of: count)).")
        }
        if attendance.unidentified > 0 {
            sentences.append(
                "\(Figures.counted(attendance.unidentified, "participant")) got in without an externalUserId that Turnout "
                    + "knows, and cannot be found in the report.")
        }
        if let count = attendance.duplicatesCount, count > 0 {
            sentences.append(
                "\(Figures.counted(count, "externalUserId stands", "externalUserIds stand")) for several people: "
                    + "\(list(attendance.duplicates, of: count)).")
        }
        sentences +=
            visits + [times(attendance.entering, "entering"), times(attendance.leaving, "leaving")].compactMap { $0 }
        return sentences + [roles, polls].compactMap { $0 }
    }

    private var visits: [String] {
        guard let visits = attendance.visits, visits.ours + visits.platform > 0 else { return [] }
        var sentences = [
            visits.ours == visits.platform
                ? "Those in both accounts came \(Figures.counted(visits.ours, "time")) by each of them."
                : "Those in both accounts came \(Figures.counted(visits.ours, "time")) by Turnout’s account and "
                    + "\(Figures.counted(visits.platform, "time")) by the platform’s."
        ]
        if visits.returnedCount > 0 {
            sentences.append("\(Figures.counted(visits.returnedCount, "person", "people")) came more than once.")
        }
        if visits.differingCount > 0 {
            sentences.append(
                "Of \(Figures.counted(visits.differingCount, "person", "people")) the number of visits differs: "
                    + "\(list(visits.differing, of: visits.differingCount)).")
        }
        if !visits.twiceAtOnce.isEmpty {
            sentences.append(
                "Twice at the same time, by the platform’s account: \(list(visits.twiceAtOnce, of: visits.twiceAtOnce.count))."
            )
        }
        return sentences
    }

    /// The offset of the clocks is nobody's fault, and is told apart from the rest.
    private func times(_ difference: Summary.Attendance.TimeDifference?, _ deed: String) -> String? {
        guard let difference, difference.count > 0 else { return nil }
        let distance = Figures.milliseconds(abs(difference.medianMs))
        let side = difference.medianMs < 0 ? "earlier" : "later"
        return
            "Times of \(deed): by the median of \(Figures.count(difference.count)) the platform’s are \(distance) \(side), "
            + "which is mostly the offset of the two clocks and the way of the answer; none is further than "
            + "\(Figures.milliseconds(difference.maxDeviationMs)) from that."
    }

    private var roles: String? {
        guard !attendance.roles.isEmpty else { return nil }
        let parts = attendance.roles.map { "\($0.role) \(Figures.count($0.count))" }
        return "Roles in the platform’s account: \(parts.joined(separator: ", "))."
    }

    private var polls: String? {
        guard let polls = attendance.polls else { return nil }
        guard let count = polls.count else { return polls.reason.map { "Polls: none read, since \($0)." } }
        let titles = polls.titles.isEmpty ? "" : ": \(list(polls.titles, of: count))"
        return "The room had \(count == 0 ? "no polls" : Figures.counted(count, "poll"))\(titles)."
    }

    private func list(_ names: [String], of count: Int) -> String {
        names.prefix(named).joined(separator: ", ") + (count > min(named, names.count) ? ", …" : "")
    }
}
