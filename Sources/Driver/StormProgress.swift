// The progress of a storm: counters that anyone may read.
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
        /// Participants whose journey failed.
        package var failed = 0
        /// Participants whose journey has ended, whichever way.
        package var finished = 0

        /// Counters at zero.
        package init(name: String) { self.name = name }
    }

    /// The counters at one instant. Each is exact on its own.
    package struct Snapshot: Hashable, Sendable {
        /// What the storm is doing.
        package var phase: Phase
        /// The crowds, in the plan's order; empty before the storm has begun.
        package var crowds: [Crowd]
        /// HTTP exchanges made, including setup's and teardown's.
        package var requests: Int

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
        /// Participants of all crowds whose journey failed.
        package var failed: Int { sum(\.failed) }
        /// Participants of all crowds whose journey has ended.
        package var finished: Int { sum(\.finished) }

        private func sum(_ counter: KeyPath<Crowd, Int>) -> Int { crowds.reduce(0) { $0 + $1[keyPath: counter] } }
    }

    private let phase = Atomic<Int>(Phase.setup.rawValue)
    let requests = Atomic<Int>(0)
    // A lock, since the display may ask before the storm has announced its crowds.
    private let crowds = Mutex<[CrowdProgress]>([])

    /// Counters at zero.
    package init() {}

    /// The counters now. Callable from any thread.
    package var snapshot: Snapshot {
        Snapshot(
            phase: Phase(rawValue: phase.load(ordering: .relaxed)) ?? .ended,
            crowds: crowds.withLock { $0 }.map(\.snapshot), requests: requests.load(ordering: .relaxed))
    }

    /// Makes counters for the crowds of a storm.
    func begin(_ names: [String]) -> [CrowdProgress] {
        let made = names.map(CrowdProgress.init)
        crowds.withLock { $0 = made }
        return made
    }

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
    let failed = Atomic<Int>(0)
    let finished = Atomic<Int>(0)

    init(name: String) { self.name = name }

    var snapshot: StormProgress.Crowd {
        var crowd = StormProgress.Crowd(name: name)
        crowd.started = started.load(ordering: .relaxed)
        crowd.waiting = waiting.load(ordering: .relaxed)
        crowd.entered = entered.load(ordering: .relaxed)
        crowd.failed = failed.load(ordering: .relaxed)
        crowd.finished = finished.load(ordering: .relaxed)
        return crowd
    }
}
