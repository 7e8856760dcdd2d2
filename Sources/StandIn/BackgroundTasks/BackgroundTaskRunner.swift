// Runs the background tasks while the server runs.

import PlatformContract

/// Runs background tasks concurrently, except that the events of a space are sent in order.
struct BackgroundTaskRunner: Sendable {
    let platform: Platform
    let clock: ServerClock
    let sender: WebhookSender

    /// The most events of a space that may wait for a slow receiver. Further ones are dropped.
    static let longestQueue = 1_000

    /// Runs tasks until it is cancelled.
    func run(_ backgroundTasks: AsyncStream<BackgroundTask>) async {
        var queues: [String: AsyncStream<OutgoingEvent>.Continuation] = [:]
        await withDiscardingTaskGroup { group in
            for await backgroundTask in backgroundTasks {
                switch backgroundTask {
                case .inject(let scheduledFault): group.addTask { await inject(scheduledFault) }
                case .deliver(let outgoing):
                    let spaceID = outgoing.event.spaceID
                    if queues[spaceID] == nil {
                        let (events, queue) = AsyncStream.makeStream(
                            of: OutgoingEvent.self, bufferingPolicy: .bufferingOldest(Self.longestQueue))
                        queues[spaceID] = queue
                        group.addTask { await deliver(events) }
                    }
                    queues[spaceID]?.yield(outgoing)
                }
            }
            for queue in queues.values { queue.finish() }
        }
    }

    /// Waits for the time of a fault and injects it. Does nothing if the task is cancelled first.
    func inject(_ scheduledFault: ScheduledFault) async {
        await clock.wait(scheduledFault.at)
        guard !Task.isCancelled else { return }
        switch scheduledFault.kind {
        case .dropRoom(let id): await platform.dropRoom(id)
        case .failRecord(let id, let roomID): await platform.failRecord(id, of: roomID)
        }
    }

    /// Sends the events of one space. First attempts run one after another, so that a receiver gets events in order;
    /// retries do not delay other events.
    private func deliver(_ events: AsyncStream<OutgoingEvent>) async {
        await withDiscardingTaskGroup { group in
            var late: [OutgoingEvent] = []
            for await outgoing in events {
                guard !sender.settings.late.contains(outgoing.event.eventName) else {
                    late.append(outgoing)
                    continue
                }
                for outgoing in [outgoing] + late where await !sender.send(outgoing) {
                    group.addTask { await sender.repeat(outgoing) }
                }
                late = []
            }
        }
    }
}
