// What a terminal shows of a run in progress: a value, from which the lines are laid out.
package import Measuring

/// A run at one instant, as its live view shows it.
package struct LiveView: Hashable, Sendable {
    /// What the run is doing.
    package enum Phase: String, Hashable, Sendable {
        case setup
        case running
        case teardown
        case ended
    }

    /// The people of one crowd. Whoever failed after entering counts on both sides.
    package struct Crowd: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// How many are to come; nil if only the run can tell.
        package var expected: Int?
        /// How many have come.
        package var started = 0
        /// How many wait at a gate.
        package var waiting = 0
        /// How many have entered.
        package var entered = 0
        /// How many have failed.
        package var failed = 0
        /// How many of these had entered before.
        package var failedAfterEntering = 0

        /// Creates a crowd to which nobody has come.
        package init(name: String, expected: Int?) {
            self.name = name
            self.expected = expected
        }
    }

    /// A step that makes requests.
    package struct Step: Hashable, Sendable {
        /// Its name, with its crowd's if there are several.
        package var name: String
        /// How many are in it now.
        package var inside = 0
        /// How many of these wait before another attempt.
        package var resting = 0
        /// How long the last of them will wait, in seconds; nil if unknown.
        package var restSeconds: Double?
        /// How many executions ended over about the last second, per second; nil if not known yet.
        package var perSecond: Double?
        /// How many executions succeeded so far.
        package var succeeded = 0
        /// How many failed so far.
        package var failed = 0
        /// The median response time of the successes so far, in milliseconds; nil without any.
        package var p50Ms: Double?
        /// The 95th percentile of the same.
        package var p95Ms: Double?
        /// Which of the two rest on fewer than ten measurements: `p50`, `p95`.
        package var thin: Set<String> = []

        /// Creates a step that nobody has reached.
        package init(name: String) { self.name = name }
    }

    /// A gate at which participants wait.
    package struct Gate: Hashable, Sendable {
        /// The gate's own name, or that of the step behind it.
        package var name: String
        /// How many wait.
        package var waiting: Int
        /// How many of those who wait or may still come there are.
        package var expected: Int
        /// How long it stays closed at most, in seconds.
        package var seconds: Double?
        /// Whether its participants prepare: `waiting` of `expected` are primed.
        package var isPriming: Bool

        /// Creates a gate.
        package init(name: String, waiting: Int, expected: Int, seconds: Double?, isPriming: Bool = false) {
            self.name = name
            self.waiting = waiting
            self.expected = expected
            self.seconds = seconds
            self.isPriming = isPriming
        }
    }

    /// How the generator fares.
    package struct Generator: Hashable, Sendable {
        /// The judgement on what was measured so far.
        package var verdict: GeneratorReport.Verdict
        /// The share of its cores that the process used over about the last second, 0 to 1; nil if not known yet.
        package var cpuShare: Double?
        /// The 99th percentile of the loops' lateness so far, in milliseconds.
        package var lagP99Ms: Double

        /// Creates a generator's health.
        package init(verdict: GeneratorReport.Verdict, cpuShare: Double?, lagP99Ms: Double) {
            self.verdict = verdict
            self.cpuShare = cpuShare
            self.lagP99Ms = lagP99Ms
        }
    }

    /// The run's name.
    package var name: String
    /// What it is doing.
    package var phase: Phase
    /// The time since its start, in seconds.
    package var elapsedSeconds: Double
    /// How long it goes on by its scenario, in seconds: until the last arrival and through the pauses. Requests come in
    /// addition. Nil if unknown.
    package var secondsToGo: Double?
    /// How long it may go on, in seconds; nil without a limit.
    package var secondsAtMost: Double?
    /// What setup is doing, or the host at the end; nil while participants are there.
    package var preparation: String?
    /// What those who count as entered did: `got in`.
    package var deed = TurnoutWords(enters: true, steps: 1).deed
    /// The crowds, in the plan's order.
    package var crowds: [Crowd] = []
    /// The steps that make requests, in the plan's order.
    package var steps: [Step] = []
    /// The gates at which somebody waits.
    package var gates: [Gate] = []
    /// How many are in a pause.
    package var pausing = 0
    /// How long the last of them will be, in seconds; nil if unknown.
    package var pauseSeconds: Double?
    /// How long there has been no response, in seconds.
    package var silentSeconds = 0.0
    /// HTTP requests so far, and over about the last second.
    package var requests = 0
    package var requestsPerSecond = 0.0
    /// How the generator fares; nil if nothing is known.
    package var generator: Generator?

    /// Creates a view of a run that has just begun.
    package init(name: String = "", phase: Phase = .setup, elapsedSeconds: Double = 0) {
        self.name = name
        self.phase = phase
        self.elapsedSeconds = elapsedSeconds
    }
}
