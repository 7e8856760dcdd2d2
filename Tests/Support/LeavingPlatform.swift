// A platform that holds up those who leave.

/// Answers a `leave` only when it is told to, so that a test can act while participants leave.
package final class LeavingPlatform: Sendable {
    private let platform: PlainPlatform
    private let leaving: Event
    private let release: BlockingEvent

    /// Starts serving.
    package init() throws {
        let (leaving, release) = (Event(), BlockingEvent())
        self.leaving = leaving
        self.release = release
        platform = try PlainPlatform { request in
            guard request.line.hasSuffix("/leave") else { return nil }
            leaving.happen()
            release.wait()
            return nil
        }
    }

    /// The server's base URL.
    package var url: String { platform.url }
    /// How many are in the room.
    package var inRoom: Int { platform.inRoom }

    /// Waits until a participant wants to leave.
    package func someoneIsLeaving() async { await leaving.wait() }

    /// Answers everyone who leaves, from now on.
    package func letLeave() { release.happen() }

    /// Ends all connections and waits for the server's threads.
    package func stop() {
        release.happen()
        platform.stop()
    }
}
