// `turnout compare`: a run beside earlier ones.
import Analysis
import Measuring
import Reporting
import Runs

/// Compares stored runs.
struct CompareCommand {
    var arguments: CompareArguments
    var console: Console

    func run() throws(Problem) -> ExitCode {
        let judging = arguments.judging
        let directories = arguments.runs.map(RunDirectory.named)
        let baselines = try RunBaselines(
            Array(directories.dropLast()), tolerance: judging.tolerance?.tolerance ?? .init(), force: judging.force)
        // The parser wants two runs or more.
        guard let last = directories.last else { return .usage }
        let new = try RunBaselines.read(last)
        let warnings = try check(new, against: baselines)
        let comparison = RunComparison.of(
            new, with: baselines.runs, tolerance: baselines.tolerance, warnings: warnings)
        try show(comparison, of: new.baseline)
        return comparison.verdict == .regression ? .regressed : .passed
    }

    /// Refuses runs that cannot be compared, with all reasons at once.
    /// - Returns: the reasons, if the comparison is forced.
    private func check(_ new: ComparedRun, against baselines: RunBaselines) throws(Problem) -> [String] {
        if let same = baselines.runs.first(where: { $0.baseline.id == new.baseline.id }) {
            throw Problem(
                "'\(new.name)' is the same run as the baseline '\(same.name)'",
                remedy: "Give the baselines first, and then another run.", kind: .usage)
        }
        let own = [new.unfit].compactMap { $0 }.map { Problem.Detail($0, at: Problem.Place(new.name)) }
        let objections = own + Comparability.objections(to: baselines.runs, against: new.identity)
        guard objections.isEmpty || baselines.isForced else {
            throw Problem(objections, remedy: RunBaselines.remedy, kind: .usage)
        }
        return objections.map { "\($0.description)." }
    }

    private func show(
        _ comparison: Summary.BaselineComparison, of new: Summary.BaselineComparison.Baseline
    ) throws(Problem) {
        let lines = TerminalComparison(comparison, of: new, width: console.width).lines
        if arguments.json { console.tell(lines, .result) }
        switch arguments.json ? .json : arguments.format ?? .terminal {
        case .terminal: console.show(lines)
        case .markdown: console.output.write(ComparisonMarkdown(comparison, of: new).text, .result)
        case .json:
            do throws(SummaryFormatError) {
                console.output.write(try ComparisonDocument(run: new, comparison: comparison).json, .result)
            } catch {
                throw Problem(error.message)
            }
        }
    }
}
