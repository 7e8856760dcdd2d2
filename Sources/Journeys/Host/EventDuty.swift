// What the host does about an event, as parts that know nothing of each other: recording it, receiving webhooks, comparing
// attendance.
package import Measuring

/// How the participants' part of a run ended.
package struct EventEnding: Hashable, Sendable {
    /// Whether the user ended the run.
    package var isInterrupted: Bool
    /// How many participants could not be made to leave the room, as far as is known.
    package var leftBehind: Int
    /// How many participants got in.
    package var entered: Int

    /// Creates an ending.
    package init(isInterrupted: Bool = false, leftBehind: Int = 0, entered: Int = 0) {
        self.entered = entered
        self.isInterrupted = isInterrupted
        self.leftBehind = leftBehind
    }
}

/// One thing that the host does about an event. Its functions are called on the host's loop.
package protocol EventDuty: Sendable {
    /// How long `conclude` may still take once the user has asked for the end, before its task is cancelled; nil: it must
    /// be carried through.
    var patience: Duration? { get }

    /// Called once the room is ready, before any participant comes.
    /// - Throws: `SetupError` if it is required and cannot be done. Nobody comes then.
    func begin(as host: EventHost) async throws(SetupError)

    /// Called when the participants may come, beside their journeys. Its task is cancelled when the last journey has ended.
    func accompany(as host: EventHost) async

    /// Called when the last journey has ended, before those who are still in the room leave it.
    func journeysEnded(as host: EventHost) async

    /// Called when everybody has left the room, after each run that began, one duty after another.
    /// Adds what the host did to the account.
    func conclude(as host: EventHost, _ ending: EventEnding, into account: inout EventAccount) async
}

extension EventDuty {
    package var patience: Duration? { nil }
    package func begin(as host: EventHost) async throws(SetupError) {}
    package func accompany(as host: EventHost) async {}
    package func journeysEnded(as host: EventHost) async {}
}
