// After the participants' journeys: whoever is in the room is led out.
import EventLoops
import Measuring

extension Storm {
    /// So long teardown takes at the most, whatever the server does.
    static let teardownLimit = Duration.seconds(10)
    /// So many leave at once on each loop: teardown is no storm.
    private static let leaversPerLoop = 32

    /// Leads everyone out who is in the room, as the participants themselves; kept apart from the figures. Sessions are
    /// closed whether or not the server let their owners go.
    func tearDown(_ workers: [LoopWorker]) async {
        let deadline = Moment.now.advanced(by: Storm.teardownLimit)
        let left = await withTaskGroup(of: Int.self) { group in
            for worker in workers {
                group.addTask(executorPreference: worker.loop) { await self.leaveAll(worker, until: deadline) }
            }
            return await group.reduce(0, +)
        }
        if left > 0 {
            notice(
                "\(left) participants could not be led out of the room; the platform may still hold them as present.")
        }
    }

    private func leaveAll(_ worker: LoopWorker, until deadline: Moment) async -> Int {
        guard worker.inRoomCount > 0 else { return 0 }
        return await withTaskGroup(of: Int?.self) { group in
            group.addTask(executorPreference: worker.loop) {
                await worker.leaveAll(
                    atOnce: Storm.leaversPerLoop,
                    timeoutMilliseconds: Int(Storm.teardownLimit.wholeNanoseconds / 1_000_000))
            }
            group.addTask(executorPreference: worker.loop) {
                _ = try? await worker.loop.sleep(until: deadline)
                return nil
            }
            var left = 0
            for await result in group {
                // Either all are out, or the time is over: then whoever is left gets no more than its connection closed.
                group.cancelAll()
                if let result { left = result }
            }
            return left
        }
    }
}
