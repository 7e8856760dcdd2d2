// `turnout teardown`: takes back what `turnout prepare` has set up.
import Analysis
import ArgumentParser
import Driver
import EventLoops
import Glibc
import Measuring
import Reporting
import Runs
import Scenarios

/// Takes the scenario's own steps of teardown, and removes the prepared file.
struct TeardownCommand {
    var arguments: TeardownArguments
    var environment: [String: String]
    var console: Console

    func run() throws(Problem) -> Analysis.ExitCode {
        let file = try PreparedFile(at: arguments.prepared)
        let path = arguments.prepared.hasPrefix("/") ? arguments.prepared : folderNow + arguments.prepared
        // The scenario and the files that it names are where they were.
        guard unsafe chdir(file.folder) == 0 else {
            throw Problem(
                "the folder '\(file.folder)', in which the run was prepared, cannot be entered: \(SystemError.words(errno))",
                remedy: "Take it back where it was prepared.")
        }
        let prepared: PrepareArguments
        do {
            prepared = try PrepareArguments.parse(file.words)
        } catch {
            throw Problem("'\(arguments.prepared)' is damaged: the options in it cannot be read", kind: .usage)
        }
        let plan = try HostWork.plan(prepared.scenario, prepared.changes, environment)
        var setup = file.setup
        // Teardown is that of all shards.
        setup.shards = nil
        if setup.difference(from: plan, version: turnoutVersion, source: .preparation) != nil {
            console.warn(["the scenario has changed since it was prepared; what it says now is taken back"])
        }
        if !plan.teardown.isEmpty {
            let work = HostWork(
                plan: plan, seed: setup.seed, runID: setup.runID, environment: environment, console: console,
                isQuiet: arguments.quiet, deed: "taking back what was set up")
            let provision = file.provision
            let problems = try work.perform { storm, loops throws(Problem) in
                try await storm.tearDown(provision, on: loops)
            }
            guard let problems else { return .interrupted }
            guard problems.isEmpty else {
                throw Problem(
                    problems.map { Problem.Detail(String($0.trimmingSuffix(while: { $0 == "." }))) },
                    remedy: "'\(arguments.prepared)' was kept, so that this can be repeated.")
            }
        }
        guard unsafe unlink(path) == 0 else {
            throw Problem(
                "cannot remove '\(arguments.prepared)': \(SystemError.words(errno))",
                remedy: "Remove it yourself: it holds secrets.")
        }
        if !arguments.quiet {
            let what = plan.teardown.isEmpty ? "The scenario has no steps of teardown" : "Taken back"
            console.tell([StyledText("\(what). '\(arguments.prepared)' is removed.")])
        }
        return .passed
    }

    private var folderNow: String {
        guard let folder = unsafe getcwd(nil, 0) else { return "" }
        defer { unsafe free(folder) }
        return unsafe String(cString: folder) + "/"
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> SubSequence {
        var end = endIndex
        while end > startIndex, isTrimmed(self[index(before: end)]) { end = index(before: end) }
        return self[..<end]
    }
}
