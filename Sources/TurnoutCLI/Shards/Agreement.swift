// What the processes of a run agree on before any of them begins: the run's name, its seed, and when it starts.
import Driver
import EventLoops
import Glibc
import Journeys
import Measuring
import RunStore
import Runs
import Scenarios

/// What was agreed on.
struct Agreement: Sendable {
    /// The plan, with the seed that all shards have.
    var plan: Plan
    /// The run's short unique name.
    var runID: String
    /// The seed of every random choice.
    var seed: UInt64
    /// When the journeys begin, and what was set up elsewhere; nil: as soon as everything is set up here.
    var start: RunStart?
    /// Whether shard 1 tells the others what it sets up.
    var isShared = false

    /// How often the file of shard 1 is looked for.
    private static let period = Duration.milliseconds(200)
    /// How long it is waited for, if the options name no time of the start.
    private static let patience = Duration.seconds(600)

    /// Agrees with nobody, if there are no shards; as shard 1 decides; as another shard waits for that decision.
    /// - Parameters:
    ///   - plan: what is run.
    ///   - folder: the folder of the shards; nil: there are none.
    ///   - prepared: what `turnout prepare` has set up; nil: nothing.
    ///   - start: when the journeys begin, as the options say.
    ///   - now: when the command began.
    ///   - watch: tells what is waited for, and ends the wait.
    /// - Returns: what was agreed on; nil if the user ended the wait.
    /// - Throws: why there is no agreement: T0 has passed, shard 1 did not come, or it runs something else.
    static func reach(
        on plan: Plan, in folder: ShardFolder?, prepared: SharedSetup?, start: StartArgument?, now: UTCInstant,
        _ watch: RunWatch
    ) async throws(Problem) -> Agreement? {
        let at = start?.instant(from: now)
        // Whoever sets up must have done that by then; for others it has been done.
        let setsUp = prepared == nil && folder?.shard.number ?? 1 == 1
        if let at, at.advanced(by: setsUp ? .zero : StormStart.grace) <= WallClock.now {
            throw Problem(
                "T0 has passed: it was \(at.text)", remedy: "Choose a later `--start-at`. Nothing was sent.",
                kind: .usage)
        }
        var agreed: Agreement
        if let prepared {
            agreed = try follow(prepared, with: plan, at: at, source: .preparation)
        } else if let folder, folder.shard.number > 1 {
            let given = if case .instant(let instant) = start { Optional(instant) } else { Optional<UTCInstant>.none }
            guard let setup = try await wait(for: folder, until: given, watch) else { return nil }
            if let given, given != setup.startAt {
                throw Problem(
                    "shard 1 starts at \(setup.startAt?.text ?? "an unknown time"), and this one at \(given.text)",
                    remedy: remedy, kind: .usage)
            }
            agreed = try follow(setup, with: plan, at: setup.startAt, source: .shardOne)
        } else {
            if let folder, FileStatus(folder.setupFile) != nil {
                throw Problem(
                    SharedSetup.exists(folder.setupFile),
                    remedy:
                        "Choose another folder with --out, or delete the file if that run is over. Nothing was sent.",
                    kind: .usage)
            }
            agreed = decide(plan, in: folder, at: at)
        }
        if let start = agreed.start { tell(start, of: agreed.plan, watch) }
        return agreed
    }

    /// The agreement of a run without shards, or of shard 1.
    private static func decide(_ plan: Plan, in folder: ShardFolder?, at: UTCInstant?) -> Agreement {
        let seed = plan.seed ?? .random(in: 0...UInt64(UInt32.max))
        var agreed = Agreement(plan: plan, runID: RunID.random(), seed: seed)
        guard let at else { return agreed }
        var storm = StormStart(at: WallClock.moment(at: at))
        let key = DataKey()
        let dataDigest = key.digest(of: plan)
        if let folder {
            agreed.isShared = true
            agreed.plan.seed = seed
            let setup = SharedSetup(
                runID: agreed.runID, seed: seed, shards: folder.shard.count, startAt: at, version: turnoutVersion,
                scenario: SharedSetup.description(of: agreed.plan, seed: seed), dataDigest: dataDigest, dataKey: key,
                room: ProvisionedRoom()
            )
            storm.share = { room throws(Problem) in
                var setup = setup
                setup.room = room
                try setup.write(to: folder.setupFile)
            }
        }
        agreed.start = RunStart(
            at: at, clockErrorMicroseconds: WallClock.errorMicroseconds, dataDigest: dataDigest, storm: storm)
        return agreed
    }

    private static let remedy = "Start all shards with the same scenario and options. Nothing was sent."

    /// The agreement of a process for which another one has set up.
    private static func follow(
        _ setup: SharedSetup, with plan: Plan, at given: UTCInstant?, source: SharedSetup.Source
    ) throws(Problem) -> Agreement {
        if let difference = setup.difference(from: plan, version: turnoutVersion, source: source) {
            throw Problem(difference, remedy: remedy, kind: .usage)
        }
        let at = given ?? setup.startAt
        if plan.shard != nil, at == nil {
            throw Problem(
                "T0 is unknown: the prepared file has none",
                remedy: "Give all shards the same `--start-at`, or prepare with it. Nothing was sent.", kind: .usage)
        }
        if let at, at.advanced(by: StormStart.grace) <= WallClock.now {
            throw Problem(
                "T0 has passed: it was \(at.text)",
                remedy: "Start all shards again, in an empty folder, with a later `--start-at`. Nothing was sent.")
        }
        var plan = plan
        plan.seed = setup.seed
        return Agreement(
            plan: plan, runID: setup.runID, seed: setup.seed,
            start: RunStart(
                at: at, clockErrorMicroseconds: WallClock.errorMicroseconds,
                dataDigest: setup.dataKey.digest(of: plan),
                storm: StormStart(at: at.map(WallClock.moment), provided: setup.room)))
    }

    /// Waits for what shard 1 has set up; nil if the user ended the wait.
    private static func wait(
        for folder: ShardFolder, until limit: UTCInstant?, _ watch: RunWatch
    ) async throws(Problem) -> SharedSetup? {
        if let setup = try SharedSetup(at: folder.setupFile) { return setup }
        watch.display.waits(for: "waiting for shard 1 to set up")
        defer { watch.display.waits(for: nil) }
        watch.display.notice("Waits for shard 1 to set up: it writes '\(folder.setupFile)'.")
        let deadline =
            limit.map { WallClock.moment(at: $0.advanced(by: StormStart.grace)) } ?? Moment.now.advanced(by: patience)
        let outcome = await withTaskGroup(of: Result<SharedSetup, Problem>?.self) { group in
            // Not on a loop. Only the folder tells what happens on another machine, so it must be looked at again and again.
            group.addTask(executorPreference: globalConcurrentExecutor) {
                do throws(Problem) {
                    while Moment.now < deadline {
                        if let setup = try SharedSetup(at: folder.setupFile) { return .success(setup) }
                        guard (try? await Task.sleep(for: period)) != nil else { return nil }
                    }
                    throw Problem(
                        "shard 1 has not set up in time: there is no '\(folder.setupFile)'",
                        remedy: "Start it with the same --out, a folder that all shards see. Nothing was sent.")
                } catch {
                    return .failure(error)
                }
            }
            group.addTask(executorPreference: globalConcurrentExecutor) {
                _ = await watch.control.stopped()
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        return try outcome?.get()
    }

    /// Tells when the run starts, and when the gates of shards open.
    private static func tell(_ start: RunStart, of plan: Plan, _ watch: RunWatch) {
        guard let at = start.at, let moment = start.storm.at else { return }
        let left = moment.nanoseconds(since: .now) / 1_000_000 * 1_000_000
        // If it has passed, the storm says so when it begins.
        if left > 0 { watch.display.notice("T0 is \(at.text), in \(Duration.nanoseconds(left).words).") }
        guard plan.shard != nil else { return }
        for (gate, time) in zip(plan.gates, plan.gateTimes) where time > .zero {
            watch.display.notice("The gate \(gate.name) opens \(time.words) after T0, whoever waits.")
        }
    }

    /// Ends what shard 1 has told the others: removes the file, with the secrets in it, and before T0 tells those who still
    /// wait that there is nothing to wait for.
    /// - Parameters:
    ///   - agreed: what was agreed on.
    ///   - folder: the folder of the shards; nil: there are none.
    ///   - failure: why shard 1 has ended, without secrets; nil: the user has ended it, or nothing is wrong.
    static func conclude(_ agreed: Agreement, in folder: ShardFolder?, failure: Problem? = nil) {
        guard let folder, agreed.isShared, let at = agreed.start?.storm.at else { return }
        let wasTold = FileStatus(folder.setupFile) != nil
        if wasTold {
            // Another run may have begun in the folder meanwhile.
            guard (try? SharedSetup(at: folder.setupFile))??.runID == agreed.runID else { return }
            unsafe unlink(folder.setupFile)
        }
        // Whoever was told waits for T0 and for nothing else; after T0 nobody can come any more.
        guard !wasTold || Moment.now < at else { return }
        let reason = failure.map { $0.messages.joined(separator: "; ") } ?? "it was stopped"
        // If it cannot be told, the others wait until their time is over.
        try? SharedSetup.writeFailure(reason, to: folder.setupFile)
    }
}
