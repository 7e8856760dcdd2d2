// What a capacity search says while it goes on.
import Analysis
import Reporting
import Runs

/// The lines for each event of a search.
struct SearchLines: Sendable {
    private let windowMs: Int?
    private let width: Int?

    /// The lines of a search.
    /// - Parameters:
    ///   - settings: what it was asked.
    ///   - width: the columns of the terminal; nil: lines that go to a file are whole.
    init(_ settings: CapacityDocument.Settings, width: Int?) {
        windowMs = settings.windowMs
        self.width = width
    }

    func lines(for event: CapacityActions.Event) -> [StyledText] {
        let line = line(for: event)
        return [width.map(line.cut) ?? line]
    }

    private func line(for event: CapacityActions.Event) -> StyledText {
        switch event {
        case .measuredBefore(let recovery):
            let before = Figures.milliseconds(recovery.beforeMs)
            return StyledText("A single journey takes \(before) while nobody else is there (median of five).", .quiet)
        case .begins(let storm):
            let crowd = crowd(storm.participants, windowMs: storm.windowMs)
            return StyledText("Storm \(storm.number): \(crowd) (\(storm.why)) …", .quiet)
        case .ended(let storm):
            return TerminalCapacity.line(storm, crowd: crowd(storm.participants, windowMs: storm.windowMs))
        case .waits(let median, let limit, let seconds):
            let now = median.map { "a single journey takes \(Figures.milliseconds($0))" } ?? "a single journey fails"
            return StyledText(
                "Waiting for the target to recover: \(now), at most \(Figures.milliseconds(limit)) before the next storm "
                    + "(\(Figures.seconds(seconds)) so far).", .quiet)
        }
    }

    /// Who comes in a storm: `800 at once`, `800 over 40 s`.
    private func crowd(_ participants: Int, windowMs: Int?) -> String {
        "\(Figures.count(participants)) \(WindowWords.arrival(windowMs ?? self.windowMs))"
    }
}
