// From the host's timeline and account to figures. Pure.
import Measuring

/// What happened on the host's side of an event, and when participants were there.
struct EventTally: Sendable {
    private var timeline: [HostEvent] = []
    /// The first entry.
    private var first: Moment?
    /// When the last journey of those who had entered was over.
    private var last: Moment?

    mutating func add(_ events: [HostEvent]) { timeline += events }

    /// Adds a participant who entered.
    mutating func add(entered: Moment, finished: Moment) {
        first = first.map { min($0, entered) } ?? entered
        last = last.map { max($0, finished) } ?? finished
    }

    /// The figures of what was added.
    /// - Parameters:
    ///   - account: what the host did; nil for a run without an ending.
    ///   - origin: the run's start.
    ///   - start: the start of the arrivals, from which seconds are counted.
    /// - Returns: the figures; nil if nothing of the kind was asked for.
    func figures(_ account: EventAccount?, origin: Moment, start: Moment) -> Summary.Event? {
        guard account?.webhooks != nil || account?.records != nil || !timeline.isEmpty else { return nil }
        return Summary.Event(
            webhooks: account?.webhooks.map(Summary.Webhooks.init),
            records: account?.records.map { records($0, origin: origin, start: start) },
            timeline: timeline.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map {
                Summary.Entry(
                    atSeconds: EventTally.seconds($0.element.at.nanoseconds(since: start)), kind: $0.element.kind,
                    words: $0.element.words)
            })
    }

    private func records(_ account: RecordAccount, origin: Moment, start: Moment) -> Summary.Records {
        let shift = start.nanoseconds(since: origin)
        var figures = Summary.Records(
            coverage: nil, recordedSeconds: nil, eventSeconds: nil, failures: account.failures,
            restarts: account.restarts, reason: account.reason, listed: account.isListed,
            items: account.records.map { record in
                Summary.Record(
                    id: record.id, state: record.state, fileSize: record.fileSize,
                    fromSeconds: EventTally.seconds(record.beganNanoseconds - shift),
                    seconds: record.endedNanoseconds.map { EventTally.seconds($0 - record.beganNanoseconds) })
            })
        guard let first, let last, last > first else { return figures }
        let event = first.nanoseconds(since: origin)...last.nanoseconds(since: origin)
        figures.eventSeconds = EventTally.seconds(event.upperBound - event.lowerBound)
        // A record whose end nobody knows could have covered anything.
        guard let kept = EventTally.kept(account), kept.allSatisfy({ $0.endedNanoseconds != nil }) else {
            return figures
        }
        let recorded = EventTally.covered(of: event, by: kept)
        figures.recordedSeconds = EventTally.seconds(recorded)
        figures.coverage = Double(recorded) / Double(event.upperBound - event.lowerBound)
        return figures
    }

    /// For how long any of the records ran during the event. Two that ran at the same time recorded it once.
    private static func covered(of event: ClosedRange<Int64>, by records: [RecordAccount.Record]) -> Int64 {
        var sum: Int64 = 0
        var end = event.lowerBound
        for record in records.sorted(by: { $0.beganNanoseconds < $1.beganNanoseconds }) {
            guard let ended = record.endedNanoseconds else { continue }
            let (from, to) = (max(record.beganNanoseconds, end), min(ended, event.upperBound))
            guard to > from else { continue }
            sum += to - from
            end = to
        }
        return sum
    }

    /// The records of which there can be a file: there is none of a record that failed. Nil if nobody can tell which they
    /// are, since a failure is known and the platform does not list the record.
    private static func kept(_ account: RecordAccount) -> [RecordAccount.Record]? {
        let kept = account.records.filter { $0.state != failed }
        let unlisted = kept.count { $0.state == nil }
        // A damaged file may have any number of failures.
        let untold = min(unlisted, max(0, account.failures) - (account.records.count - kept.count))
        guard untold > 0 else { return kept }
        return untold == unlisted ? kept.filter { $0.state != nil } : nil
    }

    /// The platform's word for a record that failed.
    private static let failed = "failed"

    private static func seconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1e9 }
}
