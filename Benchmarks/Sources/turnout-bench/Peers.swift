// The same flow with k6 and Locust, for comparison.
import Foundation

/// Another load-testing program.
enum Peer: String, CaseIterable {
    case k6
    case locust

    var program: String { rawValue }
    var words: String {
        switch self {
        case .k6: "k6"
        case .locust: "Locust"
        }
    }
}

extension Bench {
    /// Runs one peer against a fresh server.
    func run(_ peer: Peer, _ load: Load, server settings: Server.Settings, core: Int?) throws -> ClientRun {
        let server = try Server(self, settings)
        var environment = [
            "BENCH_URL": server.url, "BENCH_PARTICIPANTS": "\(load.participants)", "NO_COLOR": "1",
            "K6_NO_USAGE_REPORT": "true",
        ]
        if settings.tls { environment["SSL_CERT_FILE"] = server.certificate.path }
        var users = load.participants
        if case .loop(_, let concurrent) = load {
            environment["BENCH_CONCURRENT"] = "\(concurrent)"
            users = concurrent
        }
        let arguments =
            switch peer {
            case .k6: ["run", "--quiet", "--no-color", home("peers/flow.js")]
            case .locust:
                [
                    "-f", home("peers/locustfile.py"), "--headless", "--only-summary", "-u", "\(users)", "-r",
                    "\(users)",
                    "--skip-log",
                ]
            }
        let child = try Child(
            "\(options.peers)/bin/\(peer.program)", arguments, environment: environment, core: core, in: scratch)
        let usage = try child.wait(seconds: 240)
        let counters = try server.counters()
        guard usage.code == 0, counters.page.requests == load.participants else {
            throw Problem(
                "\(peer.words) ended with \(usage.code) after \(counters.page.requests) of \(load.participants) flows: "
                    + child.complaint)
        }
        return ClientRun(flows: load.participants, cpuMicroseconds: usage.cpuMicroseconds, counters: counters)
    }
}

/// Prints the cost of a flow with each program, as CPU and as a multiple of the bare C program's. Returns the exit
/// code.
func comparePeers(_ bench: Bench) throws -> Int32 {
    let rounds = min(bench.options.rounds, 3)
    var rows: [Row] = []
    for tls in [false, true] {
        let count = bench.crowd(2000)
        for (title, load, ours) in [
            ("\(count) at once", Load.burst(count), Load.burst(count)),
            // Turnout's looping arrival runs for a time and not for a number of flows: they arrive over a window of the
            // same length.
            (
                "loop of 200", .loop(bench.crowd(tls ? 4000 : 10_000), concurrent: 200),
                .rolling(bench.crowd(tls ? 1600 : 8000), seconds: 4)
            ),
        ] {
            bench.say("comparing \(title), \(tls ? "TLS" : "plain") …")
            let settings = Server.Settings(tls: tls, core: bench.serverCore)
            let core = bench.clientCore
            var yardstick: [Double] = []
            // The bare C program under Turnout's load, if that is a different one.
            var besideTurnout: [Double] = []
            var isWindow = false
            var costs: [String: [Double]] = [:]
            var delayed = settings
            if case .rolling = ours {
                isWindow = true
                delayed.delayMilliseconds = tls ? 167 : 33
            }
            func take(_ name: String, _ run: () throws -> ClientRun) {
                do {
                    costs[name, default: []].append(try run().cpuPerFlow)
                } catch {
                    bench.say("  \(name): \(error)")
                }
            }
            for _ in 0..<rounds {
                yardstick.append(try bench.runYardstick(load, server: settings, core: core).cpuPerFlow)
                if isWindow {
                    besideTurnout.append(try bench.runYardstick(ours, server: delayed, core: core).cpuPerFlow)
                }
                take("Turnout") { try bench.runTurnout(ours, server: delayed, core: core) }
                for peer in Peer.allCases {
                    take(peer.words) { try bench.run(peer, load, server: settings, core: core) }
                }
            }
            let kind = "\(title), \(tls ? "TLS 1.3" : "plain")"
            rows.append(Row("peers", "\(kind): bare C", yardstick, "µs"))
            if isWindow { rows.append(Row("peers", "  over a window: bare C", besideTurnout, "µs")) }
            for name in ["Turnout"] + Peer.allCases.map(\.words) {
                guard let cost = costs[name] else { continue }
                let isOurs = name == "Turnout" && isWindow
                let note = "\(short(median(cost) / median(isOurs ? besideTurnout : yardstick))) × C"
                rows.append(Row("peers", "\(isOurs ? "  over a window" : kind): \(name)", cost, "µs", note: note))
            }
        }
    }
    print(Table(rows: rows).text)
    return 0
}
