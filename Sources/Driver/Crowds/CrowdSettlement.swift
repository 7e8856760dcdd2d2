// When a crowd has settled: everybody of it has entered or ended, so that a crowd that starts after it may come.
import Measuring
import Synchronization

/// Counts those of a crowd who may still enter, over all loops.
final class CrowdSettlement: Sendable {
    private struct State {
        /// Participants who have come and have neither entered nor ended.
        var unsettled = 0
        /// Loops on which somebody may still come.
        var loops: Int
    }

    // A lock, since a crowd's participants are on all loops; taken twice a participant.
    private let state: Mutex<State>
    private let announcement = Announcement<Moment>()

    init(loops: Int) {
        state = Mutex(State(loops: loops))
    }

    /// Somebody comes.
    func participantCame() { state.withLock { $0.unsettled += 1 } }

    /// Somebody has entered, or has ended without having entered.
    func participantSettled() { change { $0.unsettled -= 1 } }

    /// Nobody comes on one of the loops any more.
    func arrivalsEnded() { change { $0.loops -= 1 } }

    /// Waits until the crowd has settled, and tells since when it has; nil if the wait was cancelled first.
    func wait() async -> Moment? { await announcement.wait() }

    private func change(_ count: (inout State) -> Void) {
        let isOver = state.withLock { state in
            count(&state)
            return state.unsettled == 0 && state.loops == 0
        }
        if isOver { announcement.make(Moment.now) }
    }
}
