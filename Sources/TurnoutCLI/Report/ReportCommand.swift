// `turnout report`: a kept run, rendered again.
import Analysis
import Glibc
import Measuring
import Reporting
import RunStore
import Scenarios

/// Renders a run from its run.sqlite: the same samples, added up by the same code, give the same figures.
struct ReportCommand {
    var arguments: ReportArguments
    var console: Console

    func run() throws(Problem) -> ExitCode {
        let kept = try KeptRun(directory: directory)
        // Before the figures, which are to be read in its light.
        if kept.lostSamples > 0 {
            let lost = Figures.counted(kept.lostSamples, "sample")
            console.tell([
                StyledText("\(lost) could not be written when the run was made: every figure below lacks them.", .bad)
            ])
        }
        switch arguments.format {
        case .json:
            do throws(SummaryFormatError) {
                console.output.write(try kept.summary.json, .result)
            } catch {
                throw Problem(error.message)
            }
        case .terminal:
            console.show(
                TerminalSummary(
                    kept.summary, admissionCurve: kept.curve.points(TerminalSummary.curvePoints).map(\.share),
                    endingReason: kept.ending.reason, directory: directory, width: console.width
                ).lines)
        }
        if kept.wasKilled {
            console.tell([
                StyledText(
                    "This run has no ending: it still goes on, its process was killed, or its disk was full. What was "
                        + "measured in the last half second is missing, and whatever found no room.")
            ])
        }
        return .passed
    }

    /// The run directory, also where its run.sqlite was named.
    private var directory: String {
        guard arguments.run.hasSuffix("/run.sqlite") else { return arguments.run }
        return String(arguments.run.dropLast("/run.sqlite".count))
    }
}

/// A run read back and added up.
struct KeptRun {
    let summary: Summary
    let curve: AdmissionCurve
    let ending: RunOutcome
    /// Whether the run has no ending of its own.
    let wasKilled: Bool
    /// How many samples are missing, since they could not be written.
    let lostSamples: Int

    init(directory: String) throws(Problem) {
        let reader = try KeptRun.reading { () throws(RunStoreError) in try RunReader(directory: directory) }
        var builder = SummaryBuilder(metadata: reader.metadata, thresholds: try KeptRun.thresholds(of: reader.metadata))
        var unfinished = UnfinishedJourneys()
        try KeptRun.reading { () throws(RunStoreError) in
            try reader.forEachBatch { batch in
                builder.add(batch)
                if reader.ending == nil { unfinished.add(batch) }
            }
        }
        wasKilled = reader.ending == nil
        lostSamples = reader.lostSamples
        if wasKilled { builder.add(unfinished.cutOff) }
        ending = reader.ending ?? KeptRun.ending(ofKilled: reader.metadata, last: unfinished.last)
        summary = builder.summary(ending: ending)
        curve = builder.admissionCurve
    }

    private static func reading<Value>(_ body: () throws(RunStoreError) -> Value) throws(Problem) -> Value {
        do {
            return try body()
        } catch {
            throw Problem(
                error.message, remedy: error.remedy, kind: error.kind == .noSuchRun ? .usage : .execution)
        }
    }

    /// The thresholds that the run was judged by. One that cannot be read is no reason to judge without it.
    private static func thresholds(of metadata: RunMetadata) throws(Problem) -> [Threshold] {
        var thresholds: [Threshold] = []
        for expression in metadata.thresholds {
            do throws(ThresholdError) {
                thresholds.append(try Thresholds.parse(expression, steps: metadata.steps))
            } catch {
                throw Problem(
                    "the run's threshold '\(expression)' cannot be read: \(error.description)",
                    remedy: "The run was made by version \(metadata.version); this is \(turnoutVersion).")
            }
        }
        return thresholds
    }

    private static func ending(ofKilled metadata: RunMetadata, last: Moment?) -> RunOutcome {
        var generator = GeneratorReport(judging: GeneratorFigures())
        generator.verdict = .strained
        generator.reasons = ["The process was killed before the generator could be judged."]
        return RunOutcome(
            status: .interrupted, reason: "killed",
            durationSeconds: last.map { Double($0.nanoseconds(since: metadata.origin)) / 1e9 } ?? 0,
            generator: generator)
    }
}
