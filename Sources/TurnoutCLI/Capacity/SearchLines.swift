// What a capacity search says while it goes on.
import Analysis
import Reporting
import Runs

/// The lines for each event of a search.
struct SearchLines: Sendable {
    private let document: CapacityDocument
    private let width: Int

    init(_ document: CapacityDocument, width: Int) {
        self.document = document
        self.width = width
    }

    func lines(for event: CapacityActions.Event) -> [StyledText] {
        switch event {
        case .measuredBefore(let recovery):
            let before = Figures.milliseconds(recovery.beforeMs)
            return [StyledText("A single journey takes \(before) while nobody else is there (median of five).", .quiet)]
        case .begins(let storm):
            let crowd = TerminalCapacity.crowd(storm.participants, windowMs: storm.windowMs)
            return [StyledText("Storm \(storm.number): \(crowd) (\(storm.why)) …", .quiet).cut(to: width)]
        case .ended(let storm): return [TerminalCapacity.line(storm, width: width)]
        case .waits(let median, let limit, let seconds):
            let now = median.map { "a single journey takes \(Figures.milliseconds($0))" } ?? "a single journey fails"
            return [
                StyledText(
                    "Waiting for the target to recover: \(now), at most \(Figures.milliseconds(limit)) before the next storm "
                        + "(\(Figures.seconds(seconds)) so far).", .quiet
                ).cut(to: width)
            ]
        }
    }
}
