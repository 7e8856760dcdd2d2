// Does what no request waits for, while the server runs.

import PlatformContract

/// Does backgroundTasks beside each other, but for one thing: events of a space are sent in their order.
struct BackgroundTaskRunner: Sendable {
    let platform: Platform
    let clock: ServerClock
    let sender: WebhookSender

    /// How many events of a space may wait for a receiver that takes its time; what comes beyond is dropped, as an event
    /// is that nobody takes.
    static let longestQueue = 1_000

    /// Does what comes until the task is cancelled.
    func run(_ backgroundTasks: AsyncStream<BackgroundTask>) async {
        var queues: [String: AsyncStream<WebhookDeparture>.Continuation] = [:]
        await withDiscardingTaskGroup { group in
            for await backgroundTask in backgroundTasks {
                switch backgroundTask {
                case .suffer(let scheduledFault): group.addTask { await suffer(scheduledFault) }
                case .deliver(let departure):
                    let spaceID = departure.event.spaceID
                    if queues[spaceID] == nil {
                        let (events, queue) = AsyncStream.makeStream(
                            of: WebhookDeparture.self, bufferingPolicy: .bufferingOldest(Self.longestQueue))
                        queues[spaceID] = queue
                        group.addTask { await deliver(events) }
                    }
                    queues[spaceID]?.yield(departure)
                }
            }
            for queue in queues.values { queue.finish() }
        }
    }

    /// Lets something go wrong when its time has come; not at all if the task is cancelled before.
    func suffer(_ scheduledFault: ScheduledFault) async {
        await clock.wait(scheduledFault.at)
        guard !Task.isCancelled else { return }
        switch scheduledFault.kind {
        case .dropRoom(let id): await platform.dropRoom(id)
        case .failRecord(let id, let roomID): await platform.failRecord(id, of: roomID)
        }
    }

    /// Sends the events of one space: the first attempts one after the other, so that a receiver hears things in their
    /// order; what has to be sent again holds nothing up.
    private func deliver(_ events: AsyncStream<WebhookDeparture>) async {
        await withDiscardingTaskGroup { group in
            for await departure in events where await !sender.attempt(departure) {
                group.addTask { await sender.repeat(departure) }
            }
        }
    }
}
