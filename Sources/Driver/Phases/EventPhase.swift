// The host's part in the event, from before the participants come until they have gone.
import EventLoops
import Journeys
import Measuring
import Scenarios

/// What the host does about the event, around the journeys and after them.
struct EventPhase: Sendable {
    let host: EventHost
    let duties: [any EventDuty]
    let worker: LoopWorker

    /// Creates the phase; nil if there is nothing to do, or no room to do it in.
    init?(
        _ duties: [any EventDuty], room: ProvisionedRoom, in context: StormContext, on worker: LoopWorker
    ) throws(Problem) {
        guard !duties.isEmpty else { return nil }
        do throws(SetupError) {
            guard
                let host = try EventHost(
                    context.plan, room: room, origins: context.origins, runID: context.metadata.id,
                    seed: context.metadata.seed, place: worker.place, options: context.hostOptions,
                    proxy: context.proxy, notice: context.notice)
            else { return nil }
            self.host = host
        } catch {
            throw Problem(error.message, remedy: error.remedy.map(Problem.sentence))
        }
        self.duties = duties
        self.worker = worker
    }

    /// What must be done before anybody comes.
    /// - Throws: why something that is required could not be done.
    func begin() async throws(Problem) {
        for (place, duty) in duties.enumerated() {
            do throws(SetupError) {
                try await duty.begin(as: host)
            } catch {
                // Those that began before may have something to take back.
                var account = EventAccount()
                for begun in duties[..<place].reversed() {
                    await begun.conclude(as: host, EventEnding(), into: &account)
                }
                throw Problem(error.message, remedy: error.remedy.map(Problem.sentence))
            }
        }
    }

    /// Runs the journeys, and beside them what the host does meanwhile.
    func accompany<Value: Sendable>(_ journeys: @escaping @Sendable () async -> Value) async -> Value {
        let value = await withTaskGroup(of: Void.self) { group in
            for duty in duties {
                group.addTask(executorPreference: worker.loop) { [host] in await duty.accompany(as: host) }
            }
            let value = await journeys()
            group.cancelAll()
            return value
        }
        for duty in duties { await duty.journeysEnded(as: host) }
        return value
    }

    /// What can be done only when everybody has left, in the opposite order of the beginning.
    func conclude(_ ending: EventEnding) async -> EventAccount {
        var account = EventAccount()
        for duty in duties.reversed() { await duty.conclude(as: host, ending, into: &account) }
        return account
    }
}
