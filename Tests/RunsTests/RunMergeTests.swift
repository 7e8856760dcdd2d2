// Shards merged are the one run that has the same rows, to the last digit.
import Analysis
import EventLoops
import Foundation
import GRDB
import Measuring
import Runs
import Scenarios
import Support
import Synchronization
import Testing

@testable import RunStore

@Suite struct `A merged run` {
    private static let crowds = [
        CrowdMetadata(
            name: "hosts", expected: 7, steps: ["token", "enter-room"], hasEntry: true, firstGate: 1, gates: [1]),
        CrowdMetadata(
            name: "learners", expected: 293, steps: ["token", "generate-access", "enter-room"], hasEntry: true,
            firstGate: 1, gates: [1]),
    ]

    private func run(_ seed: UInt64, crowds: [CrowdMetadata] = []) -> ImaginedRun {
        var run = ImaginedRun(participants: 300, seed: seed, failing: 0.15, crowds: crowds)
        run.metadata.thresholds = ["turnout >= 50%", "p95(enter-room) < 300ms", "spread(release) < 1ms"]
        return run
    }

    private func merged(_ shards: [String], in directory: String, allowsMissing: Bool = false) async throws -> Summary {
        let path = "\(directory)/merged-\(UUID())"
        try await RunMerge(of: shards, allowsMissing: allowsMissing).write(to: path)
        return try StoredRun(directory: path).results.summary
    }

    private func refusal(_ shards: [String]) throws -> String {
        let problem = #expect(throws: Problem.self) { try RunMerge(of: shards) }
        #expect(problem?.kind == .usage && problem?.remedy != nil)
        return try #require(problem?.messages.first)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64], [1, 2, 3, 7])
    func `has the figures of the run with the same rows, to the last digit`(seed: UInt64, count: Int) async throws {
        try await withTemporaryDirectory { directory in
            let crowds = seed.isMultiple(of: 2) ? [] : Self.crowds
            let split = try await SplitRun(run(seed, crowds: crowds), into: count, in: directory)
            let whole = try StoredRun(directory: split.whole).results.summary
            var merged = try await merged(split.shards.shuffled(), in: directory)
            #expect(merged.run.shards == count && merged.run.shard == nil && merged.run.missingShards.isEmpty)
            #expect(whole.thresholds.contains { $0.passed } && whole.thresholds.contains { !$0.passed })
            let joined = try #require(merged.merge)
            #expect(joined.shards.map(\.number) == Array(1...count))
            #expect(joined.shards.reduce(0) { $0 + $1.expected } == whole.participants.expected)
            #expect(joined.shards.map(\.clockErrorMs) == (1...count).map(Double.init))
            #expect(joined.clockErrorMs == (count > 1 ? Double(2 * count - 1) : nil))
            merged.merge = nil
            merged.run.shards = whole.run.shards
            let clocks = merged.warnings.filter { $0.hasPrefix("The shards' clocks") }
            #expect(clocks.count == (count > 1 ? 1 : 0))
            #expect(clocks.allSatisfy { $0.contains("by up to \(2 * count - 1) ms") })
            merged.warnings.removeAll { clocks.contains($0) }
            #expect(merged == whole)
            #expect(try merged.json == whole.json)
        }
    }

    @Test func `has the same rows, whatever the order in which its shards are named`() async throws {
        try await withTemporaryDirectory { directory in
            let run = run(5)
            let split = try await SplitRun(run, into: 3, in: directory)
            var files: [[NumberedRequest]] = []
            var journeys: [[ParticipantSample]] = []
            for (name, order) in [("a", [0, 1, 2]), ("b", [2, 0, 1])] {
                let path = "\(directory)/\(name)"
                try await RunMerge(of: order.map { split.shards[$0] }).write(to: path)
                let requests = Mutex<[NumberedRequest]>([])
                let people = Mutex<[ParticipantSample]>([])
                let reader = try RunReader(directory: path)
                try reader.forEachRequest { batch in requests.withLock { $0 += batch } }
                try reader.forEachParticipant { batch in people.withLock { $0 += batch.participants } }
                files.append(requests.withLock { $0 })
                journeys.append(people.withLock { $0 })
                #expect(reader.environment == ["processors": "1; 2; 3"])
            }
            #expect(files[0] == files[1] && journeys[0] == journeys[1])
            #expect(files[0].map(\.id) == Array(1...Int64(files[0].count)))
            let taken = run.batches.flatMap(\.participants)
            #expect(journeys[0].map(\.participant).sorted() == taken.map(\.participant).sorted())
            // Moments are those of the first shard's clock, on which T0 is the same moment.
            let clock: Int64 = 7_000_000_003
            for sample in journeys[0].prefix(20) {
                let original = try #require(taken.first { $0.participant == sample.participant })
                #expect(sample.finished.nanoseconds(since: original.finished) == clock)
            }
        }
    }

    @Test func `is refused while a shard is missing, and invalid if that is allowed`() async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 3, in: directory)
            let rest = [split.shards[2], split.shards[0]]
            #expect(try refusal(rest) == "shard 2 of 3 is missing")
            #expect(try refusal([split.shards[1]]) == "shards 1 and 3 of 3 are missing")
            let summary = try await merged(rest, in: directory, allowsMissing: true)
            #expect(summary.verdict == .invalid && ExitCode(summary) == .invalid)
            #expect(summary.run.missingShards == [2] && summary.run.shards == 3)
            #expect(summary.participants.expected == 300 && summary.participants.started == 200)
            let whole = try StoredRun(directory: split.whole).results.summary
            #expect(summary.participants.entered < whole.participants.entered)
            #expect(summary.participants.turnout == Double(summary.participants.entered) / 300)
            #expect(summary.warnings.contains { $0.hasPrefix("Shard 2 of 3 is missing: ") })
        }
    }

    /// Ways in which run files are not those of one run, and what is said of them.
    private static let strangers: [(String, @Sendable (Int, inout RunMetadata) -> Void, String)] = [
        ("seed", { if $0 == 2 { $1.seed = 8 } }, "their seeds are 7 and 8"),
        ("steps", { if $0 == 2 { $1.crowds[0].steps[1] = "other" } }, "their scenarios differ"),
        ("sizes", { if $0 == 2 { $1.shard?.expected = [9] } }, "their scenarios differ"),
        ("data", { if $0 == 2 { $1.shard?.dataDigest = "ab" } }, "their data files have different contents"),
        ("target", { if $0 == 2 { $1.api = "http://b" } }, "their targets are http://127.0.0.1:8080 and http://b"),
        ("count", { if $0 == 2 { $1.shard?.count = 4 } }, "one of 2 and one of 4"),
        ("version", { if $0 == 2 { $1.version = "9" } }, "made by versions 0.1.0 and 9 of Turnout"),
        ("thresholds", { if $0 == 2 { $1.thresholds = [] } }, "their thresholds differ"),
        (
            "T0", { if $0 == 2 { $1.shard?.startAt = "2026-11-25T03:00:00.000Z" } },
            "they started at 2026-11-24T03:00:00.300Z and 2026-11-25T03:00:00.000Z"
        ),
        ("run", { if $0 == 2 { $1.id = "abcd" } }, "their runs are called 7f3a and abcd"),
    ]

    @Test(arguments: strangers.indices)
    func `is refused if the files are not those of one run`(place: Int) async throws {
        let (_, change, words) = Self.strangers[place]
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 2, in: directory) { number, metadata, _ in
                change(number, &metadata)
            }
            for order in [split.shards, split.shards.reversed()] {
                let message = try refusal(order)
                #expect(message.hasSuffix("are not shards of one run: \(words)"), "\(message)")
            }
        }
    }

    @Test func `is refused if a shard comes twice`() async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 2, in: directory)
            let twice = try refusal([split.shards[0], split.shards[0]])
            #expect(twice.hasSuffix("are both shard 1"))
        }
    }

    @Test func `is refused if participants overlap, or a run is no shard`() async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(
                run(2), into: 2, in: directory,
                keep: { number, participant in
                    number == 2 && participant == 5 ? true : nil
                })
            let words = "holds participant 5, who belongs to another shard"
            #expect(try refusal(split.shards) == "`\(split.shards[1])` is shard 2 of 2 and \(words)")
            #expect(try refusal([split.whole, split.shards[0]]) == "`\(split.whole)` is no shard: it is a whole run")
        }
    }

    @Test func `names the shard whose generator was the bottleneck`() async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 3, in: directory) { number, _, ending in
                guard number == 2 else { return }
                ending?.generator?.verdict = .overloaded
                ending?.generator?.reasons = ["Requests waited 3 s."]
                ending?.generator?.cpuSeconds = 4
            }
            let summary = try await merged(split.shards, in: directory)
            #expect(summary.verdict == .invalid && summary.generator.verdict == .overloaded)
            #expect(summary.generator.reasons == ["Shard 2: Requests waited 3 s."])
            #expect(summary.generator.cpuSeconds == 5.25)
            let joined = try #require(summary.merge)
            #expect(joined.shards.map(\.generator.verdict) == [.ok, .overloaded, .ok])
            #expect(joined.shards[1].generator.reasons == ["Requests waited 3 s."])
        }
    }

    @Test(arguments: [
        (RunStatus.interrupted, Summary.Verdict.none, ExitCode.interrupted), (.aborted, .failed, .failed),
    ])
    func `ends as the worst of its shards ended`(
        status: RunStatus, verdict: Summary.Verdict, code: ExitCode
    ) async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 3, in: directory) { number, _, ending in
                guard number == 3 else { return }
                ending?.status = status
                ending?.reason = "for a reason"
            }
            let path = directory + "/merged"
            try await RunMerge(of: split.shards).write(to: path)
            let results = try StoredRun(directory: path).results
            #expect(results.summary.run.status == status && results.outcome.reason == "shard 3: for a reason")
            #expect(results.summary.verdict == verdict && ExitCode(results.summary) == code)
        }
    }

    /// Of the participants of shard 2 some journeys, or none, had not ended when it was killed.
    @Test(arguments: [[2, 8], []] as [[Int32]])
    func `is invalid if a shard died before the journeys of all its participants had ended`(
        cutOff: [Int32]
    ) async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 3, in: directory) { number, _, ending in
                if number == 2 { ending = nil }
            }
            let queue = try DatabaseQueue(path: split.shards[1] + "/run.sqlite")
            let numbers = cutOff.map(String.init).joined(separator: ", ")
            try await queue.write { database in
                try database.execute(sql: "DELETE FROM participant_rows WHERE participant IN (\(numbers))")
            }
            let whole = try StoredRun(directory: split.whole).results.summary
            let summary = try await merged(split.shards, in: directory)
            let joined = try #require(summary.merge)
            #expect(joined.shards.map(\.status) == [.completed, .unfinished, .completed])
            #expect(joined.shards[1].generator.cpuSeconds == nil)
            #expect(joined.shards[1].cutOff?.count == cutOff.count)
            #expect(joined.shards[1].cutOff?.participants == cutOff.map { "participant \($0)" })
            #expect(joined.shards[0].cutOff == nil && joined.shards[2].cutOff == nil)
            #expect(summary.participants.expected == whole.participants.expected)
            #expect(summary.run.status == .completed)
            let died = summary.warnings.filter { $0.hasPrefix("Shard 2 has no ending") }
            if cutOff.isEmpty {
                #expect(died == ["Shard 2 has no ending, but the journeys of all its participants had ended."])
                #expect(summary.verdict == whole.verdict && summary.participants.entered == whole.participants.entered)
                #expect(summary.generator.reasons.contains { $0.hasPrefix("Nothing is known of the generators") })
            } else {
                #expect(died.count == 1 && died[0].contains("2 of its ") && died[0].contains("(2, 8)"))
                #expect(summary.verdict == .invalid && ExitCode(summary) == .invalid)
                // They had begun, and whoever had entered has entered.
                #expect(summary.participants.started == whole.participants.started)
                #expect(summary.participants.underWay == cutOff.count)
            }
        }
    }

    @Test func `is refused while a shard on this machine still runs`() async throws {
        try await withTemporaryDirectory { directory in
            let clock = WallClock.monotonicClockName
            let split = try await SplitRun(run(2), into: 2, in: directory) { number, metadata, ending in
                metadata.shard?.monotonicClock = clock
                if number == 2 { ending = nil }
            }
            func beat(_ age: Int64) async throws {
                let beat = Heartbeat(at: Moment.now.advanced(byNanoseconds: -age), crowds: [])
                let text = try #require(String(data: JSONEncoder().encode(beat), encoding: .utf8))
                try await DatabaseQueue(path: split.shards[1] + "/run.sqlite").write { database in
                    try database.execute(
                        sql: "INSERT OR REPLACE INTO meta VALUES ('heartbeat', ?)", arguments: [text])
                }
            }
            try await beat(1_000_000_000)
            let problem = #expect(throws: Problem.self) { try RunMerge(of: split.shards) }
            #expect(problem?.messages.first?.hasPrefix("'\(split.shards[1])' still runs") == true)
            // It may show the next one after the time was read.
            let before = Moment.now.advanced(byNanoseconds: -2_000_000_000)
            #expect(throws: Problem.self) { try RunMerge(of: split.shards, now: before) }
            // Without another sign it has died, which takes some waiting to know.
            await ShardSigns.awaitNext(of: split.shards)
            _ = try RunMerge(of: split.shards)
            try await beat(6_000_000_000)
            _ = try RunMerge(of: split.shards)
        }
    }

    @Test func `misses no shard whose directory holds something else`() async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 3, in: directory)
            let link = "\(directory)/link"
            try FileManager.default.createDirectory(atPath: link, withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(
                atPath: "\(link)/run.sqlite", withDestinationPath: "\(directory)/nowhere")
            // Of all shards; of a link to nothing.
            for other in [directory, link] {
                #expect(throws: Problem.self) {
                    try RunMerge(of: [split.shards[0], split.shards[1], other], allowsMissing: true)
                }
            }
        }
    }

    /// Killed before it made its file, before it wrote to that, and before it wrote what the run is.
    @Test(arguments: [0, 1, 2])
    func `misses a shard that was killed at its very start`(stage: Int) async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 3, in: directory)
            let killed = "\(directory)/killed"
            try FileManager.default.createDirectory(atPath: killed, withIntermediateDirectories: false)
            if stage == 1 { try Data().write(to: URL(filePath: "\(killed)/run.sqlite")) }
            if stage == 2 {
                try await DatabaseQueue(path: "\(killed)/run.sqlite").writeWithoutTransaction {
                    try $0.execute(sql: "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL")
                }
            }
            let shards = [split.shards[0], killed, split.shards[2]]
            #expect(throws: Problem.self) { try RunMerge(of: shards) }
            let merge = try RunMerge(of: shards, allowsMissing: true)
            #expect(merge.missing == [2] && merge.blank == [killed])
            let summary = try await merged(shards, in: directory, allowsMissing: true)
            #expect(summary.run.missingShards == [2] && summary.verdict == .invalid)
            let nobody = #expect(throws: Problem.self) { try RunMerge(of: [killed], allowsMissing: true) }
            #expect(nobody?.kind == .execution && nobody?.messages.first?.contains("no shard has written") == true)
            let nowhere = #expect(throws: Problem.self) {
                try RunMerge(of: [split.shards[0], "\(directory)/nowhere"], allowsMissing: true)
            }
            #expect(nowhere?.kind == .usage)
        }
    }

    @Test func `has no ending if no shard has one`() async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 3, in: directory) { _, _, ending in ending = nil }
            let summary = try await merged(split.shards, in: directory)
            #expect(summary.run.status == .unfinished && summary.verdict == .none)
        }
    }

    @Test func `tells which shards were not ready at T0`() async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 3, in: directory) { number, _, ending in
                ending?.readyNanoseconds = number == 2 ? -1_500_000_000 : 2_000_000_000
            }
            let summary = try await merged(split.shards, in: directory)
            #expect(summary.merge?.shards.map(\.readyMs) == [2000, -1500, 2000])
            let late = summary.warnings.filter { $0.contains("after T0") }
            #expect(late.count == 1 && late[0].hasPrefix("Shard 2 was ready 1.5 s after T0"))
        }
    }

    @Test func `has no ending if a shard has lost measurements, and says how many are missing`() async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 3, in: directory)
            let queue = try DatabaseQueue(path: split.shards[1] + "/run.sqlite")
            try await queue.write { database in
                try database.execute(sql: "INSERT INTO meta VALUES ('lost_samples', '3')")
            }
            let path = directory + "/merged"
            try await RunMerge(of: split.shards).write(to: path)
            #expect(try RunReader(directory: path).ending == nil)
            let summary = try StoredRun(directory: path).results.summary
            #expect(summary.run.lostSamples == 3 && summary.run.status == .unfinished)
            #expect(summary.merge?.shards.map(\.status) == [.completed, .unfinished, .completed])
        }
    }

    @Test func `says that nobody knows how far its clocks are apart, if one of them is not disciplined`() async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 3, in: directory) { number, metadata, _ in
                if number == 2 { metadata.shard?.clockErrorMicroseconds = nil }
            }
            let summary = try await merged(split.shards, in: directory)
            let joined = try #require(summary.merge)
            #expect(joined.clockErrorMs == nil && joined.shards.map(\.clockErrorMs) == [1, nil, 3])
            #expect(summary.warnings.contains { $0.hasPrefix("The shards' clocks can differ by an unknown time") })
        }
    }

    /// By how much the T0 of shard 2 was later. The shards of SplitRun have one clock each.
    @Test(arguments: [(0, nil), (999_000, nil), (3_000_000_000, "3 s after"), (-2_500_000_000, "2.5 s before")])
    func `knows how far shards on one machine were apart`(nanoseconds: Int64, words: String?) async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 3, in: directory, clocks: [0, nanoseconds, 0]) {
                _, metadata, _ in
                metadata.shard?.clockErrorMicroseconds = nil
                metadata.shard?.monotonicClock = "one"
            }
            let summary = try await merged(split.shards, in: directory)
            let joined = try #require(summary.merge)
            let milliseconds = Double(nanoseconds) / 1e6
            #expect(joined.clockErrorMs == abs(milliseconds))
            #expect(joined.shards.map(\.offsetMs) == [0, milliseconds, 0])
            let clocks = summary.warnings.filter { $0.contains("clocks") }
            #expect(
                clocks.map { $0.contains("T0 of shard 2 came \(words ?? "") that") } == (words == nil ? [] : [true]))
            // Everything counts from each shard's own T0.
            let one = try StoredRun(directory: split.whole).results.summary
            #expect(summary.admission == one.admission && summary.steps == one.steps)
        }
    }

    @Test func `says that clocks of several machines can differ by as much as the two worst`() async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 3, in: directory, clocks: [0, 0, 7_000_000_003]) {
                number, metadata, _ in
                if number < 3 { metadata.shard?.monotonicClock = "one" }
            }
            let joined = try #require(try await merged(split.shards, in: directory).merge)
            #expect(joined.clockErrorMs == 5 && joined.shards.map(\.offsetMs) == [0, 0, nil])
        }
    }

    @Test func `is refused if it is merged again, and of one shard if that is all`() async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 1, in: directory)
            let path = directory + "/merged"
            try await RunMerge(of: split.shards).write(to: path)
            let summary = try StoredRun(directory: path).results.summary
            #expect(summary.merge?.shards.count == 1 && summary.merge?.clockErrorMs == nil)
            #expect(
                try refusal([path]) == "`\(path)` is no shard: it is a whole run, joined from shards already")
        }
    }

    @Test(arguments: [0, -1, 10_001, Int.max])
    func `is refused if a run file names an impossible number of shards`(count: Int) async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 2, in: directory)
            let queue = try DatabaseQueue(path: split.shards[1] + "/run.sqlite")
            try await queue.write { database in
                try database.execute(
                    sql: "UPDATE meta SET value = json_set(value, '$.shard.count', ?) WHERE key = 'facts'",
                    arguments: [count])
            }
            let problem = #expect(throws: Problem.self) { try RunMerge(of: split.shards) }
            #expect(problem?.messages.first?.contains("is invalid") == true, "\(problem?.messages ?? [])")
        }
    }

    /// A half of it would look like a run that was killed.
    @Test func `is not there at all if a shard cannot be read to its end`() async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(ImaginedRun(participants: 3000, seed: 3), into: 2, in: directory)
            let merge = try RunMerge(of: split.shards)
            let file = split.shards[1] + "/run.sqlite"
            let size = try #require(FileManager.default.attributesOfItem(atPath: file)[.size] as? Int)
            #expect(truncate(file, size / 2) == 0)
            let path = "\(directory)/merged"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            await #expect(throws: Problem.self) { try await merge.write(to: path) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [])
        }
    }

    @Test func `is made of shards that judge nothing alone`() async throws {
        try await withTemporaryDirectory { directory in
            let split = try await SplitRun(run(2), into: 2, in: directory)
            let summary = try StoredRun(directory: split.shards[1]).results.summary
            #expect(summary.thresholds.isEmpty && summary.verdict == .none)
            #expect(summary.run.shard == 2 && summary.run.shards == 2 && summary.participants.expected == 150)
            #expect(summary.warnings.contains { $0.hasPrefix("These are the figures of shard 2 of 2 alone") })
            #expect(!summary.warnings.contains { $0.contains("judged by no threshold") })
        }
    }
}
