// Why a report of the platform that was read, or could be, is not compared.

/// What results tell of a missing comparison, beside what the host told when it read the report.
enum MissingReport: String, CaseIterable, Sendable {
    case noList = "the platform's report has no list of participants"
    case noIDs = "no participant has an externalUserId by which the platform could name it"
    case notWhole = "measurements are missing in the run file"

    /// What to do about it, in a sentence.
    var remedy: String {
        switch self {
        case .noList: "Look at the report, which is in the run file as it came, or write `attendance: off`."
        case .noIDs:
            "Let `generate-access` grant the links, or give the data a column `externalUserId` with the ids that the site uses."
        case .notWhole: "Run again with enough space on the disk."
        }
    }
}
