// Attendance in one line.
import Analysis

extension TerminalSummary {
    /// How Turnout's account compares with the platform's; nothing if it was not asked for one.
    var attendanceLines: [StyledText] {
        guard let attendance = summary.attendance else { return [] }
        let words = AttendanceWords(attendance)
        let tone: Tone =
            switch words.agrees {
            case true?: .good
            case false?: .caution
            case nil: .quiet
            }
        return labelled("Attendance", words.sentence, tone: tone)
    }
}
