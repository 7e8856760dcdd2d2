// How a run went as a whole; known once it has ended.

/// How a run ended.
package enum RunStatus: String, Codable, Hashable, Sendable {
    /// Every participant's journey ended on its own.
    case completed
    /// The user ended it.
    case interrupted
    /// A limit of the scenario ended it (`max-duration`, `abort-when`).
    case aborted
    /// No ending was recorded: the process was killed, or the disk was full.
    case unfinished
}

/// How the generator did: whether it, and not the target, was the bottleneck.
package struct GeneratorReport: Codable, Hashable, Sendable {
    /// The judgement on the generator.
    package enum Verdict: String, Codable, Hashable, Sendable {
        /// Nothing impaired the measurement.
        case ok
        /// Some figures may be inaccurate; the run is valid.
        case strained
        /// The generator was the bottleneck; the run is invalid.
        case overloaded
    }

    /// The judgement.
    package var verdict: Verdict
    /// Why it is not `ok`, one sentence each.
    package var reasons: [String]
    /// CPU time of the harness process, user and system.
    package var cpuSeconds: Double
    /// CPU time over time and cores while requests were in progress: 1 means that all cores were busy throughout.
    package var cpuUtilisation: Double
    /// How late the loops were, 99th percentile, in milliseconds.
    package var loopLagP99Ms: Double
    /// How late the loops were at worst, in milliseconds.
    package var loopLagMaxMs: Double
    /// Peak resident memory of the harness process.
    package var peakMemoryMiB: Double
    /// The most open files seen at once.
    package var peakOpenFiles: Int
    /// Arrivals that started noticeably later than intended.
    package var lateStarts: Int
    /// The time in which participants had requests in progress, and the CPU time of the harness process during it; nil
    /// in runs that did not measure it.
    package var requestSeconds: Double?
    package var requestCPUSeconds: Double?
    /// The share of that time for which the busiest loop's thread was on a CPU, 0 to 1.
    package var busiestLoop: Double?
    /// Participants who made requests, and how many of them the generator held up; nil in runs that did not count them.
    package var participants: Int?
    package var lateParticipants: Int?

    /// Creates a report.
    package init(
        verdict: Verdict, reasons: [String], cpuSeconds: Double, cpuUtilisation: Double, loopLagP99Ms: Double,
        loopLagMaxMs: Double, peakMemoryMiB: Double, peakOpenFiles: Int, lateStarts: Int,
        requestSeconds: Double? = nil, requestCPUSeconds: Double? = nil, busiestLoop: Double? = nil,
        participants: Int? = nil, lateParticipants: Int? = nil
    ) {
        self.verdict = verdict
        self.reasons = reasons
        self.cpuSeconds = cpuSeconds
        self.cpuUtilisation = cpuUtilisation
        self.loopLagP99Ms = loopLagP99Ms
        self.loopLagMaxMs = loopLagMaxMs
        self.peakMemoryMiB = peakMemoryMiB
        self.peakOpenFiles = peakOpenFiles
        self.lateStarts = lateStarts
        self.requestSeconds = requestSeconds
        self.requestCPUSeconds = requestCPUSeconds
        self.busiestLoop = busiestLoop
        self.participants = participants
        self.lateParticipants = lateParticipants
    }
}

/// How a run went as a whole; known once it has ended.
package struct RunOutcome: Codable, Hashable, Sendable {
    /// How it ended.
    package var status: RunStatus
    /// Why it was aborted; nil otherwise.
    package var reason: String?
    /// What limits the figures and is known only during the run, one sentence each.
    package var warnings: [String]
    /// From the start of the arrivals to the end of the last journey.
    package var durationSeconds: Double
    /// How the generator did; nil if nothing was recorded of it.
    package var generator: GeneratorReport?
    /// What the host did about the event; nil if nothing was asked for.
    package var event: EventAccount?
    /// By how many nanoseconds a shard was ready before T0, or after it (negative): when it had set up, and everybody who waits
    /// for T0 was there. Nil if the run is no shard.
    package var readyNanoseconds: Int64?

    /// Creates an outcome.
    package init(
        status: RunStatus, reason: String?, warnings: [String] = [], durationSeconds: Double,
        generator: GeneratorReport?, event: EventAccount? = nil, readyNanoseconds: Int64? = nil
    ) {
        self.event = event
        self.readyNanoseconds = readyNanoseconds
        self.status = status
        self.reason = reason
        self.warnings = warnings
        self.durationSeconds = durationSeconds
        self.generator = generator
    }
}
