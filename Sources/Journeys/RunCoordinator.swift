// What a participant sees of the others: the gates, and the shared counters. Driver implements it.
package import Measuring
package import Transport

/// How a participant got past a gate.
package enum GatePass: Sendable {
    /// The gate opened at that instant, T0, while the participant waited.
    case released(Moment)
    /// The gate is primed, and everybody who waited prepares since that instant: the first request holds back its last byte
    /// until T0, or ends the hold in another way.
    case primes(Moment, RequestHold)
    /// The gate had already opened at that instant when the participant came.
    case open(Moment)
    /// The run ended first.
    case cancelled
}

/// The crowd as one participant sees it. Called on the participant's loop.
package protocol RunCoordinator: AnyObject, Sendable {
    /// Waits at a gate until it opens.
    func pass(gate: Int16, participant: Int32) async -> GatePass
    /// This participant will not come to this gate, so others need not wait for it.
    func withdraw(participant: Int32, from gate: Int16)
    /// A participant is in the room, for the first time.
    func entered()
    /// A participant is in the room from now on, or no more.
    func presenceChanged(isIn: Bool)
}

extension RunCoordinator {
    package func presenceChanged(isIn: Bool) {}
}
