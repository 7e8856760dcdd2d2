// Before the participants come: names are looked up, the target is reached, setup runs.
import Addresses
import EventLoops
import Journeys
import Measuring
import Scenarios
import Transport

extension Storm {
    /// Looks every host up once for each loop, and opens one connection where no setup will; returns early if the storm is
    /// stopped meanwhile.
    func reach(_ workers: [LoopWorker]) async throws(StormError) {
        let result = await unlessStopped(on: workers[0].loop) { () async -> Result<Void, StormError> in
            do throws(StormError) {
                return .success(try await self.lookUpAndProbe(workers))
            } catch {
                return .failure(error)
            }
        }
        try result?.get()
    }

    /// Does something on a loop until it is done, or the storm is stopped: then nil.
    private func unlessStopped<Value: Sendable>(
        on loop: EventLoop, _ deed: @escaping @Sendable () async -> Value
    ) async -> Value? {
        let done = await withTaskGroup(of: Value?.self) { group in
            group.addTask(executorPreference: loop) { await deed() }
            group.addTask(executorPreference: loop) {
                _ = await self.control.stopped()
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        return control.reason == nil ? done : nil
    }

    private func lookUpAndProbe(_ workers: [LoopWorker]) async throws(StormError) {
        let contacts = plan.contacts(at: origins)
        let hosts = contacts.map(\.hostPort)
        let lookups = await withTaskGroup(of: [HostLookup].self) { group in
            for worker in workers {
                group.addTask(executorPreference: worker.loop) { await worker.lookUp(hosts) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        for lookup in lookups {
            guard let failure = lookup.failure else { continue }
            throw StormError(
                stage: .reach, message: "\(lookup.host) cannot be found: \(failure.detail)",
                remedy: "check the name, or give its address with `--resolve`")
        }
        for lookup in lookups.prefix(hosts.count) where lookup.microseconds >= Storm.noticeableLookup {
            notice("Looked up \(lookup.host) in \(lookup.microseconds / 1000) ms, once for each loop.")
        }
        guard SetupNeeds(of: plan).isEmpty else { return }
        for url in contacts {
            guard let failure = await workers[0].probe(url, options(of: 0)), failure.kind != .cancelled else {
                continue
            }
            let error = SetupError("connecting to \(url.origin)", at: url.origin, failure)
            throw StormError(
                stage: .reach, message: error.message,
                remedy: error.remedy ?? "check the address, and that the server runs")
        }
    }

    /// A look-up shorter than this many microseconds is not worth a line.
    private static let noticeableLookup: Int64 = 1_000

    /// Runs setup on a loop; nil if the storm was stopped meanwhile.
    func setUp(_ worker: LoopWorker) async throws(StormError) -> ProvisionedRoom? {
        let needs = SetupNeeds(of: plan)
        guard !needs.isEmpty else { return control.reason == nil ? ProvisionedRoom(knownTo: plan.platform) : nil }
        let result = await unlessStopped(on: worker.loop) { () async -> Result<ProvisionedRoom, SetupError> in
            do throws(SetupError) {
                return .success(try await self.provide(needs, worker))
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case nil: return nil
        case .success(let provisionedRoom): return provisionedRoom
        case .failure(let error):
            throw StormError(
                stage: error.isUnreachable ? .reach : .setup, message: error.message, remedy: error.remedy)
        }
    }

    private func provide(_ needs: SetupNeeds, _ worker: LoopWorker) async throws(SetupError) -> ProvisionedRoom {
        let setup = try PlatformSetup(
            plan, origins: origins, runID: metadata.id, seed: metadata.seed, place: worker.place,
            options: options(of: 0), notice: notice)
        return try await setup?.run(needs) ?? ProvisionedRoom()
    }

    /// How a participant connects: its number in the header, source addresses in turn.
    func options(of participant: Int32) -> Session.Options {
        var options = Session.Options()
        options.cookies = plan.crowds[0].participants.cookies || participant == 0
        if plan.target.participantHeader { options.headers = ["X-Turnout-Participant: \(participant)"] }
        let sources = plan.target.sourceAddresses
        if !sources.isEmpty { options.sourceAddress = sources[Int(participant) % sources.count] }
        return options
    }
}

extension TransportSettings {
    /// How the requests of a run are made.
    init(_ plan: Plan, _ origins: Origins, _ metadata: RunMetadata) {
        self.init()
        caFile = plan.target.tls.caFile
        verify = plan.target.tls.verify
        version =
            switch plan.target.http {
            case .auto: .auto
            case .http1_1: .http1_1
            case .http2: .http2
            }
        resolve = plan.target.resolve
        connectTo = plan.target.connectTo
        contacts = plan.contactPolicy(at: origins)
        let agent = plan.target.userAgent ?? "Turnout/\(metadata.version) (run \(metadata.id))"
        if !agent.isEmpty { commonHeaders = ["User-Agent: \(agent)"] }
        // A crowd that waits before its first request has time to have every handle made; one that waits later finds
        // those of earlier requests.
        let first = plan.crowds[0].journey.firstIndex { $0.action.kind.sends }
        if let first { makesHandlesAhead = plan.crowds[0].journey[...first].contains { $0.release != nil } }
    }
}
