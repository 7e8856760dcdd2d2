// What the platform does without being asked: it tells webhooks, and suffers faults at their time.

import PlatformContract

/// A piece of work that no request waits for. Instants are microseconds since the server's start.
enum Chore: Sendable, Hashable {
    /// Tells a webhook of an event (contract section 10).
    case deliver(WebhookEvent, to: String, secret: String)
    /// Breaks a record off.
    case failRecord(id: String, roomID: String, at: Int)
    /// Throws everybody out of a room.
    case dropRoom(id: String, at: Int)
}

/// Does chores, each in a task of its own, so that a receiver that does not answer holds nothing else up.
struct ChoreRunner: Sendable {
    let platform: Platform
    let clock: ServerClock
    let sender: WebhookSender

    /// Does what comes until the task is cancelled.
    func run(_ chores: AsyncStream<Chore>) async {
        await withDiscardingTaskGroup { group in
            for await chore in chores {
                group.addTask { await perform(chore) }
            }
        }
    }

    /// Does one chore when its time has come; not at all if the task is cancelled before.
    func perform(_ chore: Chore) async {
        switch chore {
        case .deliver(let event, let url, let secret):
            await sender.deliver(event, to: url, secret: secret)
        case .failRecord(let id, let roomID, let instant):
            await clock.wait(instant)
            if !Task.isCancelled { await platform.failRecord(id, of: roomID) }
        case .dropRoom(let id, let instant):
            await clock.wait(instant)
            if !Task.isCancelled { await platform.dropRoom(id) }
        }
    }
}
