// `turnout merge`: from the run directories of shards to that of the whole run.
import Analysis
import EventLoops
import Glibc
import Measuring
import Reporting
import Runs

/// Joins shards, and shows and judges the whole run as `run` does.
struct MergeCommand {
    var arguments: MergeArguments
    var console: Console

    func run() throws(Problem) -> ExitCode {
        // The merged run is readable by its owner only, like those of the shards.
        let mask = umask(0o077)
        let shards = arguments.runs.map(RunDirectory.named)
        try Loops.run(count: 1) { _ throws(Problem) in await ShardSigns.awaitNext(of: shards) }
        let merge = try RunMerge(of: shards, allowsMissing: arguments.allowMissing)
        console.warn(
            merge.blank.map {
                "'\($0)' is left out: it has no run file with anything in it (one that is copied needs its run.sqlite-wal too)"
            })
        let directory: RunDirectory
        do throws(Problem) {
            directory = try RunDirectory.make(arguments.out)
        } catch {
            throw Problem(error.details, remedy: "Choose another directory with --out.", kind: error.kind)
        }
        var outputs = RequestedOutputs(arguments.files, mask: mask)
        if arguments.json { outputs.add(.json, RequestedOutputs.dash) }
        let source: OutputSource
        do throws(Problem) {
            let inputs = shards.flatMap { run in RunDirectory.files.map { "\(run)/\($0)" } }
            try outputs.check(besides: directory.path, own: RunDirectory.files, inputs: inputs)
            try Loops.run(count: 1) { _ throws(Problem) in try await merge.write(to: directory.path) }
            let stored = try StoredRun(directory: directory.path)
            source = OutputSource(results: stored.results, directory: directory.path, stored: stored)
        } catch {
            _ = directory.remove()
            throw error
        }
        var unwritten = [RunDirectory.keepSummary(of: source), RunDirectory.keepPage(source)].compactMap { $0 }
        let lines = source.summaryLines(width: console.width)
        if outputs.standardOutput == nil { console.show(lines) } else { console.tell(lines, .result) }
        unwritten += outputs.write(source)
        do throws(Problem) { try outputs.show(source, on: console) } catch { unwritten.append(error) }
        guard unwritten.isEmpty else { throw Problem(joining: unwritten) }
        // Nobody knows how a run ended of which the end of a shard is missing.
        let unfinished: [ExitCode] = source.results.summary.run.status == .unfinished ? [.notCarriedOut] : []
        return ExitCode.first(of: unfinished + [ExitCode(source.results.summary)])
    }
}
