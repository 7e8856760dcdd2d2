// What a storm looks like while it goes on: counters that anybody may read.
import Synchronization

/// Live counters of a storm. They are for showing, not for judging: results come from samples alone.
public final class StormProgress: Sendable {
    /// What the storm is doing.
    public enum Phase: Int, Sendable {
        /// Space, room and accounts are made ready.
        case setup
        /// Participants come and walk their journeys.
        case journeys
        /// Those who are in the room are led out.
        case teardown
        /// Nothing more is done.
        case ended
    }

    /// The counters at one instant, each by itself exact.
    public struct Snapshot: Hashable, Sendable {
        /// What the storm is doing.
        public var phase: Phase
        /// Participants whose journey has begun.
        public var started: Int
        /// Participants who wait at a gate now.
        public var waiting: Int
        /// Participants who were let into the room (or completed a journey that has no entry).
        public var entered: Int
        /// Participants whose journey failed.
        public var failed: Int
        /// Participants whose journey has ended, whichever way.
        public var finished: Int
        /// HTTP exchanges made, setup's and teardown's included.
        public var requests: Int
    }

    let phase = Atomic<Int>(Phase.setup.rawValue)
    let started = Atomic<Int>(0)
    let waiting = Atomic<Int>(0)
    let entered = Atomic<Int>(0)
    let failed = Atomic<Int>(0)
    let finished = Atomic<Int>(0)
    let requests = Atomic<Int>(0)

    /// Counters at zero.
    public init() {}

    /// The counters now. Callable from any thread.
    public var snapshot: Snapshot {
        Snapshot(
            phase: Phase(rawValue: phase.load(ordering: .relaxed)) ?? .ended,
            started: started.load(ordering: .relaxed), waiting: waiting.load(ordering: .relaxed),
            entered: entered.load(ordering: .relaxed), failed: failed.load(ordering: .relaxed),
            finished: finished.load(ordering: .relaxed), requests: requests.load(ordering: .relaxed))
    }
}
