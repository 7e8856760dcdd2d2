// What is written down while a run goes on: one value a request, a step, a participant, a gate.
//
// Everything here is a plain value. Participants are numbered from 1; number 0 is the host (setup and teardown), whose
// requests are kept but never counted among the participants' figures. Steps are numbered by their place in the
// journey, from 0; setup's and teardown's requests bear the steps `StepIndex.setup` and `.teardown`.

/// The place of a step in the journey.
public struct StepIndex: RawRepresentable, Hashable, Comparable, Sendable {
    /// 0 and up for the journey's steps, negative for what is outside it.
    public var rawValue: Int16

    /// The step at that place.
    public init(rawValue: Int16) { self.rawValue = rawValue }

    /// What the host does before the participants come.
    public static let setup = StepIndex(rawValue: -1)
    /// What the host does after they have gone.
    public static let teardown = StepIndex(rawValue: -2)

    /// Whether the left step comes first.
    public static func < (left: StepIndex, right: StepIndex) -> Bool { left.rawValue < right.rawValue }
}

/// The HTTP version that an exchange was made with.
public enum HTTPVersion: String, Codable, Hashable, Sendable {
    case http1_0 = "1.0"
    case http1_1 = "1.1"
    case http2 = "2"
    case http3 = "3"
}

/// One HTTP exchange, or one attempt at it.
public struct RequestSample: Hashable, Sendable {
    /// Who made it; 0 is the host.
    public var participant: Int32
    /// The step that it belongs to.
    public var step: StepIndex
    /// What was requested, in the contract's words (`token`, `room-page`, `join`), or the step's name.
    public var endpoint: String
    /// 1 for the first attempt, counted up by retries.
    public var attempt: Int16
    /// When it should have started.
    public var intended: Moment
    /// When it was handed to the transport.
    public var started: Moment
    /// When the transport began with it; nil if it never did. The time since `started` is the harness's own delay.
    public var begun: Moment?
    /// When its first bytes were handed to the kernel; nil if none were.
    public var sent: Moment?
    /// When its answer was complete, or the failure was known.
    public var finished: Moment
    /// Where the time went.
    public var phases: Phases
    /// Connections opened for it; 0 means that an open one was reused.
    public var newConnections: Int32
    /// The version it was made with; nil if no answer came.
    public var version: HTTPVersion?
    /// The status code; nil if no answer came.
    public var status: Int16?
    /// Bytes received: header and body.
    public var bytesIn: Int64
    /// Bytes sent: header and body.
    public var bytesOut: Int64
    /// The number (from 1) of the gate that this is the participant's first request behind, 0 for every other request.
    public var firstBehindGate: Int16
    /// Why it failed; nil if it succeeded.
    public var failure: Failure?

    /// A request from its parts.
    public init(
        participant: Int32, step: StepIndex, endpoint: String, attempt: Int16 = 1, intended: Moment, started: Moment,
        begun: Moment?, sent: Moment?, finished: Moment, phases: Phases, newConnections: Int32, version: HTTPVersion?,
        status: Int16?, bytesIn: Int64, bytesOut: Int64, firstBehindGate: Int16 = 0, failure: Failure?
    ) {
        self.participant = participant
        self.step = step
        self.endpoint = endpoint
        self.attempt = attempt
        self.intended = intended
        self.started = started
        self.begun = begun
        self.sent = sent
        self.finished = finished
        self.phases = phases
        self.newConnections = newConnections
        self.version = version
        self.status = status
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.firstBehindGate = firstBehindGate
        self.failure = failure
    }
}

/// One execution of a step by one participant.
public struct StepSample: Hashable, Sendable {
    /// Who walked it.
    public var participant: Int32
    /// Which step.
    public var step: StepIndex
    /// When it should have started: response time runs from here.
    public var intended: Moment
    /// When it did start: service time runs from here.
    public var started: Moment
    /// When its last answer was complete.
    public var finished: Moment
    /// Why it failed; nil if it succeeded.
    public var failure: Failure?

    /// A step's execution from its parts.
    public init(
        participant: Int32, step: StepIndex, intended: Moment, started: Moment, finished: Moment, failure: Failure?
    ) {
        self.participant = participant
        self.step = step
        self.intended = intended
        self.started = started
        self.finished = finished
        self.failure = failure
    }
}

/// How one participant's journey went, written at its end.
public struct ParticipantSample: Hashable, Sendable {
    /// How a journey ends.
    public enum Ending: String, Codable, Hashable, Sendable {
        /// All steps were walked.
        case completed
        /// A step failed and the journey ended there.
        case failed
        /// The run ended first.
        case cancelled
    }

    /// Whose journey.
    public var participant: Int32
    /// When it should have started.
    public var intended: Moment
    /// When it did start.
    public var started: Moment
    /// When it ended.
    public var finished: Moment
    /// When this participant was in the room; nil if never.
    public var entered: Moment?
    /// From the intended start until entered (or completed), pauses and waits at gates left out, in nanoseconds; nil if
    /// neither was reached.
    public var journeyNanoseconds: Int64?
    /// How it ended.
    public var ending: Ending
    /// The step at which it failed or was cancelled.
    public var endedAt: StepIndex?

    /// A participant's journey from its parts.
    public init(
        participant: Int32, intended: Moment, started: Moment, finished: Moment, entered: Moment?,
        journeyNanoseconds: Int64?, ending: Ending, endedAt: StepIndex?
    ) {
        self.participant = participant
        self.intended = intended
        self.started = started
        self.finished = finished
        self.entered = entered
        self.journeyNanoseconds = journeyNanoseconds
        self.ending = ending
        self.endedAt = endedAt
    }
}

/// One look-up of a host's name, made before the participants come: once for each host and loop.
public struct LookupSample: Hashable, Sendable {
    /// The number of the loop, from 0.
    public var loop: Int16
    /// `host:port`.
    public var host: String
    /// How long it took, in microseconds.
    public var microseconds: Int64
    /// Why there is no answer; nil if there is one.
    public var failure: Failure?

    /// A look-up from its parts.
    public init(loop: Int16, host: String, microseconds: Int64, failure: Failure?) {
        self.loop = loop
        self.host = host
        self.microseconds = microseconds
        self.failure = failure
    }
}

/// One opening of a release gate.
public struct GateSample: Hashable, Sendable {
    /// The gate's number in the journey, from 1; `arrivals` for the start of the arrivals.
    public var gate: Int16
    /// Its name: that of the step it stands before.
    public var name: String
    /// The release, T0.
    public var opened: Moment
    /// How many waited when it opened.
    public var waiting: Int32
    /// Those who were still expected when it opened and came later.
    public var stragglers: [Int32]

    /// The number of no gate: the moment at which the first participant may come. A run's seconds count from it.
    public static let arrivals: Int16 = 0

    /// The start of the arrivals, written as the first of the openings.
    public static func arrivals(at moment: Moment) -> GateSample {
        GateSample(gate: arrivals, name: "arrivals", opened: moment, waiting: 0, stragglers: [])
    }

    /// A gate's opening from its parts.
    public init(gate: Int16, name: String, opened: Moment, waiting: Int32, stragglers: [Int32]) {
        self.gate = gate
        self.name = name
        self.opened = opened
        self.waiting = waiting
        self.stragglers = stragglers
    }
}
