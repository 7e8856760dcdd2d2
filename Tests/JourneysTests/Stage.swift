// A single participant on a loop, without a driver, for examining each step.
import Addresses
import EventLoops
import Measuring
import Scenarios
import Support
import Synchronization
import Transport

@testable import Journeys

/// Keeps what it takes.
final class ArraySink: SampleSink {
    private let kept = Mutex(SampleBatch())

    func take(_ batches: [SampleBatch]) {
        kept.withLock { kept in
            for batch in batches {
                kept.requests += batch.requests
                kept.steps += batch.steps
                kept.participants += batch.participants
                kept.events += batch.events
            }
        }
    }

    func beat(_ heartbeat: Heartbeat) {}

    var all: SampleBatch { kept.withLock { $0 } }
}

/// A crowd of one: every gate is open.
final class NobodyElse: RunCoordinator {
    func pass(gate: Int16, participant: Int32) async -> GatePass { .open(Moment(nanoseconds: 0)) }
    func withdraw(participant: Int32, from gate: Int16) {}
    func entered() {}
}

/// A crowd that is released at each gate.
final class Released: RunCoordinator {
    func pass(gate: Int16, participant: Int32) async -> GatePass { .released(Moment.now) }
    func withdraw(participant: Int32, from gate: Int16) {}
    func entered() {}
}

/// Runs one participant through a journey.
enum Stage {
    static let provisionedRoom = ProvisionedRoom(
        spaceID: PlainPlatform.spaceID, roomID: PlainPlatform.roomID, roomAlias: PlainPlatform.alias,
        hostToken: Secret("host.token"))

    /// The result.
    static func walk(
        _ journey: [StepPlan], against address: String, provisionedRoom: ProvisionedRoom = provisionedRoom,
        cookies: Bool = true, coordinator: any RunCoordinator = NobodyElse(), observer: WalkObserver? = nil,
        changing change: @escaping @Sendable (inout Plan) -> Void = { _ in }
    ) async throws -> SampleBatch {
        try await act(
            journey, against: address, provisionedRoom: provisionedRoom, cookies: cookies, coordinator: coordinator,
            observer: observer, changing: change
        ) { participant in
            _ = await participant.walk()
        }
    }

    /// The result of a participant that does something other than execute a plan.
    static func act(
        _ journey: [StepPlan] = [], against address: String, provisionedRoom: ProvisionedRoom = provisionedRoom,
        cookies: Bool = true, coordinator: any RunCoordinator = NobodyElse(), observer: WalkObserver? = nil,
        changing change: @escaping @Sendable (inout Plan) -> Void = { _ in },
        _ deed: @escaping @Sendable (Participant) async throws -> Void
    ) async throws -> SampleBatch {
        let sink = ArraySink()
        try await onLoop { loop in
            var settings = TransportSettings()
            settings.contacts = ContactPolicy(urls: [try WebURL(address)])
            let engine = try HTTPEngine(loop: loop, settings: settings)
            var plan = Sample.plan(journey)
            change(&plan)
            let recorder = Recorder(loop: loop, sink: sink, redactor: plan.redactor) { _ in }
            let prepared = try PreparedJourney(
                plan, origins: Origins(api: try BaseURL(address)), provisionedRoom: provisionedRoom, runID: "1a2b3c4d",
                seed: 1)
            var options = Session.Options()
            options.cookies = cookies
            let participant = try Participant(
                Identity(generated: 1, moderators: 0), journey: prepared,
                place: LoopContext(
                    loop: loop, engine: engine, recorder: recorder, coordinator: coordinator, observer: observer),
                options: options, arrival: Moment.now)
            try await deed(participant)
            participant.close()
            recorder.flush()
            engine.close()
        }
        return sink.all
    }
}
