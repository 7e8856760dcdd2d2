// The cost of the stand-in itself, so that it is never the accidental bottleneck.
import Foundation

/// The three-step flow (token, generate-access, room page) of ten thousand at once, each on its own connection, with
/// all connections open before the second step begins; and the memory of a stand-in with ten thousand in the room.
struct StandInMeasure: Measure {
    var name: String { "stand-in" }

    func run(_ bench: Bench) throws -> [Row] {
        let participants = bench.crowd(10_000)
        let costs = try (0..<min(bench.options.rounds, 5)).map { _ in try flowCost(bench, participants) }
        let memory = try peakKilobytes(bench, participants)
        let each = Double(memory.full - memory.empty) / Double(participants)
        return [
            Row(
                "\(name).flows", "stand-in, \(participants) at once: flows per CPU second",
                costs.map { 1_000_000 / $0 }, "flows/s", note: "token, generate-access, room page"),
            Row("\(name).cpu", "  CPU per flow", costs, "µs"),
            Row(
                "\(name).memory", "  memory per participant in the room, connected", [each], "KB",
                note: "\(participants) connected: \(memory.full / 1024) MB; none: \(memory.empty / 1024) MB"),
        ]
    }

    /// CPU time of the server per flow, in microseconds.
    private func flowCost(_ bench: Bench, _ participants: Int) throws -> Double {
        let server = try StandIn(bench, core: bench.serverCore)
        let before = try server.child.cpuMicroseconds()
        let run = try TurnoutRun(
            bench, [bench.home("scenarios/stand-in-flow.yaml")], participants: participants,
            environment: ["BENCH_URL": server.url], core: bench.clientCore)
        _ = try run.finish()
        return (try server.child.cpuMicroseconds() - before) / Double(participants)
    }

    /// Resident memory before anybody came, and its peak, when everybody was in the room.
    private func peakKilobytes(_ bench: Bench, _ participants: Int) throws -> (empty: Int, full: Int) {
        let server = try StandIn(bench)
        let empty = server.child.residentKilobytes
        let run = try TurnoutRun(
            bench, [bench.home("scenarios/stand-in-stay.yaml")], participants: participants,
            environment: ["BENCH_URL": server.url])
        let summary = try run.finish().summary
        guard summary.participants.entered == participants else {
            throw Problem("only \(summary.participants.entered) of \(participants) were in the room")
        }
        return (empty, server.child.peakKilobytes)
    }
}
