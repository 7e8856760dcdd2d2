// How far Turnout's times are from the reference server's log.
import Foundation

/// One cell of the matrix.
struct AccuracyCase {
    var storm: Storm
    var delays: Delays
    /// For `--only`: `plain.500.log-normal`.
    var name: String { "\(storm.transmission.rawValue).\(storm.participants).\(delays.rawValue)" }

    /// As many requests of each participant as give percentiles something to rest on, and the whole an end.
    private static let sizes = [(1, 200), (10, 100), (500, 10), (2000, 5), (10_000, 3)]

    static func matrix(upTo most: Int, isQuick: Bool) -> [AccuracyCase] {
        Transmission.allCases.flatMap { transmission in
            sizes.filter { $0.0 <= most }.flatMap { participants, steps in
                Delays.allCases.map { delays in
                    AccuracyCase(
                        storm: Storm(
                            transmission: transmission, participants: participants, steps: isQuick ? steps / 2 : steps,
                            delay: delays.argument(around: 20), seed: 1),
                        delays: delays)
                }
            }
        }
    }
}

/// The aim: 50 µs or 0.5 %.
private let aim = Tolerance(nanoseconds: 50_000, share: 0.005)

private func isWithin(_ errors: [RankError]) -> Bool { errors.allSatisfy { aim.permits($0.error, of: $0.truth) } }

/// What a busy machine may do to the aim: beyond p99 a single request counts, and if Turnout was stopped while that was sent
/// the kernel's tick of 4 ms is all that is known of it.
private func isTolerable(_ errors: [RankError]) -> Bool {
    errors.allSatisfy { one in
        switch one.rank {
        case .p50, .p90, .p99: aim.permits(one.error, of: one.truth)
        case .p999, .max: abs(one.error) <= 5_000_000
        }
    }
}

/// How often a case is measured until it is within the aim. The last try counts.
private let mostTries = 3

/// Measures the matrix and prints it. Returns the exit code: 1 if an error exceeds the aim, with --quick what is tolerable, or
/// if a case could not be measured.
func measureAccuracy(_ bench: Bench) throws -> Int32 {
    let cases = AccuracyCase.matrix(upTo: bench.options.upTo, isQuick: bench.options.quick)
        .filter { one in bench.options.only.isEmpty || bench.options.only.contains { one.name.hasPrefix($0) } }
    guard !cases.isEmpty else { throw Problem("--only and --up-to leave nothing to measure") }
    var rows: [[String]] = []
    var connections: [[String]] = []
    var packets: [[String]] = []
    var missed = 0
    var broken = 0
    var results: [StormResult] = []
    for one in cases {
        bench.say("measuring \(one.name) …")
        do {
            // Other work on the machine can come between any two clocks: what misses has to miss again.
            var tries = 0
            var result: StormResult
            var capture: PacketCapture?
            var all: [RankError]
            repeat {
                tries += 1
                result = try one.storm.run(bench) { server in
                    if bench.options.packets { capture = try PacketCapture(bench, of: server) }
                }
                all = errors(result.requests, at: Rank.allCases)
            } while !isWithin(all) && tries < mostTries
            let isGood = isWithin(all) || bench.options.quick && isTolerable(all)
            missed += isGood ? 0 : 1
            let own = result.requests.map { abs($0.error) }.sorted()
            rows.append(
                [
                    one.storm.transmission.words, "\(one.storm.participants)", one.delays.rawValue,
                    "\(one.storm.requests)",
                ] + all.map { $0.words(aim) } + [Rank.p50, .p99, .max].map { plain($0.value(of: own)) }
                    + [
                        "\(result.requests.count { $0.received == nil })", "\(tries)",
                        isWithin(all) ? "ok" : isGood ? "over" : "MISSED",
                    ])
            if one.delays == .constant { connections.append(connectionRow(result)) }
            if let capture {
                let comparison = try capture.end(of: result)
                let all = comparison.errors(at: Rank.allCases)
                let agrees =
                    comparison.pairs.count == comparison.requests && isWithin(all)
                if !agrees { missed += 1 }
                packets.append(
                    [
                        one.storm.transmission.words, "\(one.storm.participants)", one.delays.rawValue,
                        "\(comparison.pairs.count) of \(comparison.requests)",
                    ] + all.map { $0.words(aim) } + [agrees ? "ok" : "MISSED"])
            }
            results.append(result)
        } catch {
            broken += 1
            bench.say("  could not be measured: \(error)")
        }
    }
    print(
        markdown(
            ["requests over", "at once", "delays", "requests"] + Rank.allCases.map { $0.words + " µs" }
                + ["each: p50 µs", "p99 µs", "max µs", "unstamped", "tries", ""], rows))
    if !packets.isEmpty {
        let head = ["against packets, requests over", "at once", "delays", "requests found"]
        print("\n" + markdown(head + Rank.allCases.map { $0.words + " µs" } + [""], packets))
    }
    if !connections.isEmpty {
        print(
            "\n"
                + markdown(
                    [
                        "connections over", "at once", "connect p50 ms", "p99 ms", "max ms", "TLS p50 ms", "p99 ms",
                        "max ms", "the server's kernel: TLS p50 ms", "p99 ms", "max ms",
                    ], connections))
    }
    if !results.isEmpty { print("\n" + serverWords(results)) }
    if missed + broken > 0 { bench.say("\(missed) cases miss the aim, \(broken) could not be measured") }
    return missed + broken > 0 ? 1 : 0
}

/// Connect and TLS as Turnout measured them, beside the time between the handshake's first and last bytes by the stamps of
/// the server's kernel.
private func connectionRow(_ result: StormResult) -> [String] {
    func figures(_ times: [Int64]) -> [String] {
        let sorted = times.sorted()
        return [Rank.p50, .p99, .max].map { sorted.isEmpty ? "" : short(Double($0.value(of: sorted)) / 1_000_000) }
    }
    return [result.storm.transmission.words, "\(result.storm.participants)"]
        + figures(result.requests.compactMap(\.connecting)) + figures(result.requests.compactMap(\.shakingHands))
        + figures(result.requests.compactMap(\.logged.handshake))
}

/// The server's own error: how long it took to hand over an answer, around the moment that counts.
private func serverWords(_ results: [StormResult]) -> String {
    let requests = results.flatMap(\.requests)
    let handovers = requests.map(\.logged.handover).sorted()
    let stamped = requests.count { $0.logged.isStamped }
    let times = [Rank.p50, .p99, .max].map { "\($0.words) \(plain($0.value(of: handovers)))" }.joined(separator: ", ")
    return
        "The server ran with priority \(results[0].priority). \(stamped) of \(requests.count) answers have the kernel's "
        + "stamp of sending. Handing one over took \(times) µs."
}

/// Microseconds without a sign.
private func plain(_ nanoseconds: Int64) -> String { short((Double(nanoseconds) / 100).rounded() / 10) }
