// Runs a storm for a test: on its own loops, with its samples in an array.
import Addresses
import EventLoops
import Foundation
import Glibc
import Journeys
import Measuring
import PlatformContract
import Scenarios
import StandIn
import Support
import Synchronization
import Testing
import Transport

@testable import Driver

/// Keeps everything that it takes.
final class KeepingSink: SampleSink {
    private let kept = Mutex(SampleBatch())
    private let heartbeats = Mutex<[Heartbeat]>([])
    private let batches = Mutex(0)
    private let nicenesses = Mutex<[Int32]>([])

    func take(_ taken: [SampleBatch]) {
        nicenesses.withLock { $0.append(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)) }
        batches.withLock { $0 += taken.count }
        kept.withLock { kept in
            for batch in taken {
                kept.requests += batch.requests
                kept.steps += batch.steps
                kept.participants += batch.participants
                kept.gates += batch.gates
                kept.lookups += batch.lookups
            }
        }
    }

    func beat(_ heartbeat: Heartbeat) { heartbeats.withLock { $0.append(heartbeat) } }

    var beats: [Heartbeat] { heartbeats.withLock { $0 } }
    var all: SampleBatch { kept.withLock { $0 } }
    var batchCount: Int { batches.withLock { $0 } }
    /// The niceness of the thread that passed on each of them, which is a loop's.
    var nicenessOfGivers: [Int32] { nicenesses.withLock { $0 } }
}

/// The result of a storm.
struct StormOutcome: Sendable {
    var ending: Result<RunOutcome, Problem>
    var samples: SampleBatch
    var notices: [String]
    var progress: StormProgress.Snapshot
    var heartbeats: [Heartbeat]
    /// The niceness of a loop's thread each time it passed on samples.
    var nicenesses: [Int32]

    /// Requests of the participants' journeys.
    var journeyRequests: [RequestSample] { samples.requests.filter { $0.step.rawValue >= 0 } }

    func requests(_ endpoint: Endpoint) -> [RequestSample] {
        samples.requests.filter { $0.endpoint == endpoint.rawValue && $0.step.rawValue >= 0 }
    }
}

/// Plans for tests.
enum Storms {
    static let platform = PlatformPlan(
        clientID: Secret(DefaultAccount.clientID), clientSecret: Secret(DefaultAccount.clientSecret),
        host: .init(email: Secret(DefaultAccount.hostEmail), password: Secret(DefaultAccount.hostPassword)),
        space: .create(name: "Load rehearsal"), room: .create(.init(name: "Load rehearsal")))

    static let token = StepPlan(name: "token", action: .token(TokenPlan(grant: .password)))
    static let access = StepPlan(name: "generate-access", action: .generateAccess(AccessPlan()))
    static let entry = StepPlan(name: "enter-room", action: .enterRoom(EntryPlan()))

    static func gated(_ step: StepPlan, _ release: ReleasePlan = ReleasePlan()) -> StepPlan {
        var step = step
        step.release = release
        return step
    }

    static func plan(
        _ journey: [StepPlan], count: Int, arrival: Arrival = .atOnce, platform: PlatformPlan? = platform,
        change: (inout Plan) -> Void = { _ in }
    ) -> Plan {
        var plan = Plan(
            name: "test", source: "test.yaml", target: TargetPlan(api: .url("http://127.0.0.1:1")),
            platform: platform, participants: ParticipantsPlan(count: count), arrival: arrival, journey: journey)
        change(&plan)
        return plan
    }

    /// Runs a plan against a server.
    static func run(
        _ plan: Plan, against address: String, loops: Int = 2, control: StormControl = StormControl(),
        during: (@Sendable (StormProgress, StormControl) async -> Void)? = nil,
        cancelledAfter: (@Sendable (StormProgress) async -> Void)? = nil,
        script: PreparedJourney.Script? = nil, duties: [any EventDuty] = [], start: StormStart? = nil
    ) async throws -> StormOutcome {
        let sink = KeepingSink()
        let progress = StormProgress()
        let notices = Mutex<[String]>([])
        let metadata = RunMetadata(
            id: "r1", name: "test", scenario: "test.yaml", startedAt: "2026-01-01T00:00:00.000Z", seed: 1,
            version: "0", api: address, http: "auto", crowds: plan.crowdMetadata, origin: Moment.now)
        // The watchers have a loop of their own, because they must see things as they happen and the pool's threads are
        // busy with other tests.
        let ending = try await onLoops(loops + 1) { all in
            let watch = all[loops]
            let storm = Storm(
                plan: plan, origins: Origins(api: try BaseURL(address)), metadata: metadata, sink: sink,
                control: control, progress: progress, script: script, duties: duties, start: start,
                notice: { text in notices.withLock { $0.append(text) } })
            return await withTaskGroup(of: Ended.self) { tasks in
                tasks.addTask {
                    do throws(Problem) {
                        return .storm(.success(try await storm.run(on: Array(all.prefix(loops)))))
                    } catch {
                        return .storm(.failure(error))
                    }
                }
                if let during {
                    tasks.addTask(executorPreference: watch) {
                        await during(progress, control)
                        return .watcher
                    }
                }
                if let cancelledAfter {
                    tasks.addTask(executorPreference: watch) {
                        await cancelledAfter(progress)
                        return .canceller
                    }
                }
                for await ended in tasks {
                    switch ended {
                    case .storm(let ending):
                        tasks.cancelAll()
                        return ending
                    case .watcher: continue
                    case .canceller: tasks.cancelAll()
                    }
                }
                preconditionFailure("the storm's task ends with a result")
            }
        }
        return StormOutcome(
            ending: ending, samples: sink.all, notices: notices.withLock { $0 }, progress: progress.snapshot,
            heartbeats: sink.beats, nicenesses: sink.nicenessOfGivers)
    }

    /// What ended: the storm or one of its watchers.
    private enum Ended: Sendable {
        case storm(Result<RunOutcome, Problem>)
        case watcher, canceller
    }

    /// Provides a stand-in on a free port.
    static func withStandIn<Value: Sendable>(
        _ profile: CapacityProfile = .unlimited, _ body: @escaping @Sendable (String) async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            let (addresses, found) = AsyncStream.makeStream(of: String.self)
            group.addTask {
                try await StandInServer(configuration: StandInConfiguration(profile: profile)).run { addresses in
                    found.yield(addresses.base)
                }
                return nil
            }
            group.addTask {
                for await address in addresses { return try await body(address) }
                return nil
            }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }

    /// The server's own account.
    static func truth(of address: String) async throws -> Truth {
        try await onLoop { loop in
            var settings = TransportSettings()
            settings.contacts = ContactPolicy(urls: [try WebURL(address)])
            let engine = try HTTPEngine(loop: loop, settings: settings)
            defer { engine.close() }
            let session = try Session(engine: engine, options: Session.Options())
            defer { session.close() }
            let answer = await session.perform(HTTPRequest(url: address + Truth.path))
            return try JSONDecoder().decode(Truth.self, from: Data(answer.body))
        }
    }
}
