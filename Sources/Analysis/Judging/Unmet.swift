// What the scenario requires of the host and could not be had.
import Measuring

/// Why a run fails whatever its thresholds say.
struct Unmet {
    /// One sentence each.
    let sentences: [String]

    /// Collects what is missing. Nothing is of a run that was interrupted or has no ending: the user ended it, or nobody
    /// could do it any more.
    init(_ outcome: RunOutcome, _ attendance: Summary.Attendance?) {
        guard outcome.status == .completed || outcome.status == .aborted, let event = outcome.event else {
            sentences = []
            return
        }
        var found = event.unmet
        if event.attendance?.isRequired == true, let reason = attendance?.reason {
            let remedy = MissingReport(rawValue: reason)?.remedy ?? event.attendance?.remedy
            found.append(
                "attendance is required, and there is no report of the platform: \(reason)."
                    + (remedy.map { " \($0)" } ?? ""))
        }
        sentences = found
    }
}
