// The cost of a verified TLS connection with the system's authorities loaded.
import Foundation

/// One request per participant over TLS, trusting Debian's whole bundle; the difference between many and few
/// connections.
struct ConnectionMeasure: Measure {
    let name = "tls.connection"

    func run(_ bench: Bench) throws -> [Row] {
        let few = 200
        let many = few + bench.crowd(2000)
        var costs: [Double] = []
        for _ in 0..<min(bench.options.rounds, 3) {
            let low = try cpuMilliseconds(bench, participants: few)
            let high = try cpuMilliseconds(bench, participants: many)
            costs.append((high - low) / Double(many - few))
        }
        let note = "one request each, \(many) less \(few) participants"
        return [Row(name, "CPU per TLS connection, system's CA bundle", costs, "ms", note: note)]
    }

    private func cpuMilliseconds(_ bench: Bench, participants: Int) throws -> Double {
        let server = try Server(bench, Server.Settings(tls: true, core: bench.serverCore))
        let authority = try bench.authority(of: server, systemBundle: true)
        let run = try TurnoutRun(
            bench, [server.url + "/room/AbCdEf0123", "--cacert", authority.path], participants: participants,
            core: bench.clientCore)
        return try run.finish().usage.cpuMicroseconds / 1000
    }
}
