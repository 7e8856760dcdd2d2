// The storm itself, what is kept of it, and what is shown of it.
import Analysis
import Driver
import EventLoops
import Measuring
import Reporting
import RunStore
import Scenarios

extension PreparedRun {
    /// Storms the origins, keeps and shows the results.
    /// - Throws: Why the run could not be carried out; what was recorded until then is kept all the same.
    func storm(_ origins: Origins, on loops: [EventLoop]) async throws(Problem) -> ExitCode {
        let metadata = metadata(origins)
        let live = LiveSummary(metadata: metadata, thresholds: plan.thresholds)
        let writer: RunWriter
        do {
            writer = try RunWriter(
                directory: directory, metadata: metadata, scenario: plan.resolvedDescription,
                environment: Machine.description, then: { live.add($0) })
        } catch {
            throw Problem(error.message, remedy: error.remedy)
        }

        let ended = await runStorm(origins, metadata: metadata, sink: writer, on: loops)
        switch ended {
        case .success(let ending):
            let lost = await finish(writer, ending)
            let summary = live.summary(ending: ending)
            watch.display.close()
            // Shown first: a full disk must not take the figures away from the one who waited for them.
            show(summary, curve: live.current.admissionCurve, reason: ending.reason)
            let unwritten = [lost, keep(summary)].compactMap { $0 }
            guard unwritten.isEmpty else { throw Problem(joining: unwritten) }
            return ExitCode(summary)
        case .failure(let error):
            let ending = RunOutcome(
                status: .aborted, reason: error.description, durationSeconds: 0,
                generator: GeneratorReport(judging: GeneratorFigures()))
            _ = await finish(writer, ending)
            throw Problem(
                error.message, remedy: error.remedy.map(Problem.sentence))
        }
    }

    private func runStorm(
        _ origins: Origins, metadata: RunMetadata, sink: RunWriter, on loops: [EventLoop]
    ) async -> Result<RunOutcome, StormError> {
        let storm = Storm(
            plan: plan, origins: origins, metadata: metadata, sink: sink, control: watch.control,
            progress: watch.progress,
            notice: watch.display.notice)
        do throws(StormError) {
            return .success(try await storm.run(on: loops))
        } catch {
            return .failure(error)
        }
    }

    private func metadata(_ origins: Origins) -> RunMetadata {
        RunMetadata(
            id: runID, name: plan.name, scenario: plan.source, startedAt: time.iso8601, seed: seed,
            version: turnoutVersion, api: origins.api, http: plan.target.http.rawValue,
            crowds: plan.crowdMetadata, origin: time.moment, thresholds: plan.thresholds.map(\.expression))
    }

    /// Writes what is left. What could not be kept is a problem, but no reason to withhold the results.
    private func finish(_ writer: RunWriter, _ ending: RunOutcome) async -> Problem? {
        do throws(RunStoreError) {
            try await writer.finish(ending)
            return nil
        } catch {
            return Problem(error.message, remedy: error.remedy)
        }
    }

    /// Writes `summary.json`; tells what kept it from being written.
    private func keep(_ summary: Summary) -> Problem? {
        do throws(SummaryFormatError) {
            let text = try summary.json
            do throws(Problem) {
                try TextFile.write(text, to: directory + "/summary.json")
                return nil
            } catch {
                return error
            }
        } catch {
            return Problem(error.message)
        }
    }

    private func show(_ summary: Summary, curve: AdmissionCurve, reason: String?) {
        let lines = TerminalSummary(
            summary, admissionCurve: curve.points(TerminalSummary.curvePoints).map(\.share), endingReason: reason,
            directory: directory, width: console.width
        ).lines
        guard showsJSON, let json = try? summary.json else { return console.show(lines) }
        console.tell(lines, .result)
        console.output.write(json, .result)
    }
}
