// Memory per waiting participant.
import Foundation

/// Participants get their token and then wait at a gate in mid-journey with their connection open. The server delays
/// one response, so the gate stays closed until the memory has been read. The figure is the difference between many and
/// few, which excludes the program itself.
struct MemoryMeasure: Measure {
    var name: String { "memory.\(tls ? "tls" : "plain")" }
    var tls: Bool

    func run(_ bench: Bench) throws -> [Row] {
        let few = 100
        let many = bench.crowd(5000)
        let low = try residentKilobytes(bench, participants: few)
        let high = try residentKilobytes(bench, participants: many)
        let each = Double(high - low) / Double(many - few)
        let note = "\(many) waiting: \(high / 1024) MB; \(few) waiting: \(low / 1024) MB"
        return [Row(name, "memory per waiting participant, \(tls ? "TLS" : "plain")", [each], "KB", note: note)]
    }

    private func residentKilobytes(_ bench: Bench, participants: Int) throws -> Int {
        let server = try Server(bench, Server.Settings(tls: tls))
        try server.hold(after: participants - 1)
        let run = try TurnoutRun(
            bench, [bench.home("scenarios/waiting.yaml")], participants: participants,
            environment: try bench.environment(for: server))
        try server.awaitTokens(participants, seconds: 60)
        // The last responses are on their way to Turnout, and its records on their way to the disk.
        usleep(1_500_000)
        let kilobytes = run.child.residentKilobytes
        try server.release()
        _ = try run.finish()
        return kilobytes
    }
}
