// Does what no request waits for, while the server runs.

import PlatformContract

/// Does chores beside each other, but for one thing: events of a space are sent in their order.
struct ChoreRunner: Sendable {
    let platform: Platform
    let clock: ServerClock
    let sender: WebhookSender

    /// Does what comes until the task is cancelled.
    func run(_ chores: AsyncStream<Chore>) async {
        var queues: [String: AsyncStream<WebhookDeparture>.Continuation] = [:]
        await withDiscardingTaskGroup { group in
            for await chore in chores {
                guard case .deliver(let departure) = chore else {
                    group.addTask { await perform(chore) }
                    continue
                }
                let spaceID = departure.event.spaceID
                if queues[spaceID] == nil {
                    let (events, queue) = AsyncStream.makeStream(of: WebhookDeparture.self)
                    queues[spaceID] = queue
                    group.addTask { await deliver(events) }
                }
                queues[spaceID]?.yield(departure)
            }
            for queue in queues.values { queue.finish() }
        }
    }

    /// Does one chore when its time has come; not at all if the task is cancelled before.
    func perform(_ chore: Chore) async {
        switch chore {
        case .deliver(let departure): await sender.deliver(departure) { await isWanted(departure) }
        case .failRecord(let id, let roomID, let instant):
            await clock.wait(instant)
            if !Task.isCancelled { await platform.failRecord(id, of: roomID) }
        case .dropRoom(let id, let instant):
            await clock.wait(instant)
            if !Task.isCancelled { await platform.dropRoom(id) }
        }
    }

    /// Sends the events of one space: the first attempts one after the other, so that a receiver hears things in their
    /// order; what has to be sent again holds nothing up.
    private func deliver(_ events: AsyncStream<WebhookDeparture>) async {
        await withDiscardingTaskGroup { group in
            for await departure in events where await !sender.attempt(departure) {
                group.addTask { await sender.repeat(departure) { await isWanted(departure) } }
            }
        }
    }

    private func isWanted(_ departure: WebhookDeparture) async -> Bool {
        await platform.sends(to: departure.url, spaceID: departure.event.spaceID)
    }
}
