// How long a person waits for the first request.
import Foundation

/// From the start of the process until the server has the first request, `turnout run URL --participants 500`.
struct StartMeasure: Measure {
    let name = "start.first-request"

    func run(_ bench: Bench) throws -> [Row] {
        var times: [Double] = []
        for _ in 0..<bench.options.rounds {
            let server = try Server(bench, Server.Settings())
            let run = try TurnoutRun(bench, [server.url + "/room/AbCdEf0123"], participants: 500)
            _ = try run.finish()
            let first = try server.counters().page.firstNanoseconds
            times.append(Double(first - run.child.started) / 1_000_000)
        }
        return [Row(name, "process start to first request, 500 participants", times, "ms")]
    }
}
