// A primed release beside the same thing in bare C, both on two threads that share all cores with the server.
import Foundation

/// How simultaneous the last bytes of first requests are, as the server's kernel received them.
struct PrimedMeasure: Measure {
    var participants: Int
    var tls: Bool
    var name: String { "primed.\(participants).\(tls ? "tls" : "plain")" }

    /// As many as there are cores where the budgets were set.
    private static let threads = 2

    /// The result of one round; times in milliseconds.
    private struct Figures {
        var spread: Double
        var spreadC: Double
        var missing: Double
        var costs: Double
    }

    func run(_ bench: Bench) throws -> [Row] {
        let count = bench.crowd(participants)
        var rounds: [Figures] = []
        for _ in 0..<bench.options.rounds { rounds.append(try round(bench, count)) }
        let bareC = short(median(rounds.map(\.spreadC)))
        return [
            Row(
                "\(name).spread", "primed release of \(count), \(tls ? "TLS" : "plain"): spread p99",
                rounds.map(\.spread), "ms", note: "of last bytes at the server's kernel"),
            Row(
                "\(name).beside-c", "  beside bare C's primed release", rounds.map { $0.spread / $0.spreadC }, "× C",
                note: "both on \(Self.threads) threads, in the same round; C \(bareC) ms"),
            Row("\(name).missing", "  participants that did not complete", rounds.map(\.missing), ""),
            Row(
                "\(name).cpu", "  CPU a participant beside an unprimed release", rounds.map(\.costs), "× cold",
                note: "Turnout's own, cold and tight, in the same round"),
        ]
    }

    private func round(_ bench: Bench, _ count: Int) throws -> Figures {
        let settings = Server.Settings(tls: tls)
        let (primed, counters) = try turnout(bench, "primed", count, settings)
        let (cold, _) = try turnout(bench, "cold-tight", count, settings)
        let yardstick = try bench.runYardstick(
            .primed(count, threads: Self.threads), server: settings, core: nil)
        return Figures(
            spread: counters.token.kernelSpreadMicroseconds.p99 / 1000,
            spreadC: yardstick.counters.token.kernelSpreadMicroseconds.p99 / 1000,
            missing: Double(count - counters.page.requests), costs: primed / cold)
    }

    /// Runs a scenario and returns the CPU time that it took, and what its server counted.
    private func turnout(
        _ bench: Bench, _ scenario: String, _ count: Int, _ settings: Server.Settings
    ) throws -> (cpu: Double, counters: Counters) {
        let server = try Server(bench, settings)
        let run = try TurnoutRun(
            bench, [bench.home("scenarios/\(scenario).yaml"), "--threads", "\(Self.threads)"], participants: count,
            environment: try bench.environment(for: server))
        let usage = try run.finish().usage
        return (usage.cpuMicroseconds, try server.counters())
    }
}
