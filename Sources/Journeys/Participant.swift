// One participant: who it is, what it holds, and how it makes a request. Its actions are in Steps/.
import Addresses
package import EventLoops
package import Measuring
import PlatformContract
import Scenarios
package import Transport

/// Where participants run: one loop with everything that its participants share.
package struct LoopContext: Sendable {
    /// The loop.
    package let loop: EventLoop
    /// Its HTTP engine.
    package let engine: HTTPEngine
    /// Its recorder.
    package let recorder: Recorder
    /// The coordinator of the other participants.
    package let coordinator: any RunCoordinator
    /// How many requests the participants may still make; nil: any number, as in setup and teardown.
    package let budget: RequestBudget?
    /// Who watches every request; nil: nobody.
    package let observer: WalkObserver?
    /// Counts who is in which step; nil: nobody asks.
    package let steps: StepCounters?

    /// Creates a context.
    package init(
        loop: EventLoop, engine: HTTPEngine, recorder: Recorder, coordinator: any RunCoordinator,
        budget: RequestBudget? = nil, steps: StepCounters? = nil, observer: WalkObserver? = nil
    ) {
        self.budget = budget
        self.steps = steps
        self.observer = observer
        self.loop = loop
        self.engine = engine
        self.recorder = recorder
        self.coordinator = coordinator
    }
}

/// One simulated person, with its own identity, cookies, connections and progress through the journey. Created inside
/// its child task on its loop, and never leaves it; for that reason it is not Sendable.
package final class Participant {
    /// Who it is.
    package var identity: Identity { values.identity }
    /// The values it knows, by slot.
    let values: ParticipantValues
    let journey: PreparedJourney
    let place: LoopContext
    let session: Session
    var random: RandomSource

    /// The token of its last token step, and the kind of token.
    var token: (text: String, bearer: FailureContext.Bearer)?
    /// The link of its last generate-access.
    var link: GrantedLink?
    /// The integrator's id with which its last link was granted; kept only if attendance is compared.
    var externalUserID: String?
    /// The signalling token of its last entry: never used, but hidden wherever a server repeats it.
    var signalingToken: String?
    /// Its presence in the room.
    var presence: Presence? {
        didSet {
            let (was, isIn) = (oldValue?.isCertain == true, presence?.isCertain == true)
            if was != isIn { place.coordinator.presenceChanged(isIn: isIn) }
        }
    }
    /// What the room page that it opened last, redirects included, did to the cookie that identifies it from then on.
    var pageCookie = HTTPExchange.WatchedCookie.untouched
    /// The page that it is on: where its last request for a page ended.
    var page: WebURL?
    /// Whether a server led it there, so that the page's path may hold a token.
    var pageIsGiven = false
    /// The current step.
    var scope = StepScope(index: .setup, rules: .plain, intended: Moment(nanoseconds: 0))
    /// Its times.
    var schedule: Schedule
    /// The last step taken.
    var step: StepIndex
    /// How many of the journey's gates it has passed or skipped.
    var gatesMet = 0
    /// The gate after which its next request is the first one; 0: none.
    var behindGate: Int16 = 0
    /// What its next request, the first one behind a primed gate, waits for; nil: nothing.
    var hold: RequestHold?
    /// How many requests it has made, counted only if they carry trace ids; those of the host count in the recorder.
    var requestCount: UInt32 = 0

    /// A link to the room that was granted to this participant.
    struct GrantedLink {
        var url: WebURL
        var grantedAt: Moment
        var ttlSeconds: Int?
        var isPermanent: Bool
        var openings = 0
    }

    /// A participant's presence in a room.
    struct Presence {
        var addresses: RoomAddresses
        /// Whether the platform confirmed it. Without a response, the platform may still count the participant as
        /// present.
        var isCertain: Bool
    }

    /// Creates a participant that has done nothing yet.
    /// - Throws: `Failure` of kind `harness` if the machine has no resources for another one.
    package init(
        _ identity: Identity, journey: PreparedJourney, place: LoopContext, options: Session.Options, arrival: Moment
    ) throws(Failure) {
        values = ParticipantValues(identity)
        for (column, slot) in journey.columns where identity.columns.indices.contains(column) {
            values[slot] = identity.columns[column]
        }
        self.journey = journey
        self.place = place
        session = try Session(engine: place.engine, options: options)
        random = RandomSource(seed: journey.seed, number: Int(identity.index))
        schedule = Schedule(arrival: arrival)
        step = journey.firstStep
    }

    /// Whether the platform may count it as present: it is in the room, or never learned whether it is.
    package var mayBeInRoom: Bool { presence != nil }

    /// Whether it has been in the room, or has completed a journey without an entry.
    package var hasEntered: Bool { schedule.entered != nil }

    /// Closes its connections. Idempotent; call it on its loop. No requests are possible afterwards. Participants who
    /// stay in the room after their journey are closed by teardown.
    package func close() {
        session.close()
    }
}

/// The current step of a participant.
struct StepScope {
    /// Its number.
    var index: StepIndex
    /// How its requests are made and judged.
    var rules: RequestRules
    /// When the step should have started.
    private(set) var stepIntended: Moment
    /// When its next request should start.
    var intended: Moment
    /// When its first request started.
    var firstStarted: Moment?
    /// When its last response was complete.
    var lastFinished: Moment?
    /// The gate after which its next request is the first one; 0: none.
    var gate: Int16 = 0
    /// How much of its requests' time was the generator's own: from when each should have been sent until it was,
    /// of the time for opening a connection only what it noticed late. Nil if none was sent.
    var generatorNanoseconds: Int64?
    /// Where its requests were redirected to.
    var redirects: [WebURL] = []

    /// How many of them are kept, which a chain of redirects does not reach.
    static let mostRedirects = 64

    init(index: StepIndex, rules: RequestRules, intended: Moment, gate: Int16 = 0) {
        self.index = index
        self.rules = rules
        self.intended = intended
        self.gate = gate
        stepIntended = intended
    }

    /// Its first request was held back until a release, from which its times count.
    mutating func released(at moment: Moment) {
        stepIntended = moment
        intended = moment
        // Of a request that died before, and is made again.
        firstStarted = nil
        generatorNanoseconds = nil
    }
}

/// A participant's times: when to do what, and what does not count.
struct Schedule {
    /// When the journey should have started.
    var intended: Moment
    /// When it started.
    var started: Moment?
    /// When the next step should start.
    var next: Moment
    /// Pauses and waits at gates since the intended start, in nanoseconds.
    var leftOut: Int64 = 0
    /// When the participant was in the room.
    var entered: Moment?
    /// How long that took, without pauses and waits at gates.
    var journeyNanoseconds: Int64?

    init(arrival: Moment) {
        intended = arrival
        next = arrival
    }

    /// Records that the participant passed a gate that opened at `opening`.
    mutating func passed(gateOpenedAt opening: Moment) {
        guard opening > next else { return }
        if started == nil {
            // Nothing was done before it, so the release is the start.
            intended = opening
        } else {
            leftOut += opening.nanoseconds(since: next)
        }
        next = opening
    }

    /// Records that a primed gate opened, before which the participant could only prepare.
    mutating func released(at opening: Moment) {
        guard opening > next else { return }
        if intended == next {
            // Nothing was done before the gate.
            intended = opening
            started = opening
        } else {
            leftOut += opening.nanoseconds(since: next)
        }
        next = opening
    }

    /// Records a pause of the scenario.
    mutating func rest(_ duration: Duration) {
        // A pause before anything else delays the start, and does not count, like any other.
        leftOut += duration.wholeNanoseconds
        next = next.advanced(by: duration)
    }

    /// Records that the goal was reached; the first time counts.
    mutating func arrived(at moment: Moment) {
        guard entered == nil else { return }
        entered = moment
        journeyNanoseconds = moment.nanoseconds(since: intended) - leftOut
    }
}
