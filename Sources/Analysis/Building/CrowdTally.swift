// The tally of the participants of one crowd.
import Measuring

/// The participants of a crowd.
struct CrowdTally: Sendable {
    /// The participants seen at all, one bit each by number.
    private var seen: [UInt64] = []
    private(set) var started = 0
    /// How many journeys ended, for whatever reason.
    private(set) var ended = 0
    /// How many journeys were cut off by the end of the run.
    private(set) var cutOff = 0
    private(set) var failed = 0
    /// How many of the failed participants had entered before.
    private(set) var failedAfterEntering = 0
    /// When participants entered.
    private(set) var entries = EntryTimes()
    /// When the last one that was added entered.
    private(set) var latestEntry: Moment?
    /// The journeys of participants who entered (or completed a journey that leads into no room).
    private(set) var journey = CompletionTally()

    var entered: Int { entries.count }

    /// How many ended without having entered, on their own.
    var lost: Int { max(0, ended - cutOff - entered) }

    mutating func noteStart(of participant: Int32) {
        let number = Int(participant)
        let (word, bit) = (number / 64, UInt64(1) << UInt64(number % 64))
        if seen.count <= word { seen += repeatElement(0, count: word + 1 - seen.count) }
        guard seen[word] & bit == 0 else { return }
        seen[word] |= bit
        started += 1
    }

    mutating func add(_ sample: ParticipantSample, hasEntry: Bool) {
        guard sample.participant > 0 else { return }
        noteStart(of: sample.participant)
        ended += 1
        switch sample.ending {
        case .completed: break
        case .failed:
            failed += 1
            if sample.entered != nil { failedAfterEntering += 1 }
        case .cancelled: cutOff += 1
        }
        guard let entered = sample.entered(hasEntry: hasEntry) else { return }
        entries.add(entered)
        latestEntry = entered
        if let nanoseconds = sample.journeyNanoseconds {
            journey.add(microseconds: nanoseconds / 1000, intended: sample.intended, finished: entered)
        }
    }
}

extension ParticipantSample {
    /// When this participant counts as having entered: in a journey without an entry, when it was completed.
    func entered(hasEntry: Bool) -> Moment? { entered ?? (!hasEntry && ending == .completed ? finished : nil) }
}

/// Names participants in a summary.
enum ParticipantName {
    static func of(_ participant: Int32) -> String { "participant \(participant)" }
}
