// The bare C program.
import Foundation

/// The result of a client's run: the yardstick's, Turnout's or a peer's.
struct ClientRun {
    var flows: Int
    /// User and system time of the whole process, from start to exit.
    var cpuMicroseconds: Double
    var counters: Counters

    var cpuPerFlow: Double { cpuMicroseconds / Double(flows) }
}

/// How participants arrive.
enum Load {
    /// All of them at once.
    case burst(Int)
    /// Evenly over a window; with the server's delay, about 200 are in flight.
    case rolling(Int, seconds: Int)
    /// All of them at once, with all but the last byte of each first request sent before, on several threads.
    case primed(Int, threads: Int)
    /// A constant number at a time, each replaced by a new one.
    case loop(Int, concurrent: Int)

    var participants: Int {
        switch self {
        case .burst(let count), .rolling(let count, _), .primed(let count, _), .loop(let count, _): count
        }
    }
}

extension Bench {
    /// Runs the yardstick against a fresh server. A crowd that is not `released` makes its requests in any order:
    /// answered participants continue while others have not begun.
    func runYardstick(
        _ load: Load, server settings: Server.Settings, core: Int?, startsPerTurn: Int = 16,
        systemBundle: Bool = false, released: Bool = true
    ) throws -> ClientRun {
        let server = try Server(self, settings)
        var arguments = ["--url", server.url, "--participants", "\(load.participants)"]
        arguments += ["--starts-per-turn", "\(startsPerTurn)"]
        switch load {
        // As in Turnout, everybody exists before the first one starts, and everybody starts before anybody continues.
        case .burst: if released { arguments += ["--release"] }
        case .rolling(_, let seconds): arguments += ["--over-ms", "\(seconds * 1000)"]
        case .primed(_, let threads): arguments += ["--primed", "--threads", "\(threads)"]
        case .loop(_, let concurrent): arguments += ["--concurrent", "\(concurrent)"]
        }
        if settings.tls { arguments += ["--ca", try authority(of: server, systemBundle: systemBundle).path] }
        let child = try Child(program("bench-yardstick"), arguments, core: core, in: scratch)
        let usage = try child.wait()
        guard usage.code == 0 else { throw Problem("the yardstick failed: \(child.complaint)") }
        return ClientRun(
            flows: load.participants, cpuMicroseconds: usage.cpuMicroseconds, counters: try server.counters())
    }
}
