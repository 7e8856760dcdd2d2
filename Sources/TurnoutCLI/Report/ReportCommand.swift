// `turnout report`: the results of a stored run, in any format.
import Analysis
import Measuring
import Reporting
import Runs

/// Writes a run again from its run.sqlite: the same samples, added up by the same code, give the same figures.
struct ReportCommand {
    var arguments: ReportArguments
    var console: Console

    func run() throws(Problem) -> ExitCode {
        var outputs = RequestedOutputs(arguments.files, mask: Umask.current)
        if arguments.json {
            outputs.add(.json, RequestedOutputs.dash)
        } else if let out = arguments.out, out != RequestedOutputs.dash {
            outputs.add(arguments.format ?? .terminal, out)
        } else if let format = arguments.format, format != .terminal {
            outputs.add(format, RequestedOutputs.dash)
        }
        let stored = try StoredRun(directory: directory)
        let source = OutputSource(results: stored.results, directory: directory, stored: stored)
        try outputs.check(besides: directory, own: RunDirectory.files)
        let unwritten = outputs.write(source)
        showSummary(source, beside: outputs)
        try outputs.show(source, on: console)
        guard unwritten.isEmpty else { throw Problem(joining: unwritten) }
        return .passed
    }

    /// Prints the readable summary, unless another format was asked for in its place.
    private func showSummary(_ source: OutputSource, beside outputs: RequestedOutputs) {
        guard arguments.out == nil || arguments.out == RequestedOutputs.dash else { return }
        guard arguments.json || (arguments.format ?? .terminal) == .terminal else { return }
        let lines = source.summaryLines(width: console.width)
        if outputs.standardOutput == nil { console.show(lines) } else { console.tell(lines, .result) }
    }

    private var directory: String { RunDirectory.named(arguments.run) }
}
