// After the journeys: participants who are in the room leave it.
import EventLoops
import Journeys
import Measuring
import Scenarios

/// The end of a run: everyone who is in the room leaves, with their own credentials. Not part of the figures.
struct TeardownPhase: Sendable {
    let context: StormContext
    let workers: [LoopWorker]

    /// The longest time for teardown, whatever the server does.
    private static let limit = Duration.seconds(10)
    /// The longest time for the scenario's own steps of teardown.
    private static let ownLimit = Duration.seconds(30)
    /// The time limit of each request.
    static let timeoutMilliseconds = 10_000
    /// How many leave at once on each loop: teardown must not be a storm.
    private static let leaversPerLoop = 32

    /// Makes everyone leave. Sessions are closed whether or not the server let their owners leave.
    /// - Returns: how many could not leave, and which of the scenario's own steps failed, as sentences: something may be
    ///   left behind.
    func run() async -> (leftBehind: Int, problems: [String]) {
        let leftBehind = await leaveTheRoom()
        return (leftBehind, await takeOwnSteps())
    }

    /// Takes the scenario's own steps of teardown, whatever became of the run, for as long as the limit allows.
    func takeOwnSteps() async -> [String] {
        let worker = workers[0]
        guard !context.plan.teardown.isEmpty else { return [] }
        let deadline = Moment.now.advanced(by: TeardownPhase.ownLimit)
        return await withTaskGroup(of: [String].self) { group in
            group.addTask(executorPreference: worker.loop) { await worker.host?.tearDown() ?? [] }
            group.addTask(executorPreference: worker.loop) {
                _ = try? await worker.loop.sleep(until: deadline)
                return []
            }
            var problems: [String] = []
            for await found in group {
                // Either all steps are taken, or the time is over and the current request is cut off.
                group.cancelAll()
                problems += found
            }
            return problems
        }
    }

    private func leaveTheRoom() async -> Int {
        let deadline = Moment.now.advanced(by: TeardownPhase.limit)
        let left = await withTaskGroup(of: Int.self) { group in
            for worker in workers {
                group.addTask(executorPreference: worker.loop) {
                    await leaveAll(worker, until: deadline) + worker.leftBehindCount
                }
            }
            return await group.reduce(0, +)
        }
        guard left > 0 else { return 0 }
        context.notice(
            "\(left) \(left == 1 ? "participant" : "participants") could not leave the room; the platform may still list "
                + "them as present.")
        return left
    }

    private func leaveAll(_ worker: LoopWorker, until deadline: Moment) async -> Int {
        guard worker.inRoomCount > 0 else { return 0 }
        return await withTaskGroup(of: Int?.self) { group in
            group.addTask(executorPreference: worker.loop) {
                await worker.leaveAll(
                    atOnce: TeardownPhase.leaversPerLoop, timeoutMilliseconds: TeardownPhase.timeoutMilliseconds)
            }
            group.addTask(executorPreference: worker.loop) {
                _ = try? await worker.loop.sleep(until: deadline)
                return nil
            }
            var left = 0
            for await result in group {
                // Either all have left, or the time is over; the connections of the others are then just closed.
                group.cancelAll()
                if let result { left = result }
            }
            return left
        }
    }
}
