// Runs the benchmarks and prints one table.
import Foundation

/// Runs the chosen measures; one that cannot be carried out is reported and counts as missed.
func measure(_ bench: Bench) throws -> Int32 {
    let chosen = Bench.measures.filter { measure in
        bench.options.only.isEmpty || bench.options.only.contains { measure.name.hasPrefix($0) }
    }
    let budgets = try Budgets(file: bench.home("budgets.json"))
    var rows: [Row] = []
    var broken = 0
    for measure in chosen {
        bench.say("measuring \(measure.name) …")
        do {
            rows += budgets.judge(try measure.run(bench))
        } catch {
            broken += 1
            bench.say("  could not be measured: \(error)")
        }
    }
    print(Table(rows: rows).text)
    if let path = bench.options.json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(rows).write(to: URL(filePath: path))
    }
    let missed = rows.filter(\.missed).count
    if missed + broken > 0 { bench.say("\(missed) budgets missed, \(broken) measures could not be carried out") }
    return bench.options.enforce && missed + broken > 0 ? 1 : 0
}

do {
    let bench = try Bench(Options(Array(CommandLine.arguments.dropFirst())))
    let code =
        switch bench.options.verb {
        case .run: try measure(bench)
        case .peers: try comparePeers(bench)
        case .accuracy: try measureAccuracy(bench)
        case .honesty: try measureHonesty(bench)
        }
    bench.cleanUp()
    exit(code)
} catch {
    FileHandle.standardError.write(Data("turnout-bench: \(error)\n".utf8))
    exit(64)
}
