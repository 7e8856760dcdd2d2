// Attendance in a job summary.
import Analysis

extension MarkdownSummary {
    /// How Turnout's account compares with the platform's; nil if it was not asked for one.
    var attendance: String? {
        guard let attendance = summary.attendance else { return nil }
        let words = AttendanceWords(attendance, named: Self.named)
        let more = words.more.map { "- " + MarkdownText.plain($0) }
        return
            (["#### Attendance\n\n" + MarkdownText.plain(Sentence.of(words.sentence))]
            + (more.isEmpty ? [] : [more.joined(separator: "\n")])).joined(separator: "\n\n")
    }
}
