// Turnout itself, run as a user would run it: a scenario, a few options, a run directory.
import Foundation

/// The keys of `summary.json` that the benchmarks use.
struct Summary: Decodable {
    struct Participants: Decodable {
        var expected: Int
        var entered: Int
        var failed: Int
    }
    struct Quantiles: Decodable {
        var p50: Double
        var p99: Double
        var max: Double
    }
    struct Release: Decodable {
        var delayMs: Double?
        var spreadMs: Quantiles?
    }
    struct Generator: Decodable {
        struct Lag: Decodable {
            var p99: Double?
            var max: Double?
        }
        var verdict: String
        var reasons: [String]
        var cpuSeconds: Double
        var loopLagMs: Lag?
    }
    var participants: Participants
    var releases: [Release]
    var generator: Generator
    var warnings: [String]
}

/// A running Turnout.
final class TurnoutRun {
    let child: Child
    let directory: URL
    private let participants: Int

    /// Starts it; the arguments are what follows `run`.
    init(
        _ bench: Bench, _ arguments: [String], participants: Int, environment: [String: String] = [:], core: Int? = nil
    ) throws {
        directory = bench.scratch.appending(path: "run-\(UInt32.random(in: 0...UInt32.max))")
        self.participants = participants
        var words = ["run"] + arguments + ["--participants", "\(participants)", "--out", directory.path, "--quiet"]
        // One core, one loop.
        if core != nil { words += ["--threads", "1"] }
        child = try Child(bench.options.turnout, words, environment: environment, core: core, in: bench.scratch)
    }

    /// Waits for its end. A run whose generator was the bottleneck (97) still counts, because the load here is meant to
    /// cause that.
    func finish(seconds: Int = 180) throws -> (usage: Usage, summary: Summary) {
        let usage = try child.wait(seconds: seconds)
        guard usage.code == 0 || usage.code == 97 else {
            throw Problem("turnout ended with \(usage.code): \(child.complaint)")
        }
        let data = try Data(contentsOf: directory.appending(path: "summary.json"))
        let summary = try JSONDecoder().decode(Summary.self, from: data)
        guard summary.participants.failed == 0, summary.participants.expected == participants else {
            throw Problem(
                "turnout lost \(summary.participants.failed) of \(participants) participants: \(child.complaint)")
        }
        return (usage, summary)
    }
}

extension Bench {
    /// Tells a scenario of this folder where to send its requests.
    func environment(for server: Server, systemBundle: Bool = false) throws -> [String: String] {
        var environment = ["BENCH_URL": server.url]
        // Even a scenario without TLS needs a file here; any PEM will do.
        environment["BENCH_CA"] =
            server.settings.tls ? try authority(of: server, systemBundle: systemBundle).path : systemAuthorities
        return environment
    }

    /// Runs a scenario against a fresh server, to its end.
    func runTurnout(
        _ load: Load, server settings: Server.Settings, core: Int?, systemBundle: Bool = false,
        scenario name: String = "flow"
    ) throws -> ClientRun {
        let server = try Server(self, settings)
        let scenario: [String]
        switch load {
        case .burst, .primed: scenario = [home("scenarios/\(name).yaml")]
        case .rolling(_, let seconds): scenario = [home("scenarios/rolling.yaml"), "--set", "arrival.over=\(seconds)s"]
        case .loop: throw Problem("Turnout loops for a time and not for a number of flows")
        }
        let run = try TurnoutRun(
            self, scenario, participants: load.participants,
            environment: try environment(for: server, systemBundle: systemBundle), core: core)
        let usage = try run.finish().usage
        let counters = try server.counters()
        try check(counters, flows: load.participants)
        return ClientRun(flows: load.participants, cpuMicroseconds: usage.cpuMicroseconds, counters: counters)
    }

    /// The server must have seen every flow, each on its own connection and TLS session.
    func check(_ counters: Counters, flows: Int) throws {
        guard counters.page.requests >= flows else {
            throw Problem("the server saw \(counters.page.requests) room pages instead of \(flows)")
        }
        guard counters.mixups == 0, counters.resumed == 0 else {
            throw Problem("\(counters.mixups) requests on a foreign connection, \(counters.resumed) sessions resumed")
        }
    }
}
