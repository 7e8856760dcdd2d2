// A host on a loop, without a run, for examining each of its duties.
import Addresses
import EventLoops
import Measuring
import PlatformContract
import Scenarios
import Support
import Synchronization
import Transport

@testable import Journeys

/// Lets a host act against a platform.
struct HostStage: Sendable {
    let host: EventHost
    let timeline: EventTimeline
    fileprivate let sink: ArraySink

    /// The room that the host's events are in.
    static let room = PlainPlatform.roomID
    /// How long whatever is waited for may take, so that a broken test ends.
    static let patience = Duration.seconds(60)

    /// The host's timeline so far.
    var kinds: [HostEvent.Kind] { sink.all.events.map(\.kind) }

    /// A inbox whose webhook is registered already, with the secret of `Signing`.
    func openInbox() -> WebhookInbox {
        let inbox = WebhookInbox(timeline: timeline)
        inbox.open(Secret(Signing.secret), roomID: HostStage.room, url: "http://127.0.0.1:1/turnout/run-r1")
        return inbox
    }

    /// Calls `deed` on a loop, with a platform at an address. The host may contact `others` too, and `resolve` has the
    /// addresses of names, as in `--resolve`.
    static func act<Value: Sendable>(
        against address: String, others: [String] = [], resolve: [String] = [],
        _ deed: @escaping @Sendable (HostStage) async throws -> Value
    ) async throws -> Value {
        try await onLoop { loop in
            var settings = TransportSettings()
            settings.contacts = ContactPolicy(urls: try ([address] + others).map { try WebURL($0) })
            settings.resolve = resolve
            let engine = try HTTPEngine(loop: loop, settings: settings)
            defer { engine.close() }
            let sink = ArraySink()
            let plan = Sample.plan([Sample.access, Sample.entry, Sample.leave])
            let recorder = Recorder(loop: loop, sink: sink, redactor: plan.redactor) { _ in }
            let host = try EventHost(
                plan, room: Stage.provisionedRoom, origins: Origins(api: try BaseURL(address)), runID: "r1", seed: 1,
                place: LoopContext(loop: loop, engine: engine, recorder: recorder, coordinator: NobodyElse()),
                options: Session.Options(), proxy: UnusedProxy(), notice: { _ in })
            guard let host else { throw Failure(kind: .harness, detail: "the plan has no event") }
            let timeline = EventTimeline(sink, redactor: plan.redactor)
            return try await deed(HostStage(host: host, timeline: timeline, sink: sink))
        }
    }
}

extension WebhookInbox {
    /// Takes an event as the platform signs it.
    func take(_ event: String, record: String? = nil) {
        take(
            ReceivedDelivery(
                bytes: Signing.event(event, record: record, room: HostStage.room), arrived: Moment.now))
    }
}
