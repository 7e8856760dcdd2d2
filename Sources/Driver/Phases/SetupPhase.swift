// Before the participants arrive: host names are looked up, the target is probed, setup runs.
import Addresses
import EventLoops
import Journeys
import Measuring
import Scenarios
import Transport

/// The start of a run, up to a room that is ready.
struct SetupPhase: Sendable {
    let context: StormContext
    let workers: [LoopWorker]

    private var plan: Plan { context.plan }

    /// A lookup shorter than this many microseconds is not worth a line.
    private static let noticeableLookup: Int64 = 1_000
    /// Looks up every host, probes the target and prepares the room; nil if the storm was stopped in the meantime.
    func run() async throws(Problem) -> ProvisionedRoom? {
        let result = await context.control.cancelWhenStopped(on: workers[0].loop) {
            () async -> Result<ProvisionedRoom, Problem> in
            do throws(Problem) {
                try await lookUpHosts()
                if let provided = context.start?.provided {
                    try await reachTarget()
                    return .success(provided)
                }
                var room = try await prepare()
                room.values = try await takeOwnSteps(room)
                return .success(room)
            } catch {
                return .failure(error)
            }
        }
        return context.isStopped ? nil : try result.get()
    }

    private func prepare() async throws(Problem) -> ProvisionedRoom {
        let needs = SetupNeeds(of: plan)
        guard !needs.isEmpty else {
            try await reachTarget()
            return ProvisionedRoom(knownTo: plan.platform)
        }
        do throws(SetupError) {
            let setup = try PlatformSetup(
                plan, origins: context.origins, runID: context.metadata.id, seed: context.metadata.seed,
                place: workers[0].place, options: context.hostOptions, proxy: context.proxy, notice: context.notice)
            return try await setup?.run(needs) ?? ProvisionedRoom()
        } catch {
            throw Problem(error.message, remedy: error.remedy.map(Problem.sentence))
        }
    }

    /// Has the host of the scenario's own steps go on where another process ended setup.
    func resume(_ provision: Provision) throws(Problem) {
        do throws(SetupError) {
            workers[0].host = try HostSteps(
                plan, room: provision.room, origins: context.origins, runID: context.metadata.id,
                seed: context.metadata.seed, place: workers[0].place, options: context.hostOptions,
                proxy: context.proxy,
                resuming: provision.cookies)
        } catch {
            throw Problem(error.message, remedy: error.remedy.map(Problem.sentence))
        }
    }

    /// Takes the scenario's own steps of setup, and keeps their host for teardown.
    private func takeOwnSteps(_ room: ProvisionedRoom) async throws(Problem) -> [String: String] {
        do throws(SetupError) {
            let host = try HostSteps(
                plan, room: room, origins: context.origins, runID: context.metadata.id, seed: context.metadata.seed,
                place: workers[0].place, options: context.hostOptions, proxy: context.proxy)
            workers[0].host = host
            return try await host?.setUp() ?? [:]
        } catch {
            throw Problem(error.message, remedy: error.remedy.map(Problem.sentence))
        }
    }

    /// Looks up each host once per loop.
    func lookUpHosts() async throws(Problem) {
        let urls = plan.contacts(at: context.origins)
        let lookups = await withTaskGroup(of: [HostLookup].self) { group in
            for worker in workers {
                group.addTask(executorPreference: worker.loop) { await worker.lookUp(urls) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        for lookup in lookups {
            guard let failure = lookup.failure else { continue }
            // Of a proxy the failure says so itself.
            throw Problem(
                failure.kind == .connect ? failure.detail : "\(lookup.host) cannot be found: \(failure.detail)",
                remedy: "Check the name, or give its address with `--resolve`.")
        }
        for lookup in lookups.prefix(urls.count) where lookup.microseconds >= SetupPhase.noticeableLookup {
            context.notice("Looked up \(lookup.host) in \(lookup.microseconds / 1000) ms, once per event loop.")
        }
    }

    /// Opens one connection to each URL's host, if setup makes no request.
    private func reachTarget() async throws(Problem) {
        for url in plan.contacts(at: context.origins) {
            guard let failure = await workers[0].probe(url, context.probeOptions), failure.kind != .cancelled
            else { continue }
            let error = SetupError(connectingTo: url, failure, context.proxy)
            throw Problem(
                error.message,
                remedy: Problem.sentence(error.remedy ?? "check the URL, and that the server is running"))
        }
    }
}
