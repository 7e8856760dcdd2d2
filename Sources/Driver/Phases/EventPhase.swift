// The host's part in the event, from before the participants come until they have gone.
import EventLoops
import Journeys
import Measuring
import Scenarios

/// What the host does about the event, around the journeys and after them.
struct EventPhase: Sendable {
    let context: StormContext
    let host: EventHost
    let duties: [any EventDuty]
    let worker: LoopWorker
    let control: StormControl

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
                    proxy: context.proxy, notice: context.notice,
                    activity: { [progress = context.progress] in progress.note($0) })
            else { return nil }
            self.host = host
        } catch {
            throw Problem(error.message, remedy: error.remedy.map(Problem.sentence))
        }
        self.context = context
        self.duties = duties
        self.worker = worker
        control = context.control
    }

    /// How long a request that is under way when the storm is stopped may take, so that what it creates is known and
    /// can be taken back.
    private static let grace = Duration.seconds(2)

    /// How far the beginning came.
    private struct Beginning: Sendable {
        /// How many duties were asked to begin.
        var asked = 0
        /// Why the last of them could not, although it is required.
        var refusal: SetupError?
    }

    /// What must be done before anybody comes. If the storm is stopped meanwhile, what was done is taken back.
    /// - Returns: nil if everybody may come; if the storm was stopped, what the host did until then.
    /// - Throws: why something that is required could not be done.
    func begin() async throws(Problem) -> EventAccount? {
        let beginning = await control.cancelWhenStopped(on: worker.loop, grace: EventPhase.grace) {
            var beginning = Beginning()
            for duty in duties where beginning.refusal == nil && !context.isStopped {
                beginning.asked += 1
                do throws(SetupError) { try await duty.begin(as: host) } catch { beginning.refusal = error }
            }
            return beginning
        }
        guard beginning.refusal != nil || context.isStopped else { return nil }
        // Whoever was refused or cut off may have something to take back, too.
        let account = await takeBack(duties.prefix(beginning.asked))
        if !context.isStopped, let error = beginning.refusal {
            throw Problem(error.message, remedy: error.remedy.map(Problem.sentence))
        }
        return account
    }

    /// Ends duties before anybody has come.
    private func takeBack(_ begun: ArraySlice<any EventDuty>) async -> EventAccount {
        var account = EventAccount()
        let ending = EventEnding(isInterrupted: control.reason?.isSignal == true)
        for duty in begun { await duty.journeysEnded(as: host) }
        for duty in begun.reversed() { await duty.conclude(as: host, ending, into: &account) }
        return account
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
        for duty in duties.reversed() {
            if let patience = duty.patience {
                account = await conclude(duty, ending, account, patience)
            } else {
                await duty.conclude(as: host, ending, into: &account)
            }
        }
        return account
    }

    /// Concludes a duty that may be cut short: by the user, who asks for the end of the wait, or soon after a first signal
    /// that comes while it waits.
    private func conclude(
        _ duty: any EventDuty, _ ending: EventEnding, _ account: EventAccount, _ patience: Duration
    ) async -> EventAccount {
        control.waits(true)
        defer { control.waits(false) }
        return await withTaskGroup(of: EventAccount?.self) { group in
            group.addTask(executorPreference: worker.loop) { [host] in
                var account = account
                await duty.conclude(as: host, ending, into: &account)
                return account
            }
            group.addTask(executorPreference: worker.loop) { [control] in
                await control.waitEnded()
                return nil
            }
            if control.reason == nil {
                group.addTask(executorPreference: worker.loop) { [control, loop = worker.loop] in
                    if await control.stopped() != nil { _ = try? await loop.sleep(for: patience) }
                    return nil
                }
            }
            var concluded = account
            for await ended in group {
                group.cancelAll()
                if let ended { concluded = ended }
            }
            return concluded
        }
    }
}
