// A run as a function: from a plan and the base URLs of its target to results, without any output.
package import Analysis
import Driver
package import EventLoops
package import Measuring
import RunStore
package import Scenarios

/// The outcome of a run.
package struct FinishedRun: Sendable {
    /// Its results.
    package var results: RunResults
    /// What could not be written to the run directory. The results are complete anyway: a full disk must not deprive
    /// the user of them.
    package var unwritten: Problem?
}

/// Runs a plan against a running target, on these loops, and stores it in the run directory. Call it from a task on the
/// first loop.
///
/// - Throws: Why the run could not be carried out. What was recorded until then is stored anyway.
package func carryOut(
    _ run: RunPlan, against origins: Origins, on loops: [EventLoop], watchedBy observer: RunObserver = RunObserver()
) async throws(Problem) -> FinishedRun {
    let metadata = run.metadata(origins)
    // A shard knows of a part of the participants, and judges nothing.
    let live = LiveSummary(metadata: metadata, thresholds: metadata.shard == nil ? run.plan.thresholds : [])
    let followers = observer.follow(metadata, live)
    let writer: RunWriter
    do throws(RunStoreError) {
        writer = try RunWriter(
            directory: run.directory, metadata: metadata, scenario: run.plan.resolvedDescription,
            environment: run.environment,
            then: { batch in
                live.add(batch)
                for follow in followers { follow(batch) }
            })
    } catch {
        throw error.problem
    }
    let outcome: RunOutcome
    do throws(Problem) {
        outcome = try await withEventDuties(of: run, into: writer, observer.progress) {
            (duties) async throws(Problem) in
            let storm = Storm(
                plan: run.plan, origins: origins, metadata: metadata, sink: writer, control: observer.control,
                progress: observer.progress, processEnvironment: run.processEnvironment, duties: duties,
                start: run.start?.storm, notice: observer.notice)
            return try await storm.run(on: loops)
        }
    } catch {
        // The reason of this run is the one to report, whether or not it could be stored.
        _ = await finish(
            writer,
            RunOutcome(status: .aborted, reason: error.description, durationSeconds: 0, generator: nil))
        throw error
    }
    let fault = await finish(writer, outcome)
    return FinishedRun(
        results: live.results(outcome: outcome, lostSamples: fault?.lostSamples ?? 0), unwritten: fault?.problem)
}

/// Writes what is left, and returns what could not be stored.
private func finish(_ writer: RunWriter, _ outcome: RunOutcome) async -> RunStoreError? {
    do throws(RunStoreError) {
        try await writer.finish(outcome)
        return nil
    } catch {
        return error
    }
}
