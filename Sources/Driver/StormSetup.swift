// Setup and teardown without a storm in between: for processes that share what one of them has set up.
package import EventLoops
package import Journeys
package import Measuring
import Scenarios

/// What setup has provided, for other processes.
package struct Provision: Sendable {
    /// Where the event takes place, and the values that setup extracted.
    package var room: ProvisionedRoom
    /// The cookies of the host of the scenario's own setup, which its teardown may need, as lines of the Netscape format.
    package var cookies: [String]

    /// Creates a provision.
    package init(room: ProvisionedRoom, cookies: [String]) {
        self.room = room
        self.cookies = cookies
    }
}

extension Storm {
    /// Carries out setup and nothing else. If it fails or is stopped, the scenario's own teardown follows at once.
    /// - Returns: what it has provided; nil if the storm was stopped.
    /// - Throws: why it could not be carried out.
    package func setUp(on loops: [EventLoop]) async throws(Problem) -> Provision? {
        try await withWorkers(loops, GeneratorTally(), RequestActivity()) { (workers) async throws(Problem) in
            let setUp = await limited(on: loops[0], from: .now) { () async -> Result<ProvisionedRoom?, Problem> in
                do throws(Problem) {
                    context.progress.enter(.setup)
                    return .success(try await SetupPhase(context: context, workers: workers).run())
                } catch {
                    return .failure(error.hidingSecrets(context.redactor))
                }
            }
            if case .success(let room?) = setUp {
                return Provision(room: room, cookies: workers[0].host?.cookies ?? [])
            }
            context.progress.enter(.teardown)
            for problem in await TeardownPhase(context: context, workers: workers).takeOwnSteps() {
                context.notice(problem)
            }
            _ = try setUp.get()
            return nil
        }
    }

    /// Takes the scenario's own steps of teardown, after another process has carried out setup.
    /// - Returns: which of them failed, as sentences.
    /// - Throws: why none could be taken.
    package func tearDown(_ provision: Provision, on loops: [EventLoop]) async throws(Problem) -> [String] {
        try await withWorkers(loops, GeneratorTally(), RequestActivity()) { (workers) async throws(Problem) in
            context.progress.enter(.teardown)
            do throws(Problem) {
                let phase = SetupPhase(context: context, workers: workers)
                try await phase.lookUpHosts()
                try phase.resume(provision)
                return await TeardownPhase(context: context, workers: workers).takeOwnSteps()
                    .map(context.redactor.redact)
            } catch {
                throw error.hidingSecrets(context.redactor)
            }
        }
    }
}
