import Analysis
import Foundation
import GRDB
import Measuring
import Reporting
import Runs
import Scenarios
import Support
import Testing

@testable import RunStore

@Suite struct `A damaged run` {
    /// A run with everything that the metadata of a file can hold.
    private static let intact = {
        func crowd(_ name: String, _ expected: Int) -> CrowdMetadata {
            CrowdMetadata(
                name: name, expected: expected, steps: ["token", "enter-room"], hasEntry: true, firstGate: 1)
        }
        var run = ImaginedRun(
            participants: 60, seed: 3, failing: 0.2, crowds: [crowd("hosts", 20), crowd("learners", 40)])
        run.metadata.thresholds = ["turnout >= 1%", "p95(token) < 600s", "admission(50%) < 10s"]
        run.metadata.thresholdScopes = [
            ThresholdScope(crowd: nil, step: nil), ThresholdScope(crowd: nil, step: StepIndex(rawValue: 2)),
            ThresholdScope(crowd: "learners", step: nil),
        ]
        run.ending.generator?.requestSeconds = 1.5
        run.ending.generator?.requestCPUSeconds = 0.5
        run.ending.generator?.busiestLoop = 0.25
        var record = RecordAccount.Record(id: "x1", beganNanoseconds: 1_000_000_000)
        record.endedNanoseconds = 4_000_000_000
        var records = RecordAccount()
        records.records = [record]
        run.ending.event = EventAccount()
        run.ending.event?.records = records
        return run
    }()

    private static func write(to path: String) async throws {
        let writer = try RunWriter(
            directory: path, metadata: intact.metadata, scenario: "", environment: ["turnout": "0"])
        writer.beat(
            Heartbeat(
                at: intact.metadata.origin.advanced(byNanoseconds: 4_000_000_000),
                crowds: [.init(started: 20, ended: 20), .init(started: 40, ended: 40)]))
        writer.take(intact.batches)
        try await writer.finish(intact.ending)
    }

    private static func change(_ path: String, _ sql: String, _ arguments: StatementArguments = []) async throws {
        try await DatabaseQueue(path: path + "/run.sqlite").write { try $0.execute(sql: sql, arguments: arguments) }
    }

    /// All that `turnout report` makes of a run directory.
    private static func report(_ path: String) throws -> String {
        let results = try StoredRun(directory: path).results
        let lines = TerminalSummary(results, directory: path, width: 80).lines
        return lines.rendered(colour: false) + (try results.summary.json)
    }

    /// Why a run directory has no report; nil if it has one. Nothing else may happen.
    private static func problem(_ path: String) throws -> Problem? {
        do {
            let text = try report(path)
            #expect(!text.isEmpty)
            return nil
        } catch let problem as Problem {
            #expect(problem.kind == .execution)
            #expect(problem.messages.count == 1 && problem.messages.first?.isEmpty == false)
            #expect(problem.remedy?.isEmpty == false)
            return problem
        }
    }

    /// Replaces a value in the JSON of `meta` by a text, which need not be JSON.
    private static func damage(_ path: String, _ key: String, _ place: String, _ text: String) async throws {
        try await change(
            path,
            """
            UPDATE meta SET value = replace(json_set(value, ?, '@@'), '"@@"', ?) WHERE key = ?
            """, [place, text, key])
    }

    private static let times = [
        ("facts", "$.origin"), ("heartbeat", "$.at"), ("ending", "$.event.records.records[0].beganNanoseconds"),
        ("ending", "$.event.records.records[0].endedNanoseconds"),
    ]
    private static let counts = [
        ("facts", "$.crowds[1].expected"), ("heartbeat", "$.crowds[0].started"), ("heartbeat", "$.crowds[1].ended"),
        ("ending", "$.generator.peakOpenFiles"), ("ending", "$.generator.lateStarts"),
    ]
    private static let steps = [("facts", "$.thresholdScopes[1].step"), ("facts", "$.crowds[0].firstGate")]
    private static let figures = [
        ("ending", "$.durationSeconds"), ("ending", "$.generator.cpuSeconds"),
        ("ending", "$.generator.cpuUtilisation"), ("ending", "$.generator.loopLagP99Ms"),
        ("ending", "$.generator.loopLagMaxMs"), ("ending", "$.generator.peakMemoryMiB"),
        ("ending", "$.generator.requestSeconds"), ("ending", "$.generator.requestCPUSeconds"),
        ("ending", "$.generator.busiestLoop"),
    ]
    /// Values that none of them can have.
    private static let impossible = [
        "9223372036854775807", "-9223372036854775808", "18446744073709551615", "1e308", "-1e308", "1e999", "NaN",
        "Infinity", "\"7\"", "true", "[]", "{}",
    ]

    @Test(arguments: times + counts + steps + figures)
    func `is reported by one clear error if a number is impossible`(key: String, place: String) async throws {
        try await withTemporaryDirectory { directory in
            try await Self.write(to: directory + "/intact")
            #expect(try Self.problem(directory + "/intact") == nil)
            for (number, value) in Self.impossible.enumerated() {
                let path = directory + "/\(number)"
                try FileManager.default.copyItem(atPath: directory + "/intact", toPath: path)
                try await Self.damage(path, key, place, value)
                #expect(
                    try Self.problem(path)?.messages.first
                        == "The run file of `\(path)` is damaged: `\(key)` in its table `meta` is invalid.",
                    "\(value)")
            }
        }
    }

    @Test(arguments: [
        ("facts", "$.crowds[0].expected", "-1"), ("facts", "$.crowds[0].expected", "2147483648"),
        ("facts", "$.crowds[0].expected", "1.5"), ("facts", "$.thresholdScopes[1].step", "4"),
        ("facts", "$.thresholdScopes[1].step", "-1"), ("facts", "$.thresholdScopes", "[]"),
        ("facts", "$.origin", "576460752303423488"), ("heartbeat", "$.at", "-576460752303423488"),
        ("heartbeat", "$.crowds[0].ended", "-1"), ("ending", "$.durationSeconds", "-0.5"),
        ("ending", "$.generator.peakMemoryMiB", "1e13"), ("ending", "$.status", "\"over\""),
        ("facts", "$.crowds", "null"), ("environment", "$.turnout", "0"),
    ])
    func `is reported if a number is just outside its limits`(key: String, place: String, value: String) async throws {
        try await withTemporaryDirectory { directory in
            try await Self.write(to: directory + "/run")
            try await Self.damage(directory + "/run", key, place, value)
            let problem = try Self.problem(directory + "/run")
            #expect(problem?.messages.first?.contains("is damaged: `\(key)` in its table `meta`") == true)
        }
    }

    /// The largest values that can be must do no harm either, with an ending and without one.
    @Test(arguments: [
        ("facts", "$.crowds[1].expected", "2147483647"), ("facts", "$.crowds[1].expected", "0"),
        ("facts", "$.crowds[1].expected", "null"), ("facts", "$.origin", "576460752303423487"),
        ("facts", "$.origin", "-576460752303423487"), ("heartbeat", "$.at", "576460752303423487"),
        ("heartbeat", "$.at", "-576460752303423487"), ("heartbeat", "$.crowds[0].started", "2147483647"),
        ("heartbeat", "$.crowds", "[]"), ("facts", "$.crowds", "[]"), ("ending", "$.durationSeconds", "1e12"),
        ("ending", "$.generator.lateStarts", "2147483647"), ("facts", "$.seed", "18446744073709551615"),
        ("facts", "$.startedAt", "\"noon\""),
        ("ending", "$.event.records.records[0].beganNanoseconds", "-576460752303423487"),
        ("ending", "$.event.records.records[0].endedNanoseconds", "576460752303423487"),
    ])
    func `is harmless if values are at their limits`(key: String, place: String, value: String) async throws {
        try await withTemporaryDirectory { directory in
            try await Self.write(to: directory + "/run")
            try await Self.damage(directory + "/run", key, place, value)
            _ = try Self.problem(directory + "/run")
            try await Self.change(directory + "/run", "DELETE FROM meta WHERE key = 'ending'")
            _ = try Self.problem(directory + "/run")
        }
    }

    @Test(arguments: UInt64(1)...24)
    func `is reported or harmless if bytes of the file are overwritten`(seed: UInt64) async throws {
        try await withTemporaryDirectory { directory in
            try await Self.write(to: directory + "/run")
            let file = URL(fileURLWithPath: directory + "/run/run.sqlite")
            var bytes = try Data(contentsOf: file)
            var random = SeededGenerator(seed: seed)
            for _ in 0..<Int.random(in: 1...400, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if seed % 3 == 0 { bytes = bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)) }
            try bytes.write(to: file)
            // Harmless where the damage hit free space or a text.
            _ = try Self.problem(directory + "/run")
        }
    }

    @Test(arguments: UInt64(1)...24)
    func `is reported or harmless if characters of its JSON are overwritten`(seed: UInt64) async throws {
        try await withTemporaryDirectory { directory in
            try await Self.write(to: directory + "/run")
            var random = SeededGenerator(seed: seed)
            for key in ["facts", "heartbeat", "ending"] {
                let value = try await DatabaseQueue(path: directory + "/run/run.sqlite").read {
                    try String.fetchOne($0, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
                }
                // Mostly digits for digits, so that most of it stays JSON.
                let digits = Array("0123456789")
                var damaged = ""
                for character in try #require(value) {
                    switch Int.random(in: 0..<60, using: &random) {
                    case 0 where digits.contains(character): damaged.append("99999999999999999")
                    case 0 where seed % 8 == 0: damaged.append("\u{7F}")
                    case 1 where digits.contains(character): damaged.append("-")
                    case 2...9 where digits.contains(character):
                        damaged.append(digits.randomElement(using: &random) ?? character)
                    default: damaged.append(character)
                    }
                }
                try await Self.change(
                    directory + "/run", "UPDATE meta SET value = ? WHERE key = ?", [damaged, key])
                _ = try Self.problem(directory + "/run")
            }
        }
    }
}
