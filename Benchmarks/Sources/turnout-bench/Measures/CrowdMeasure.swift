// Ten thousand participants, released together, on the cores that the server uses too.
import Foundation

/// How simultaneous the crowd is. Nothing is held to a core: harness and server share what there is, as on one machine.
struct CrowdMeasure: Measure {
    enum Kind: String {
        /// Connections are open when the gate opens; starts go out in small batches.
        case warm
        /// The same, all starts at once.
        case warmTight = "warm-tight"
        /// The gate is before the first request, so connections are opened after it.
        case coldTight = "cold-tight"

        var words: String {
            switch self {
            case .warm: "warm connections, default batches"
            case .warmTight: "warm connections, tight"
            case .coldTight: "cold plain, tight"
            }
        }
    }

    var kind: Kind
    var name: String { "crowd.\(kind.rawValue)" }

    func run(_ bench: Bench) throws -> [Row] {
        let participants = bench.crowd(10_000)
        var spreads: [Double] = []
        var delays: [Double] = []
        var missing: [Double] = []
        var seen: [Double] = []
        var serverCPU: [Double] = []
        var bareC: [Double] = []
        for _ in 0..<bench.options.rounds {
            let server = try Server(bench, Server.Settings())
            let run = try TurnoutRun(
                bench, [bench.home("scenarios/\(kind.rawValue).yaml")], participants: participants,
                environment: try bench.environment(for: server))
            let summary = try run.finish().summary
            let counters = try server.counters()
            guard let spread = summary.releases.last?.spreadMs else { throw Problem("the summary has no release") }
            spreads.append(spread.p99)
            let waits = try RunFile(run).releaseDelays()
            guard !waits.isEmpty else { throw Problem("the run file has no released requests") }
            delays.append(median(waits) / 1000)
            missing.append(Double(participants - counters.page.requests))
            seen.append((kind == .coldTight ? counters.token : counters.access).spreadMicroseconds.p99 / 1000)
            serverCPU.append(counters.cpuMicroseconds / 1000)
            if kind == .coldTight {
                let yardstick = try bench.runYardstick(
                    .burst(participants), server: Server.Settings(), core: nil, startsPerTurn: 0)
                bareC.append(yardstick.counters.token.spreadMicroseconds.p99 / 1000)
            }
        }
        let note = "as the server saw it \(short(median(seen))) ms; server's CPU in all \(short(median(serverCPU))) ms"
        var rows = [
            Row("\(name).spread", "release of \(participants), \(kind.words): spread p99", spreads, "ms", note: note),
            Row("\(name).delay", "  median delay in the harness", delays, "ms"),
            Row("\(name).missing", "  participants that did not complete", missing, ""),
        ]
        if !bareC.isEmpty {
            let note = "on one thread, as the server saw it: tells what the machine is capable of at this hour"
            rows.append(Row("\(name).bare-c", "  the same crowd, bare C: spread p99", bareC, "ms", note: note))
        }
        return rows
    }
}
