// Whether a hindered load generator still tells the truth, and an unhindered one raises no alarm.
import Foundation

/// 1 % or 0.2 ms.
private let limit = Tolerance(nanoseconds: 200_000, share: 0.01)

/// The grain of the kernel's record of the last sending, which stands in where a thread was stopped in between: a tick of 4 ms,
/// whose interrupt may itself come late.
private let grain: Int64 = 5_000_000

private let ranks: [Rank] = [.p50, .p90, .p99, .max]

/// One run and what was found.
private struct Finding {
    var disturbance: Disturbance
    var result: StormResult
    /// What does not hold, in words; empty: it is honest.
    var faults: [String] = []
    var row: [String] = []

    /// The requests that are furthest off, to look for in the run file.
    var furthest: [String] {
        result.requests.sorted { abs($0.error) > abs($1.error) }.prefix(5).map { request in
            "participant \(request.participant), request \(request.step): \(microseconds(request.error)) µs of "
                + "\(microseconds(request.truth)); sent \(microseconds(-result.sentEarly(request))), ended "
                + "\(microseconds(result.endedLate(request))) from the server's; received "
                + (request.received == nil
                    ? "unknown" : "\(microseconds(request.finished - request.ended)) before it was read")
        }
    }

    init(_ disturbance: Disturbance, _ result: StormResult) {
        self.disturbance = disturbance
        self.result = result
        let requests = result.requests
        // Sent across a stop: its moment is known to the grain only, and is held to that.
        let across = requests.filter { abs(result.sentEarly($0)) > limit.nanoseconds }
        let told = requests.filter { abs(result.sentEarly($0)) <= limit.nanoseconds }
        let found = errors(told, at: ranks)
        for one in found where !limit.permits(one.error, of: one.truth) {
            faults.append("\(one.rank.words) is off by \(microseconds(one.error)) µs")
        }
        let furthest = across.map { abs(result.sentEarly($0)) }.max() ?? 0
        if furthest > grain { faults.append("a request was sent \(microseconds(furthest)) µs from when it says") }
        let turnaround = result.turnarounds
        let (late, latest) = (Rank.p99.value(of: turnaround), Rank.max.value(of: turnaround))
        if disturbance == .none, result.summary.generator.verdict != "ok" {
            // docs/validity.md counts participants that were held up by more than 100 ms.
            let isTrue = max(latest, result.beginnings, result.connecting) >= 100_000_000
            if !isTrue { faults.append("an alarm that the server's log does not bear out") }
        }
        row =
            [
                disturbance.words, result.storm.transmission.words, "\(requests.count)", "\(across.count)",
                across.isEmpty ? "" : short(Double(furthest) / 1_000_000), "\(requests.count { $0.received == nil })",
            ] + found.map { $0.words(limit) }
            + [
                short(Double(Rank.p99.value(of: requests.map(\.truth).sorted())) / 1_000_000),
                short(Double(late) / 1_000_000), short(Double(latest) / 1_000_000),
                short(Double(result.beginnings) / 1_000_000), result.summary.generator.verdict,
                "\(result.code)", faults.isEmpty ? "ok" : "MISSED",
            ]
    }
}

/// Runs every disturbance, and ten storms without any. Returns the exit code: 1 if a limit is missed, or a run could not be
/// carried out. Where TURNOUT_REQUIRE_SERVERS is set, as in CI, that includes what the system does not permit.
func measureHonesty(_ bench: Bench) throws -> Int32 {
    let ways = Transmission.allCases
    let disturbances = Disturbance.all + Array(repeating: .none, count: 10)
    var findings: [Finding] = []
    var broken = 0
    for (number, disturbance) in disturbances.enumerated() {
        guard bench.options.only.isEmpty || bench.options.only.contains(where: { disturbance.name.hasPrefix($0) })
        else {
            continue
        }
        // In the short form, and if nothing disturbs, one protocol after the other.
        for way in bench.options.quick || disturbance == .none ? [ways[number % ways.count]] : ways {
            bench.say("\(disturbance.name), \(way.words) …")
            let storm = Storm(
                transmission: way, participants: bench.options.quick ? 200 : 500, steps: 8, delay: "log-normal:150,0.6",
                seed: number)
            do {
                let result = try storm.run(
                    bench,
                    disturb: { child, server in
                        try disturbance.apply(bench, to: storm, child, server)
                    })
                findings.append(Finding(disturbance, result))
            } catch let reason as NotPermitted
                where ProcessInfo.processInfo.environment["TURNOUT_REQUIRE_SERVERS"] == nil
            {
                bench.say("  left out: \(reason)")
            } catch {
                broken += 1
                bench.say("  could not be carried out: \(error)")
            }
        }
    }
    print(
        markdown(
            ["disturbance", "requests over", "requests", "across a stop", "at most ms", "unstamped"]
                + ranks.map { $0.words + " µs" }
                + [
                    "server's p99 ms", "next request p99 ms", "max ms", "last began after ms", "generator", "exit code",
                    "",
                ],
            findings.map(\.row)))
    let faulty = findings.filter { !$0.faults.isEmpty }
    for finding in faulty {
        bench.say(
            "\(finding.disturbance.words), \(finding.result.storm.transmission.words): "
                + finding.faults.joined(separator: "; "))
    }
    for finding in faulty { for line in finding.furthest { bench.say("  \(line)") } }
    for finding in findings where finding.result.summary.generator.verdict != "ok" || !finding.faults.isEmpty {
        let said = finding.result.summary.generator.reasons + finding.result.summary.warnings
        bench.say("\(finding.disturbance.words), \(finding.result.storm.transmission.words): turnout said:")
        for sentence in said { bench.say("  - \(sentence)") }
    }
    return faulty.isEmpty && broken == 0 ? 0 : 1
}
