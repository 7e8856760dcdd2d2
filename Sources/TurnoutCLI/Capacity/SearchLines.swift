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
        switch event {
        case .measuredBefore(let recovery):
            let before = Figures.milliseconds(recovery.beforeMs)
            return quiet("A single journey takes \(before) while nobody else is there (median of five).")
        case .begins(let storm):
            return quiet(
                "Storm \(storm.number): \(crowd(storm.participants, windowMs: storm.windowMs)) (\(storm.why)) …")
        case .ended(let storm):
            return TerminalCapacity.lines(
                of: storm, crowd: crowd(storm.participants, windowMs: storm.windowMs), width: width)
        case .waits(let single, let limit, let seconds):
            let now =
                switch single {
                case .took(let median): "a single journey takes \(Figures.milliseconds(median))"
                case .failed(let why): "a single journey fails (\(why))"
                }
            return quiet(
                "Waiting for the target to recover: \(now), at most \(Figures.milliseconds(limit)) before the next storm "
                    + "(\(Figures.seconds(seconds)) so far).")
        }
    }

    private func quiet(_ text: String) -> [StyledText] {
        guard let width else { return [StyledText(text, .quiet)] }
        return Wrapping.lines(text, width: width).map { StyledText($0, .quiet) }
    }

    /// Who comes in a storm: `800 at once`, `800 over 40 s`.
    private func crowd(_ participants: Int, windowMs: Int?) -> String {
        "\(Figures.count(participants)) \(WindowWords.arrival(windowMs ?? self.windowMs))"
    }
}
