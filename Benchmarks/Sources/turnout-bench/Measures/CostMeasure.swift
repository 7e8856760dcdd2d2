// CPU per flow compared with the yardstick's.
import Foundation

/// The cost of a flow: the whole process from start to exit, recording included, divided by the flows. The two programs
/// take turns, so that a noisy machine disturbs both equally, and the median of the rounds' ratios is judged.
struct CostMeasure: Measure {
    var name: String { "cpu.\(tls ? "tls" : "plain").\(rolling ? "rolling" : "burst")" }
    var tls: Bool
    var rolling: Bool

    /// A rate well below what a core can handle, and a server delay that keeps about 200 of them in flight.
    private func load(_ bench: Bench) -> (Load, Server.Settings) {
        var settings = Server.Settings(tls: tls, core: bench.serverCore)
        guard rolling else { return (.burst(bench.crowd(2000)), settings) }
        settings.delayMilliseconds = tls ? 167 : 33
        return (.rolling(bench.crowd(tls ? 1600 : 8000), seconds: bench.options.quick ? 1 : 4), settings)
    }

    func run(_ bench: Bench) throws -> [Row] {
        let (load, settings) = load(bench)
        var yardstick: [Double] = []
        var unordered: [Double] = []
        var turnout: [Double] = []
        var server: [Double] = []
        for round in 0..<bench.options.rounds {
            if !rolling {
                unordered.append(
                    try bench.runYardstick(load, server: settings, core: bench.clientCore, released: false).cpuPerFlow)
            }
            // The order alternates too: the second one may find a warmer machine.
            for first in [round.isMultiple(of: 2), !round.isMultiple(of: 2)] {
                if first {
                    yardstick.append(try bench.runYardstick(load, server: settings, core: bench.clientCore).cpuPerFlow)
                } else {
                    let run = try bench.runTurnout(load, server: settings, core: bench.clientCore)
                    turnout.append(run.cpuPerFlow)
                    server.append(run.counters.cpuMicroseconds / Double(run.flows))
                }
            }
        }
        let kind =
            "\(tls ? "TLS 1.3" : "plain"), \(load.participants) \(rolling ? "rolling, 200 in flight" : "at once")"
        let note =
            "Turnout \(short(median(turnout))) µs, C \(short(median(yardstick))) µs, server \(short(median(server))) µs"
        var rows = [
            Row(name, "CPU per flow, \(kind)", zip(turnout, yardstick).map { $0 / $1 }, "× C", note: note)
        ]
        if !rolling {
            rows.append(
                Row(
                    "\(name).unordered", "  beside C that releases nobody", zip(turnout, unordered).map { $0 / $1 },
                    "× C",
                    note: "C \(short(median(unordered))) µs: whoever is answered goes on before others begin"))
        }
        return rows
    }
}

/// The cost of a flow without the process's start and exit: the difference between many flows and few. Not judged; it
/// shows how much of the ratio above is start-up.
struct MarginalCostMeasure: Measure {
    let name = "marginal.plain"

    func run(_ bench: Bench) throws -> [Row] {
        let settings = Server.Settings(core: bench.serverCore)
        let few = 500
        let many = few + bench.crowd(5000)
        var ratios: [Double] = []
        var own: [Double] = []
        var fixed: [Double] = []
        for _ in 0..<bench.options.rounds {
            func slope(_ run: (Load) throws -> ClientRun) rethrows -> (slope: Double, rest: Double) {
                let low = try run(.burst(few)).cpuMicroseconds
                let high = try run(.burst(many)).cpuMicroseconds
                let slope = (high - low) / Double(many - few)
                return (slope, low - slope * Double(few))
            }
            let c = try slope { try bench.runYardstick($0, server: settings, core: bench.clientCore) }
            let turnout = try slope { try bench.runTurnout($0, server: settings, core: bench.clientCore) }
            ratios.append(turnout.slope / c.slope)
            own.append(turnout.slope)
            fixed.append(turnout.rest / 1000)
        }
        let note = "Turnout \(short(median(own))) µs a flow; start and end of the process \(short(median(fixed))) ms"
        return [Row(name, "the same without start and end, plain", ratios, "× C", note: note)]
    }
}
