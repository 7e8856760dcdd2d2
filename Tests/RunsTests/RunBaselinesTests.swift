import Analysis
import Foundation
import Measuring
import RunStore
import Support
import Testing

@testable import Runs

@Suite struct `The baselines of a run` {
    private let scenario = "turnout: 1\nname: \"x\"\njourney:\n  - token\n"

    /// Stores an imagined run and returns its directory.
    private func store(
        _ name: String, in directory: String, seed: UInt64, scenario: String? = nil, expected: Int = 300,
        _ change: (inout ImaginedRun) -> Void = { _ in }
    ) async throws -> String {
        var run = ImaginedRun(participants: expected, seed: seed)
        run.metadata.id = name
        run.metadata.startedAt = "2026-11-24T03:00:0\(seed % 10).000Z"
        change(&run)
        let path = "\(directory)/\(name)"
        let writer = try RunWriter(
            directory: path, metadata: run.metadata, scenario: scenario ?? self.scenario,
            environment: ["loopsGoFirst": "permitted"])
        writer.take(run.batches)
        try await writer.finish(run.ending)
        return path
    }

    private func problem(_ body: () throws(Problem) -> Void) throws -> Problem {
        do throws(Problem) {
            try body()
        } catch {
            return error
        }
        throw CancellationError()
    }

    @Test func `give the same figures after a round through the run file, on a machine without them`() async throws {
        try await withTemporaryDirectory { directory in
            let base = try await store("base", in: directory, seed: 2)
            let new = try await store("new", in: directory, seed: 4)
            let baselines = try RunBaselines([base], tolerance: .init(), force: false)
            let compared = try StoredRun(directory: new).compared(named: new)
            try baselines.check(against: compared.identity)
            let comparison = RunComparison.of(compared, with: baselines.runs)
            #expect(comparison.rows.count == 1 + 4 * 5)
            let overlay = baselines.overlay(of: baselines.runs[0], beside: compared.results.summary)
            try RunAppendix(
                comparison: StoredJSON.text(comparison), baseline: StoredJSON.text(overlay)
            ).write(to: new)
            try FileManager.default.removeItem(atPath: base)

            let stored = try StoredRun(directory: new)
            #expect(stored.results.summary.comparison == comparison)
            var live = compared.results
            live.take(comparison)
            #expect(try stored.results.summary.json == live.summary.json)
            let drawn = try #require(try stored.material().overlay)
            #expect(drawn == overlay && drawn.run.id == "base")
            // Of the step whose waves the report shows, and of no other.
            #expect(
                drawn.steps.indices.filter { drawn.steps[$0].heat != nil } == [compared.results.summary.slowestStep])
            #expect(drawn.crowds[0].enteredMs == drawn.crowds[0].enteredMs.sorted())
            #expect(drawn.crowds[0].enteredMs.count <= 400 && drawn.steps.count == 3)
            #expect(drawn.crowds[0].shares.last == baselines.runs[0].results.summary.participants.turnout)
        }
    }

    @Test func `that have gone when the run ends are drawn without waves`() async throws {
        try await withTemporaryDirectory { directory in
            let base = try await store("base", in: directory, seed: 2)
            let baselines = try RunBaselines([base], tolerance: .init(), force: false)
            try FileManager.default.removeItem(atPath: base)
            let run = baselines.runs[0]
            #expect(baselines.overlay(of: run, beside: run.results.summary) == BaselineOverlay(run))
        }
    }

    @Test func `are refused with every difference, unless the comparison is forced`() async throws {
        try await withTemporaryDirectory { directory in
            let other = try await store(
                "other", in: directory, seed: 2, scenario: scenario.replacing("token", with: "enter-room"),
                expected: 200)
            let cut = try await store("cut", in: directory, seed: 4) { $0.ending.status = .interrupted }
            let invalid = try await store("invalid", in: directory, seed: 6) {
                $0.ending.generator?.verdict = .overloaded
            }
            let new = try StoredRun(directory: await store("new", in: directory, seed: 8)).compared(named: "new")
            let baselines = try RunBaselines([other, cut, invalid], tolerance: .init(), force: false)
            let refused = try problem { () throws(Problem) in _ = try baselines.check(against: new.identity) }
            #expect(refused.kind == .usage && refused.remedy?.contains("--force") == true)
            #expect(
                refused.messages == [
                    "\(other): participants: 200, but 300 in the new run",
                    "\(other): scenario: not in the new run:   - enter-room",
                    "\(other): scenario: only in the new run:   - token",
                    "\(cut): it was interrupted",
                    "\(invalid): it is invalid: its generator was the bottleneck, not the target",
                ])
            let forced = try RunBaselines([other, cut, invalid], tolerance: .init(), force: true)
            #expect(try forced.check(against: new.identity) == refused.messages.map { $0 + "." })
        }
    }

    @Test func `are refused once for what holds for several of them`() async throws {
        try await withTemporaryDirectory { directory in
            var paths: [String] = []
            for (name, expected) in [("a", 200), ("b", 250), ("c", 200)] {
                paths.append(
                    try await store(
                        name, in: directory, seed: 2, scenario: scenario.replacing("token", with: "enter-room"),
                        expected: expected))
            }
            let new = try StoredRun(directory: await store("new", in: directory, seed: 8)).compared(named: "new")
            let all = try paths.map(RunBaselines.read)
            let refused = Comparability.objections(to: all, against: new.identity)
            let every = paths.joined(separator: ", ")
            #expect(
                refused.map(\.description) == [
                    "\(paths[0]), \(paths[2]): participants: 200, but 300 in the new run",
                    "\(every): scenario: not in the new run:   - enter-room",
                    "\(every): scenario: only in the new run:   - token",
                    "\(paths[1]): participants: 250, but 300 in the new run",
                ])
        }
    }

    /// A run that has just ended, compared with a baseline.
    private func judged(
        in directory: String, _ change: (inout RunResults) -> Void
    ) async throws -> Summary.BaselineComparison {
        let base = try await store("base", in: directory, seed: 2) { run in
            for batch in run.batches.indices {
                for gate in run.batches[batch].gates.indices { run.batches[batch].gates[gate].isTight = false }
            }
        }
        let stored = try StoredRun(directory: try await store("new", in: directory, seed: 4)).compared(named: "new")
        var results = stored.results
        change(&results)
        let new = ComparedRun(
            name: "new", results: results, scenario: scenario, environment: ["loopsGoFirst": "permitted"])
        return try RunBaselines([base], tolerance: .init(), force: false).compare(with: new)
    }

    @Test func `are compared with a run of which one connection was dropped, and a warning says so`() async throws {
        try await withTemporaryDirectory { directory in
            let comparison = try await judged(in: directory) { $0.summary.releases[0].kind = .warm }
            #expect(comparison.rows.count == 1 + 4 * 5)
            #expect(comparison.warnings.contains { $0.hasPrefix("base: release: cold, but warm in the new run.") })
        }
    }

    @Test func `are not silently left out if only the run shows that it differs`() async throws {
        try await withTemporaryDirectory { directory in
            let comparison = try await judged(in: directory) { $0.summary.releases[0].kind = .tight }
            #expect(comparison.rows.isEmpty && comparison.verdict == .tooLittleData)
            #expect(comparison.sentence.contains("The run is not compared with its baseline: "))
            #expect(comparison.sentence.hasSuffix("but tight in the new run."))
            #expect(
                comparison.warnings == ["The run was not compared: a regression would not show in its exit code."])
        }
    }

    @Test func `give the same times at which half, 90 and 99 % were in, however many entered`() async throws {
        try await withTemporaryDirectory { directory in
            let path = try await store("base", in: directory, seed: 2, expected: 2000) {
                $0 = ImaginedRun(participants: 2000, seed: 2, failing: 0)
            }
            let run = try StoredRun(directory: path).compared(named: "base")
            let crowd = BaselineOverlay(run).crowds[0]
            let summary = run.results.summary.crowds[0]
            #expect((390...400).contains(crowd.enteredMs.count) && crowd.enteredMs == crowd.enteredMs.sorted())
            for (share, time) in [
                (0.5, summary.admission.t50Ms), (0.9, summary.admission.t90Ms), (0.99, summary.admission.t99Ms),
            ] {
                let place = try #require(crowd.shares.firstIndex { $0 >= share })
                #expect(crowd.enteredMs[place] == time)
            }
        }
    }

    @Test func `are refused if one of them is missing or given twice`() async throws {
        try await withTemporaryDirectory { directory in
            let base = try await store("base", in: directory, seed: 2)
            let missing = try problem { () throws(Problem) in
                _ = try RunBaselines([base, directory + "/none"], tolerance: .init(), force: true)
            }
            #expect(missing.kind == .usage && missing.messages[0].contains("/none"))
            let broken = try await store("broken", in: directory, seed: 4)
            try Data("no run".utf8).write(to: URL(filePath: broken + "/run.sqlite"))
            // It exists, so that it cannot be read is no wrong usage.
            let damaged = try problem { () throws(Problem) in
                _ = try RunBaselines([base, broken], tolerance: .init(), force: true)
            }
            #expect(damaged.kind == .execution && damaged.messages[0].contains("/broken"))
            let twice = try problem { () throws(Problem) in
                _ = try RunBaselines([base, base], tolerance: .init(), force: true)
            }
            #expect(twice.kind == .usage && twice.messages[0].contains("is the same run as"))
        }
    }

    @Test func `are not read from a row that is damaged`() async throws {
        try await withTemporaryDirectory { directory in
            let path = try await store("run", in: directory, seed: 2)
            try RunAppendix(comparison: "{}").write(to: path)
            let damage = try problem { () throws(Problem) in _ = try StoredRun(directory: path) }
            #expect(damage.messages[0].contains("`comparison` in its table `meta` is invalid"))
        }
    }
}
