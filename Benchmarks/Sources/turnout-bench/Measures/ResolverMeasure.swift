// The resolver's threads.
import Foundation

/// Everybody connects to a host by name. A preloaded library records each thread that is started and who started it;
/// libcurl's are those of its resolver.
struct ResolverMeasure: Measure {
    let name = "resolver.threads"

    func run(_ bench: Bench) throws -> [Row] {
        let participants = bench.crowd(2000)
        let server = try Server(bench, Server.Settings())
        let list = bench.scratch.appending(path: "threads.txt")
        let environment = [
            "LD_PRELOAD": URL(filePath: bench.program("libthreadcount.so")).path, "THREADCOUNT_FILE": list.path,
        ]
        let run = try TurnoutRun(
            bench, [server.namedURL + "/room/AbCdEf0123"], participants: participants, environment: environment)
        _ = try run.finish()
        let starters = try String(contentsOf: list, encoding: .utf8).split(separator: "\n")
        let resolvers = starters.filter { $0.contains("libcurl") }.count
        let note = "started in the whole run; \(participants) participants; \(starters.count) threads in all"
        return [Row(name, "threads of the resolver, host by name", [Double(resolvers)], "", note: note)]
    }
}
