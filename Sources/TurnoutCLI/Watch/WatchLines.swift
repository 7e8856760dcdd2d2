// A watched run as text.
import Analysis
import Measuring
import Reporting
import Runs

/// What is said of the processes of a watched run.
struct WatchLines {
    private let run: WatchedRun
    private let now: Moment

    /// From here on the silence of a process is told. It writes five times a second, and over a network file system others
    /// see that some seconds later.
    private static let silenceSeconds = 10.0

    init(_ run: WatchedRun, now: Moment) {
        self.run = run
        self.now = now
    }

    /// How many are doing what, in one line: `8 shards: 7 running, 1 ended`.
    var summary: String {
        var parts: [String] = []
        func add(_ words: String, _ isOne: (WatchedProcess) -> Bool) {
            let count = run.processes.count(where: isOne)
            if count > 0 { parts.append("\(Figures.count(count)) \(words)") }
        }
        add("awaited") { $0.state == .awaited }
        add("running") { $0.state == .running && silence(of: $0) < Self.silenceSeconds }
        add("silent") { $0.state == .running && silence(of: $0) >= Self.silenceSeconds }
        add("ended") { if case .ended = $0.state { true } else { false } }
        let missing = (run.metadata?.shard?.count ?? run.processes.count) - run.processes.count
        if missing > 0 { parts.append("\(Figures.count(missing)) still to come") }
        if parts.isEmpty { return "there is no run yet" }
        let what =
            run.metadata?.shard.map { Figures.counted($0.count, "shard") }
            ?? Figures.counted(run.processes.count, "run")
        return "\(what): \(parts.joined(separator: ", "))"
    }

    /// A line for each process.
    func processes(width: Int) -> [StyledText] {
        var table = Columns([.right, .left, .left])
        for process in run.processes {
            table.add([
                StyledText(name(of: process)), state(of: process),
                StyledText(
                    "\(Figures.count(process.started)) of \(Figures.count(process.expected)) started, "
                        + "\(Figures.count(process.entered)) entered, \(Figures.count(process.failed)) failed", .quiet),
            ])
        }
        return table.lines().map { $0.cut(to: width) }
    }

    /// Those that have been silent, or whose files cannot be read, in one sentence each.
    var silent: [String] {
        run.processes.compactMap { process in
            if let problem = process.problem { return problem.messages.joined(separator: "; ") }
            guard process.state == .running, silence(of: process) >= Self.silenceSeconds else { return nil }
            return "\(name(of: process)) has shown no sign of life for \(Figures.seconds(silence(of: process)))"
        }
    }

    /// What is said at the end.
    var conclusion: [StyledText] {
        let entered = run.crowds.reduce(0) { $0 + $1.entered }
        let expected = run.crowds.reduce(0) { $0 + ($1.expected ?? 0) }
        var lines = [
            StyledText(
                "\(summary). \(Figures.count(entered)) of \(Figures.count(expected)) entered, "
                    + "\(Figures.counted(run.requests, "request")).")
        ]
        for process in run.processes {
            switch process.state {
            case .ended(.completed): continue
            case .ended(let status): lines.append(StyledText("\(name(of: process)): \(status.rawValue)", .caution))
            case .running, .awaited:
                let reason = process.problem.map { $0.messages.joined(separator: "; ") }
                lines.append(StyledText("\(name(of: process)): \(reason ?? "no sign of life, no ending")", .bad))
            }
        }
        return lines
    }

    private func name(of process: WatchedProcess) -> String {
        process.number.map { "shard \($0)" } ?? process.directory
    }

    private func state(of process: WatchedProcess) -> StyledText {
        if process.problem != nil { return StyledText("cannot be read", .bad) }
        return switch process.state {
        case .awaited: StyledText("awaited", .quiet)
        case .ended(let status): StyledText(status.rawValue, status == .completed ? .good : .caution)
        case .running:
            silence(of: process) >= Self.silenceSeconds
                ? StyledText("silent for \(Figures.seconds(silence(of: process)))", .bad) : StyledText("running")
        }
    }

    private func silence(of process: WatchedProcess) -> Double { Double(now.nanoseconds(since: process.seen)) / 1e9 }
}
