// What the host is doing at the end of a run, for whoever waits for the results.

/// Something that the host does when everybody has left, and that may take some time.
package enum HostActivity: Int, Sendable {
    /// It waits until the call has ended and the platform reports on it.
    case waitsForReport = 1
    /// It reads the platform's reports.
    case readsReport

    /// In words.
    package var words: String {
        switch self {
        case .waitsForReport: "waiting for the platform's report on the call"
        case .readsReport: "reading the platform's report on the call"
        }
    }
}
