// One participant: who it is, what it holds, and how it makes a request. What it can do is in Steps/.
import Addresses
package import EventLoops
package import Measuring
import PlatformContract
import Scenarios
package import Transport

/// Where participants live: one loop with all that those on it share.
package struct LoopContext: Sendable {
    /// The loop.
    package let loop: EventLoop
    /// Its HTTP engine.
    package let engine: HTTPEngine
    /// Its recorder.
    package let recorder: Recorder
    /// The others.
    package let coordinator: any RunCoordinator

    /// Creates a place.
    package init(loop: EventLoop, engine: HTTPEngine, recorder: Recorder, coordinator: any RunCoordinator) {
        self.loop = loop
        self.engine = engine
        self.recorder = recorder
        self.coordinator = coordinator
    }
}

/// One simulated person: own identity, cookies, connections, own progress through the journey. Made inside its child
/// task on its loop, and never leaves it; not Sendable for that reason.
package final class Participant {
    /// Who it is.
    package var identity: Identity { values.identity }
    /// What it knows, by number.
    var values: ParticipantValues
    let journey: PreparedJourney
    let place: LoopContext
    let session: Session
    var random: RandomSource

    /// The token of its last token step, and what kind of token that is.
    var token: (text: String, bearer: FailureContext.Bearer)?
    /// The link of its last generate-access.
    var link: GrantedLink?
    /// Its place in the room while it is there.
    var presence: Presence?
    /// Whether a room page came, and with it the cookies that identify the participant from then on.
    var pageSetCookies = false
    /// Whether that page set a cookie that plain HTTP does not carry.
    var refusedSecureCookie = false
    /// The step that it is at.
    var scope = StepScope(index: .setup, rules: .plain, intended: Moment(nanoseconds: 0))
    /// Its times.
    var schedule: Schedule
    /// The step that it took last.
    var step: StepIndex
    /// How many of the journey's gates it has met.
    var gatesMet = 0
    /// The gate that its next request is the first behind; 0: none.
    var behindGate: Int16 = 0

    /// A link to the room that was granted to this participant.
    struct GrantedLink {
        var url: WebURL.Reading
        var grantedAt: Moment
        var ttlSeconds: Int?
        var isPermanent: Bool
        var openings = 0
    }

    /// A participant's place in the room.
    struct Presence {
        var addresses: RoomAddresses
        /// Whether the platform said so. It may hold for present whoever never got the answer.
        var isCertain: Bool
    }

    /// A participant who has done nothing yet.
    /// - Throws: `Failure` of kind `harness` if the machine has no room for another one.
    package init(
        _ identity: Identity, journey: PreparedJourney, place: LoopContext, options: Session.Options, arrival: Moment
    ) throws(Failure) {
        values = ParticipantValues(identity)
        self.journey = journey
        self.place = place
        session = try Session(engine: place.engine, options: options)
        random = RandomSource(seed: journey.seed, number: Int(identity.index))
        schedule = Schedule(arrival: arrival)
        step = journey.firstStep
    }

    /// Whether the platform may hold it for present in the room: it is in, or was never told whether it is.
    package var mayBeInRoom: Bool { presence != nil }

    /// Whether it has been in the room, or has completed a journey that has no entry.
    package var hasEntered: Bool { schedule.entered != nil }

    /// Closes its connections. Idempotent, on its loop; nothing can be requested afterwards. Whoever stays in
    /// the room when the journey is over is closed by teardown.
    package func close() {
        session.close()
    }
}

/// The step that a participant is at.
struct StepScope {
    /// Its number.
    var index: StepIndex
    /// How its requests are made and judged.
    var rules: RequestRules
    /// When the step should have started.
    let stepIntended: Moment
    /// When its next request should start.
    var intended: Moment
    /// When its first request did start.
    var firstStarted: Moment?
    /// When its last answer was complete.
    var lastFinished: Moment?
    /// The gate that its next request is the first behind; 0: none.
    var gate: Int16 = 0
    /// Of its requests' times, the generator's own: from when each should have been sent until it was, without what
    /// opening a connection took. nil: none was sent.
    var generatorNanoseconds: Int64?

    init(index: StepIndex, rules: RequestRules, intended: Moment, gate: Int16 = 0) {
        self.index = index
        self.rules = rules
        self.intended = intended
        self.gate = gate
        stepIntended = intended
    }
}

/// A participant's times: when it should do what, and what does not count.
struct Schedule {
    /// When the journey should have started.
    var intended: Moment
    /// When it did start.
    var started: Moment?
    /// When the next step should start.
    var next: Moment
    /// Pauses and waits at gates since the intended start, in nanoseconds.
    var leftOut: Int64 = 0
    /// When the participant was in the room.
    var entered: Moment?
    /// How long that took, pauses and waits left out.
    var journeyNanoseconds: Int64?

    init(arrival: Moment) {
        intended = arrival
        next = arrival
    }

    /// The participant got past a gate that opened at `opening`.
    mutating func passed(gateOpenedAt opening: Moment) {
        guard opening > next else { return }
        if started == nil {
            // Nothing was done before: the release is the start.
            intended = opening
        } else {
            leftOut += opening.nanoseconds(since: next)
        }
        next = opening
    }

    /// The scenario has the participant rest.
    mutating func rest(_ duration: Duration) {
        // A pause before anything else delays the start, and is left out like any other.
        leftOut += duration.wholeNanoseconds
        next = next.advanced(by: duration)
    }

    /// The goal was reached: the first time counts.
    mutating func arrived(at moment: Moment) {
        guard entered == nil else { return }
        entered = moment
        journeyNanoseconds = moment.nanoseconds(since: intended) - leftOut
    }
}
