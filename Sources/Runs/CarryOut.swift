// A run as a function: from a plan and the addresses of its target to results, without a word on any screen.
package import Analysis
import Driver
package import EventLoops
package import Measuring
import RunStore
package import Scenarios

/// What came of a run.
package struct FinishedRun: Sendable {
    /// Its results.
    package var results: RunResults
    /// What could not be written to the run directory. The results are whole all the same: a full disk must not take them
    /// away from the one who waited for them.
    package var unwritten: Problem?
}

/// Carries a plan out against a target that serves, on these loops, and keeps it in the run directory. To be called from a
/// task on the first loop.
///
/// - Throws: Why the run could not be carried out; what was recorded until then is kept all the same.
package func carryOut(
    _ run: RunPlan, against origins: Origins, on loops: [EventLoop], watchedBy observer: RunObserver = RunObserver()
) async throws(Problem) -> FinishedRun {
    let metadata = run.metadata(origins)
    let live = LiveSummary(metadata: metadata, thresholds: run.plan.thresholds)
    let writer: RunWriter
    do throws(RunStoreError) {
        writer = try RunWriter(
            directory: run.directory, metadata: metadata, scenario: run.plan.resolvedDescription,
            environment: run.environment, then: { live.add($0) })
    } catch {
        throw error.problem
    }
    let storm = Storm(
        plan: run.plan, origins: origins, metadata: metadata, sink: writer, control: observer.control,
        progress: observer.progress, notice: observer.notice)
    let outcome: RunOutcome
    do throws(Problem) {
        outcome = try await storm.run(on: loops)
    } catch {
        // The reason of this run is the one to tell, whether or not it could be kept.
        _ = await finish(
            writer,
            RunOutcome(
                status: .aborted, reason: error.description, durationSeconds: 0,
                generator: GeneratorReport(judging: GeneratorFigures())))
        throw error
    }
    let fault = await finish(writer, outcome)
    return FinishedRun(
        results: live.results(outcome: outcome, lostSamples: fault?.lostSamples ?? 0), unwritten: fault?.problem)
}

/// Writes what is left; tells what could not be kept.
private func finish(_ writer: RunWriter, _ outcome: RunOutcome) async -> RunStoreError? {
    do throws(RunStoreError) {
        try await writer.finish(outcome)
        return nil
    } catch {
        return error
    }
}
