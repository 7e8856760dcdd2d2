// What the host does about the event of a run, and what it needs beside the run's loops: a receiver of webhooks.
import Addresses
import Driver
import Journeys
import Measuring
import Scenarios
import WebhookReceiving

/// Calls `body` with the host's duties, in the order in which they begin, and receives webhooks meanwhile if the plan asks
/// for it.
/// - Parameters:
///   - run: what is run.
///   - sink: where the host's timeline goes.
///   - progress: tells how many participants have entered.
///   - body: runs the storm.
/// - Returns: what `body` returns.
/// - Throws: why webhooks cannot be received, before `body` is called; or what `body` throws.
func withEventDuties<Value: Sendable>(
    of run: RunPlan, into sink: any SampleSink, _ progress: StormProgress,
    _ body: ([any EventDuty]) async throws(Problem) -> Value
) async throws(Problem) -> Value {
    let timeline = EventTimeline(sink, redactor: run.plan.redactor)
    let webhooks = run.plan.event.webhooks
    guard run.plan.webhooks.isOn else { return try await body(run.duties(timeline, nil, progress)) }
    let marker = WebhookMarker(runID: run.id)
    let place = WebhookReceiver.Place(
        address: webhooks.address, port: webhooks.port, path: marker.path, identification: marker.identification)
    return try await WebhookReceiver.receiving(at: place) { (receiver) async throws(Problem) in
        let inbox = WebhookInbox(timeline: timeline)
        let webhook = WebhookDuty(
            mode: run.plan.webhooks, marker: marker, base: webhooks.url?.text ?? receiver.origin, inbox: inbox,
            timeline: timeline,
            receiver: .init(
                refused: { receiver.refused }, overloaded: { receiver.overloaded }, stop: { receiver.stop() }),
            people: .init(entered: { progress.snapshot.entered }, joins: { progress.snapshot.joins }))
        let outcome = await withTaskGroup(of: Void.self) { group -> Result<Value, Problem> in
            // On a thread of the pool, so that no loop checks signatures.
            group.addTask(executorPreference: globalConcurrentExecutor) { await inbox.read(receiver.deliveries) }
            defer { group.cancelAll() }
            do throws(Problem) {
                return .success(try await body([webhook] + run.duties(timeline, inbox, progress)))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}

extension RunPlan {
    /// The duties beside receiving webhooks. `inbox` tells what came by webhook; nil: none are received.
    fileprivate func duties(
        _ timeline: EventTimeline, _ inbox: WebhookInbox?, _ progress: StormProgress
    ) -> [any EventDuty] {
        var duties: [any EventDuty] = []
        if plan.record.isOn {
            // Who enters by requests of the scenario's own is not seen to leave.
            let seesPresence = plan.crowds.contains { $0.journey.contains(where: \.joins) }
            duties.append(
                RecordDuty(
                    mode: plan.record, origin: origin, timeline: timeline, inbox: inbox,
                    people: .init(
                        entered: { progress.snapshot.entered },
                        present: { seesPresence ? progress.snapshot.inRoom : progress.snapshot.entered })))
        }
        if let startedAt = UTCInstant(startedAt),
            let attendance = AttendanceDuty(plan, startedAt: startedAt, origin: origin, inbox: inbox)
        {
            duties.append(attendance)
        }
        return duties
    }
}

extension StepPlan {
    /// Whether it makes a participant enter the room by the platform's own calls.
    fileprivate var joins: Bool { if case .enterRoom(let entry) = action { !entry.openOnly } else { false } }
}
