// Ten thousand participants, released together, on cores shared with the server.
import Foundation

/// How simultaneous the crowd is. Nothing is pinned to a core: Turnout and server share all cores, as on one machine.
struct CrowdMeasure: Measure {
    enum Kind: String {
        /// Connections are open when the gate opens; requests start in small batches.
        case warm
        /// The same, with all requests started at once.
        case warmTight = "warm-tight"
        /// The gate is before the first request, so connections are opened after it.
        case cold
        /// The same, with all requests prepared before the first is sent.
        case coldTight = "cold-tight"

        var isCold: Bool { self == .cold || self == .coldTight }

        var words: String {
            switch self {
            case .warm: "warm connections, default batches"
            case .warmTight: "warm connections, tight"
            case .cold: "cold plain"
            case .coldTight: "cold plain, tight"
            }
        }
    }

    var kind: Kind
    var name: String { "crowd.\(kind.rawValue)" }

    /// The result of one round; times in milliseconds.
    private struct Figures {
        var spread: Double
        var delay: Double
        var missing: Double
        var seen: Double
        var serverCPU: Double
        /// The bare C program's release of the same crowd, with connections still to be opened, on one thread.
        var bareC: Double
    }

    func run(_ bench: Bench) throws -> [Row] {
        let participants = bench.crowd(10_000)
        var rounds: [Figures] = []
        for _ in 0..<bench.options.rounds { rounds.append(try round(bench, participants)) }
        func middle(_ figure: (Figures) -> Double) -> String { short(median(rounds.map(figure))) }
        let note = "as the server saw it \(middle(\.seen)) ms; server's CPU in all \(middle(\.serverCPU)) ms"
        return [
            Row(
                "\(name).spread", "release of \(participants), \(kind.words): spread p99", rounds.map(\.spread), "ms",
                note: note),
            Row(
                "\(name).beside-c", "  beside bare C's cold release", rounds.map { $0.seen / $0.bareC }, "× C",
                note: "both as the server saw it; C \(middle(\.bareC)) ms, on one thread, in the same round"),
            Row("\(name).delay", "  median delay in the harness", rounds.map(\.delay), "ms"),
            Row("\(name).missing", "  participants that did not complete", rounds.map(\.missing), ""),
        ]
    }

    private func round(_ bench: Bench, _ participants: Int) throws -> Figures {
        let server = try Server(bench, Server.Settings())
        let run = try TurnoutRun(
            bench, [bench.home("scenarios/\(kind.rawValue).yaml")], participants: participants,
            environment: try bench.environment(for: server))
        let summary = try run.finish().summary
        let counters = try server.counters()
        guard let spread = summary.releases.last?.spreadMs else { throw Problem("the summary has no release") }
        let waits = try RunFile(run).releaseDelays()
        guard !waits.isEmpty else { throw Problem("the run file has no released requests") }
        let yardstick = try bench.runYardstick(
            .burst(participants), server: Server.Settings(), core: nil, startsPerTurn: 0)
        return Figures(
            spread: spread.p99, delay: median(waits) / 1000, missing: Double(participants - counters.page.requests),
            seen: (kind.isCold ? counters.token : counters.access).spreadMicroseconds.p99 / 1000,
            serverCPU: counters.cpuMicroseconds / 1000,
            bareC: yardstick.counters.token.spreadMicroseconds.p99 / 1000)
    }
}
