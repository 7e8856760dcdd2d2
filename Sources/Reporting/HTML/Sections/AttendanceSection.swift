// Who was in the room by Turnout's account and by the platform's own report.
import Analysis

/// How the two accounts compare.
struct AttendanceSection {
    let summary: Summary

    init(_ summary: Summary) { self.summary = summary }

    /// How many of a list are named.
    private static let named = 20

    var blocks: [Block] {
        guard let attendance = summary.attendance else { return [] }
        let words = AttendanceWords(attendance, named: Self.named)
        return [
            Block(
                headline: Sentence.of(words.sentence), subtitle: calls(attendance), Block.list(words.more))
        ]
    }

    private func calls(_ attendance: Summary.Attendance) -> String {
        guard !attendance.calls.isEmpty, attendance.both != nil else { return "" }
        let names = attendance.calls.prefix(Self.named).map { call in
            let times = [call.startedAt, call.finishedAt].compactMap { $0 }.map(UTCTime.words)
            return times.count == 2 ? "\(call.id), from \(times[0]) to \(times[1]) by the platform’s clock" : call.id
        }
        return "\(names.count == 1 ? "Call" : "Calls") \(names.joined(separator: "; "))."
    }
}
