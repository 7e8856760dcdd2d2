// What is known about a run besides its samples.

/// What a run is, known when it starts.
public struct RunMetadata: Codable, Hashable, Sendable {
    /// A short unique name, also sent with each request's User-Agent.
    public var id: String
    /// The scenario's name.
    public var name: String
    /// The scenario's file as the user wrote it, or the address of `run URL`.
    public var scenario: String
    /// The time of day at `origin`, ISO 8601 in UTC with milliseconds: `2026-11-24T03:00:00.000Z`.
    public var startedAt: String
    /// The seed of every random choice.
    public var seed: UInt64
    /// Turnout's version.
    public var version: String
    /// The platform's API, or the address of `run URL`, without user information.
    public var api: String
    /// The HTTP version asked for: `auto`, `1.1` or `2`.
    public var http: String
    /// How many participants are expected.
    public var expected: Int
    /// The names of the journey's steps in their order.
    public var steps: [String]
    /// Whether the journey has a step that brings a participant into the room; without one, completing it counts.
    public var hasEntry: Bool
    /// The run's own start on the monotonic clock, before setup: what `startedAt` tells as a time of day, and what the
    /// times in the run file count from. The arrivals begin later, with a sample of their own (`GateSample.arrivals`).
    public var origin: Moment
    /// Whether all come at once: T0, from which admission counts, is then the first gate's opening, else the start
    /// of the arrivals.
    public var atOnce: Bool
    /// The thresholds as written, in the scenario's order: a kept run is judged by them again.
    public var thresholds: [String]

    /// Facts from their parts.
    public init(
        id: String, name: String, scenario: String, startedAt: String, seed: UInt64, version: String, api: String,
        http: String, expected: Int, steps: [String], hasEntry: Bool, origin: Moment, atOnce: Bool = true,
        thresholds: [String] = []
    ) {
        self.id = id
        self.name = name
        self.scenario = scenario
        self.startedAt = startedAt
        self.seed = seed
        self.version = version
        self.api = api
        self.http = http
        self.expected = expected
        self.steps = steps
        self.hasEntry = hasEntry
        self.origin = origin
        self.atOnce = atOnce
        self.thresholds = thresholds
    }
}

extension Moment: Codable {
    /// Reads the nanoseconds.
    public init(from decoder: any Decoder) throws {
        self.init(nanoseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes the nanoseconds.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(nanoseconds)
    }
}

/// How a run ended.
public enum RunStatus: String, Codable, Hashable, Sendable {
    /// Every participant's journey ended by itself.
    case completed
    /// The user ended it.
    case interrupted
    /// A limit of the scenario ended it (`max-duration`, `abort-when`).
    case aborted
}

/// How the generator fared: whether it, and not the target, was the bottleneck.
public struct GeneratorReport: Codable, Hashable, Sendable {
    /// The judgement on the generator.
    public enum Verdict: String, Codable, Hashable, Sendable {
        /// Nothing stood in the way of the measurement.
        case ok
        /// Some figures may be blurred; the run is valid.
        case strained
        /// The generator was the bottleneck; the run is invalid.
        case overloaded
    }

    /// The judgement.
    public var verdict: Verdict
    /// Why it is not `ok`, a sentence each.
    public var reasons: [String]
    /// CPU time of the harness process, user and system.
    public var cpuSeconds: Double
    /// CPU time over wall time and cores: 1 is all cores busy all the time.
    public var cpuUtilisation: Double
    /// How late the loops were, 99th percentile, in milliseconds.
    public var loopLagP99Ms: Double
    /// How late the loops were at worst, in milliseconds.
    public var loopLagMaxMs: Double
    /// Peak resident memory of the harness process.
    public var peakMemoryMiB: Double
    /// The most open files seen at once.
    public var peakOpenFiles: Int
    /// Arrivals that started noticeably later than intended.
    public var lateStarts: Int

    /// A report from its parts.
    public init(
        verdict: Verdict, reasons: [String], cpuSeconds: Double, cpuUtilisation: Double, loopLagP99Ms: Double,
        loopLagMaxMs: Double, peakMemoryMiB: Double, peakOpenFiles: Int, lateStarts: Int
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
    }
}

/// How a run went as a whole, known when it has ended.
public struct RunOutcome: Codable, Hashable, Sendable {
    /// How it ended.
    public var status: RunStatus
    /// Why it was aborted, in words; nil otherwise.
    public var reason: String?
    /// From the start of the arrivals to the end of the last journey.
    public var durationSeconds: Double
    /// How the generator fared.
    public var generator: GeneratorReport

    /// An ending from its parts.
    public init(status: RunStatus, reason: String?, durationSeconds: Double, generator: GeneratorReport) {
        self.status = status
        self.reason = reason
        self.durationSeconds = durationSeconds
        self.generator = generator
    }
}
