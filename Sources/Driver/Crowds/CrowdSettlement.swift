// When a crowd has settled: all of its participants have entered or ended, so that a crowd that follows it may start.
import Measuring
import Synchronization

/// Counts the participants of a crowd who may still enter, over all loops.
final class CrowdSettlement: Sendable {
    private struct State {
        /// Participants who have arrived and have neither entered nor ended.
        var unsettled = 0
        /// Loops on which participants may still arrive.
        var loops: Int
    }

    // A lock, since a crowd's participants are on all loops; taken twice per participant.
    private let state: Mutex<State>
    private let settled = Promise<Moment>()

    init(loops: Int) {
        state = Mutex(State(loops: loops))
    }

    /// A participant arrives.
    func participantCame() { state.withLock { $0.unsettled += 1 } }

    /// A participant has entered, or has ended without entering.
    func participantSettled() { change { $0.unsettled -= 1 } }

    /// No further participant arrives on one of the loops.
    func arrivalsEnded() { change { $0.loops -= 1 } }

    /// Waits until the crowd has settled and returns since when; nil if the wait was cancelled first.
    func wait() async -> Moment? { await settled.wait() }

    private func change(_ count: (inout State) -> Void) {
        let isOver = state.withLock { state in
            count(&state)
            return state.unsettled == 0 && state.loops == 0
        }
        if isOver { settled.fulfil(Moment.now) }
    }
}
