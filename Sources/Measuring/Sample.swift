// What is recorded during a run: one value per request, step, participant and gate.
//
// Everything here is a plain value. Participants are numbered from 1. Number 0 is the host (setup and teardown), whose
// requests are stored but never count among the participants' figures. Steps are numbered from 0 in the order of the
// journey; the host's requests have the steps `StepIndex.setup`, `.event` and `.teardown`.

/// The index of a step in the journey; with several crowds, in their journeys one after another.
package struct StepIndex: RawRepresentable, Codable, Hashable, Comparable, Sendable {
    /// 0 and up for the journey's steps, negative for steps outside it.
    package var rawValue: Int16

    /// The step with this index.
    package init(rawValue: Int16) { self.rawValue = rawValue }

    /// What the host does before the participants arrive.
    package static let setup = StepIndex(rawValue: -1)
    /// What the host does after they have gone.
    package static let teardown = StepIndex(rawValue: -2)
    /// What the host does about the event while they are there.
    package static let event = StepIndex(rawValue: -3)

    /// Whether the left step comes first.
    package static func < (left: StepIndex, right: StepIndex) -> Bool { left.rawValue < right.rawValue }
}

/// One HTTP exchange, or one attempt at it.
package struct RequestSample: Hashable, Sendable {
    /// Who made it; 0 is the host.
    package var participant: Int32
    /// The step that it belongs to.
    package var step: StepIndex
    /// What was requested, as named in the contract (`token`, `room-page`, `join`), or the step's name.
    package var endpoint: String
    /// 1 for the first attempt, incremented by each retry. A replay has the number of the attempt that it repeats.
    package var attempt: Int16
    /// Whether it repeats a request whose kept-alive connection closed without a response, as browsers do.
    package var isReplay: Bool
    /// Its method. Not stored: `other` in samples from a run file.
    package var method: RequestMethod
    /// For the participant's first request after a gate, the number (from 1) of that gate; otherwise 0.
    package var firstBehindGate: Int16
    /// `host:port` of its URL; empty if that is invalid. Not stored: empty in samples from a run file.
    package var server: String
    /// When it should have started.
    package var intended: Moment
    /// The measurements.
    package var figures: ExchangeFigures
    /// Why it failed; nil if it succeeded.
    package var failure: Failure?

    /// Creates a request.
    package init(
        participant: Int32, step: StepIndex, endpoint: String, attempt: Int16 = 1, isReplay: Bool = false,
        method: RequestMethod = .other, firstBehindGate: Int16 = 0, server: String = "", intended: Moment,
        figures: ExchangeFigures, failure: Failure?
    ) {
        self.participant = participant
        self.step = step
        self.endpoint = endpoint
        self.attempt = attempt
        self.isReplay = isReplay
        self.method = method
        self.server = server
        self.firstBehindGate = firstBehindGate
        self.intended = intended
        self.figures = figures
        self.failure = failure
    }
}

/// A request with the number of its row in the run file.
package struct NumberedRequest: Hashable, Sendable {
    /// The number, from 1: `id` in the run file.
    package var id: Int64
    /// The request.
    package var sample: RequestSample

    /// Creates a numbered request.
    package init(id: Int64, sample: RequestSample) {
        self.id = id
        self.sample = sample
    }
}

extension RequestSample {
    /// Whether the server may know of it: see `ExchangeFigures.mayHaveBeenSeen(failure:)`.
    package var mayHaveBeenSeen: Bool { figures.mayHaveBeenSeen(failure: failure) }

    /// How much of the time from its intended start until it was sent was the generator's own, in nanoseconds: without
    /// lookup, connect and TLS handshake. Of a request that was not sent, until it was begun.
    package var sendDelayNanoseconds: Int64 {
        guard let sent = figures.sent else {
            return max(0, (figures.begun ?? figures.started).nanoseconds(since: intended))
        }
        let toTheNetwork = figures.phasesSinceStart.sum(.resolve, .connect, .tls) * 1000
        return max(0, sent.nanoseconds(since: intended) - toTheNetwork)
    }

    /// How much of it was the generator's own, as far as is known: until it was sent, how late it noticed that its connection
    /// was there, and for how long it read nothing while the target could therefore send nothing.
    package var generatorNanoseconds: Int64 {
        // A primed request's connection was there before the release.
        let connecting = figures.primed == nil ? figures.connectDelayNanoseconds ?? 0 : 0
        return sendDelayNanoseconds + connecting + (figures.receiveDelayNanoseconds ?? 0)
    }

    /// Whether it has a whole response of which the kernel did not say when it was received.
    package var lacksStamp: Bool {
        guard figures.received == nil, figures.status != nil else { return false }
        return switch failure?.kind {
        case nil, .status, .check, .extract, .redirects, .notAllowed: true
        default: false
        }
    }
}

/// One execution of a step by one participant.
package struct StepSample: Hashable, Sendable {
    /// The participant.
    package var participant: Int32
    /// The step.
    package var step: StepIndex
    /// When it should have started; response time is counted from here.
    package var intended: Moment
    /// When it started; service time is counted from here.
    package var started: Moment
    /// When its last response was complete: `ExchangeFigures.answered`.
    package var finished: Moment
    /// How much of it was the generator's own: for each request the time from its intended start until its first bytes
    /// were handed to the kernel, of lookup, connect and TLS handshake only as much as the generator noticed late; and for how
    /// long the target could send nothing since the generator did not read. A request is intended when the response before it was complete, so that reading that one late is part of it. Nil if unknown.
    package var generatorNanoseconds: Int64?
    /// Why it failed; nil if it succeeded.
    package var failure: Failure?

    /// Creates a step's execution.
    package init(
        participant: Int32, step: StepIndex, intended: Moment, started: Moment, finished: Moment,
        generatorNanoseconds: Int64? = nil, failure: Failure?
    ) {
        self.participant = participant
        self.step = step
        self.intended = intended
        self.started = started
        self.finished = finished
        self.generatorNanoseconds = generatorNanoseconds
        self.failure = failure
    }
}

/// How one participant's journey went, recorded at its end.
package struct ParticipantSample: Hashable, Sendable {
    /// How a journey ends.
    package enum Ending: String, Codable, Hashable, Sendable {
        /// All steps were executed.
        case completed
        /// A step failed, and the journey ended there.
        case failed
        /// The run ended first.
        case cancelled
    }

    /// The participant.
    package var participant: Int32
    /// The index of its crowd in `RunMetadata.crowds`.
    package var crowd: Int16
    /// When it should have started.
    package var intended: Moment
    /// When it started.
    package var started: Moment
    /// When it ended.
    package var finished: Moment
    /// When this participant was in the room; nil if never.
    package var entered: Moment?
    /// From the intended start until entered (or completed), without pauses and waits at gates, in nanoseconds; nil if
    /// neither was reached.
    package var journeyNanoseconds: Int64?
    /// How it ended.
    package var ending: Ending
    /// The step at which it failed or was cancelled.
    package var endedAt: StepIndex?
    /// Who it was to the platform; nil if attendance is not compared.
    package var person: PersonSample?

    /// Creates a participant's journey.
    package init(
        participant: Int32, crowd: Int16 = 0, intended: Moment, started: Moment, finished: Moment, entered: Moment?,
        journeyNanoseconds: Int64?, ending: Ending, endedAt: StepIndex?, person: PersonSample? = nil
    ) {
        self.person = person
        self.participant = participant
        self.crowd = crowd
        self.intended = intended
        self.started = started
        self.finished = finished
        self.entered = entered
        self.journeyNanoseconds = journeyNanoseconds
        self.ending = ending
        self.endedAt = endedAt
    }
}

/// One lookup of a host name, made before the participants arrive: once per host and loop.
package struct LookupSample: Hashable, Sendable {
    /// The number of the loop, from 0.
    package var loop: Int16
    /// `host:port`.
    package var host: String
    /// How long it took, in microseconds.
    package var microseconds: Int64
    /// Why there is no result; nil if there is one.
    package var failure: Failure?

    /// Creates a look-up.
    package init(loop: Int16, host: String, microseconds: Int64, failure: Failure?) {
        self.loop = loop
        self.host = host
        self.microseconds = microseconds
        self.failure = failure
    }
}

/// Why a participant's first request behind a primed gate was not primed when the gate opened.
package enum UnprimedCause: String, CaseIterable, Codable, Hashable, Sendable {
    /// The server answered before it had the last byte.
    case answered
    /// The server closed the connection before it had the last byte.
    case closed
    /// It failed before that, or was never made: no connection came about, for example.
    case failed
    /// It was not ready when the time to hold was over.
    case late
    /// It has no body, so that nothing can be held back.
    case bodiless
    /// It had to wait, since the run has as many requests as `max-requests` allows.
    case limited
}

/// A participant who was released unprimed.
package struct UnprimedParticipant: Hashable, Sendable {
    /// The participant.
    package var participant: Int32
    /// Why.
    package var cause: UnprimedCause

    /// Creates one.
    package init(participant: Int32, cause: UnprimedCause) {
        self.participant = participant
        self.cause = cause
    }
}

/// One opening of a release gate.
package struct GateSample: Hashable, Sendable {
    /// The gate's number in the run, from 1; `arrivals` for the start of a crowd's arrivals.
    package var gate: Int16
    /// With `arrivals`, the index in `RunMetadata.crowds` of the crowd that may arrive from now on; otherwise 0.
    package var crowd: Int16
    /// Its name: that of the step it precedes.
    package var name: String
    /// The release, T0.
    package var opened: Moment
    /// How many waited when it opened.
    package var waiting: Int32
    /// Participants who were still expected when it opened and came later.
    package var stragglers: [Int32]
    /// Whether all first requests were prepared before the first was sent (`tight`).
    package var isTight: Bool
    /// When those who waited began to connect and to send all but the last byte of their first requests; nil if the gate
    /// was not primed.
    package var primingBegan: Moment?
    /// Those of them who were not primed when it opened, by number.
    package var unprimed: [UnprimedParticipant]

    /// The number for no gate: the moment at which the first participant of a crowd may arrive. A run's seconds are
    /// counted from the earliest.
    package static let arrivals: Int16 = 0

    /// The start of a crowd's arrivals, recorded before any gate opens.
    package static func arrivals(at moment: Moment, crowd: Int16 = 0) -> GateSample {
        GateSample(gate: arrivals, crowd: crowd, name: "arrivals", opened: moment, waiting: 0, stragglers: [])
    }

    /// Creates a gate's opening.
    package init(
        gate: Int16, crowd: Int16 = 0, name: String, opened: Moment, waiting: Int32, stragglers: [Int32],
        isTight: Bool = false, primingBegan: Moment? = nil, unprimed: [UnprimedParticipant] = []
    ) {
        self.gate = gate
        self.crowd = crowd
        self.name = name
        self.opened = opened
        self.waiting = waiting
        self.stragglers = stragglers
        self.isTight = isTight
        self.primingBegan = primingBegan
        self.unprimed = unprimed
    }
}
