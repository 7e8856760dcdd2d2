// The progress of a storm: counters that anyone may read.
import Analysis
package import Journeys
package import Measuring
import Synchronization

/// Live counters of a storm, for display only: results come from samples alone.
package final class StormProgress: Sendable {
    /// What the storm is doing.
    package enum Phase: Int, Sendable {
        /// Space, room and accounts are prepared.
        case setup
        /// Participants arrive and execute their journeys.
        case journeys
        /// Participants who are in the room leave it.
        case teardown
        /// Everything is done.
        case ended
    }

    /// The counters of one crowd at one instant.
    package struct Crowd: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// Participants whose journey has begun.
        package var started = 0
        /// Participants who wait at a gate now.
        package var waiting = 0
        /// Participants who entered the room (or completed a journey without an entry).
        package var entered = 0
        /// Participants who are in the room now, as far as the platform's answers say.
        package var inRoom = 0
        /// How often the platform has let a participant into the room.
        package var joins = 0
        /// Participants whose journey failed.
        package var failed = 0
        /// Those of them who had entered before.
        package var failedAfterEntering = 0
        /// Participants whose journey has ended, whichever way.
        package var finished = 0

        /// Counters at zero.
        package init(name: String) { self.name = name }
    }

    /// A gate that is closed.
    package struct Gate: Hashable, Sendable {
        /// Its own name, or that of the step behind it.
        package var name: String
        /// Participants who wait at it.
        package var waiting: Int
        /// Participants who wait or may still come.
        package var expected: Int
        /// When it opens whoever is missing; nil before the first has come.
        package var deadline: Moment?
        /// Whether its participants prepare: `waiting` of `expected` are primed.
        package var isPriming: Bool

        /// Creates a gate.
        package init(name: String, waiting: Int, expected: Int, deadline: Moment?, isPriming: Bool = false) {
            self.name = name
            self.waiting = waiting
            self.expected = expected
            self.deadline = deadline
            self.isPriming = isPriming
        }
    }

    /// The counters at one instant. Each is exact on its own.
    package struct Snapshot: Hashable, Sendable {
        /// What the storm is doing.
        package var phase: Phase
        /// The crowds, in the plan's order; empty before the storm has begun.
        package var crowds: [Crowd]
        /// HTTP exchanges made, including setup's and teardown's.
        package var requests: Int
        /// What the host is doing when everybody has left; nil: nothing that takes long.
        package var hostActivity: HostActivity?
        /// The gates that are closed, in the plan's order.
        package var gates: [Gate] = []
        /// The steps of all journeys, in the plan's order; empty before the journeys.
        package var steps: [StepCounters.Reading] = []

        /// Creates a snapshot.
        package init(phase: Phase, crowds: [Crowd], requests: Int) {
            self.phase = phase
            self.crowds = crowds
            self.requests = requests
        }

        /// Participants of all crowds whose journey has begun.
        package var started: Int { sum(\.started) }
        /// Participants of all crowds who wait at a gate now.
        package var waiting: Int { sum(\.waiting) }
        /// Participants of all crowds who entered.
        package var entered: Int { sum(\.entered) }
        /// Participants of all crowds who are in the room now, as far as the platform's answers say.
        package var inRoom: Int { sum(\.inRoom) }
        /// How often the platform has let a participant of any crowd into the room.
        package var joins: Int { sum(\.joins) }
        /// Participants of all crowds whose journey failed.
        package var failed: Int { sum(\.failed) }
        /// Participants of all crowds whose journey has ended.
        package var finished: Int { sum(\.finished) }

        private func sum(_ counter: KeyPath<Crowd, Int>) -> Int { crowds.reduce(0) { $0 + $1[keyPath: counter] } }
    }

    private let phase = Atomic<Int>(Phase.setup.rawValue)
    let requests = Atomic<Int>(0)
    private let hostActivity = Atomic<Int>(0)
    // A lock, since the display may ask before the storm has announced its crowds.
    private let crowds = Mutex<[CrowdProgress]>([])

    /// What else may be asked while participants are active.
    private struct Sources {
        var barriers: [ReleaseBarrier] = []
        var steps: [StepCounters] = []
        var tally: GeneratorTally?
        var cores = 1
    }

    // A lock for the same reason, held for an assignment or a copy.
    private let sources = Mutex(Sources())

    /// Counters at zero.
    package init() {}

    /// The counters now. Callable from any thread.
    package var snapshot: Snapshot {
        var snapshot = Snapshot(
            phase: Phase(rawValue: phase.load(ordering: .relaxed)) ?? .ended,
            crowds: crowds.withLock { $0 }.map(\.snapshot), requests: requests.load(ordering: .relaxed))
        snapshot.hostActivity = HostActivity(rawValue: hostActivity.load(ordering: .relaxed))
        let sources = sources.withLock { $0 }
        snapshot.gates = sources.barriers.compactMap(\.queue)
        for readings in sources.steps.map(\.readings) {
            if snapshot.steps.isEmpty {
                snapshot.steps = readings
            } else {
                for place in readings.indices { snapshot.steps[place].add(readings[place]) }
            }
        }
        return snapshot
    }

    /// How the generator has fared so far; nil before the journeys. Judging takes about a millisecond and nothing from
    /// the event loops: ask once a second, not on one of them.
    package var generator: GeneratorReport? {
        let sources = sources.withLock { $0 }
        guard var figures = sources.tally?.figuresSoFar else { return nil }
        figures.cores = sources.cores
        figures.cpuSeconds = ProcessReading.cpuSeconds
        return GeneratorReport(judging: figures)
    }

    /// How many cores the loops may use.
    package var cores: Int { sources.withLock { $0.cores } }

    /// The journeys begin.
    func watch(_ barriers: [ReleaseBarrier], _ steps: [StepCounters], _ tally: GeneratorTally, cores: Int) {
        sources.withLock { $0 = Sources(barriers: barriers, steps: steps, tally: tally, cores: cores) }
    }

    /// Makes counters for the crowds of a storm.
    func begin(_ names: [String]) -> [CrowdProgress] {
        let made = names.map(CrowdProgress.init)
        crowds.withLock { $0 = made }
        return made
    }

    /// The host does something; nil: no more.
    func note(_ activity: HostActivity?) { hostActivity.store(activity?.rawValue ?? 0, ordering: .relaxed) }

    func enter(_ phase: Phase) {
        self.phase.store(phase.rawValue, ordering: .relaxed)
    }
}

/// The live counters of one crowd.
final class CrowdProgress: Sendable {
    let name: String
    let started = Atomic<Int>(0)
    let waiting = Atomic<Int>(0)
    let entered = Atomic<Int>(0)
    let inRoom = Atomic<Int>(0)
    let joins = Atomic<Int>(0)
    let failed = Atomic<Int>(0)
    let failedAfterEntering = Atomic<Int>(0)
    let finished = Atomic<Int>(0)

    init(name: String) { self.name = name }

    var snapshot: StormProgress.Crowd {
        var crowd = StormProgress.Crowd(name: name)
        crowd.started = started.load(ordering: .relaxed)
        crowd.waiting = waiting.load(ordering: .relaxed)
        crowd.entered = entered.load(ordering: .relaxed)
        crowd.inRoom = inRoom.load(ordering: .relaxed)
        crowd.joins = joins.load(ordering: .relaxed)
        crowd.failed = failed.load(ordering: .relaxed)
        crowd.failedAfterEntering = failedAfterEntering.load(ordering: .relaxed)
        crowd.finished = finished.load(ordering: .relaxed)
        return crowd
    }
}
