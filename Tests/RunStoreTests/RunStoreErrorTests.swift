import Foundation
import GRDB
import Measuring
import Support
import Synchronization
import Testing

@testable import RunStore

@Suite struct `A problem with a run directory` {
    private let metadata = ImaginedRun.metadata(expected: 10)

    private func create(_ path: String) throws(RunStoreError) -> RunWriter {
        try RunWriter(directory: path, metadata: metadata, scenario: "", environment: [:])
    }

    private func kindOfReading(_ path: String) -> RunStoreError.Kind? {
        do throws(RunStoreError) {
            try RunReader(directory: path).forEachBatch { _ in }
            return nil
        } catch {
            #expect(error.problem.remedy?.isEmpty == false)
            return error.kind
        }
    }

    @Test func `is reported if it is not empty, and nothing is changed`() async throws {
        try await withTemporaryDirectory { directory in
            try Data("precious".utf8).write(to: URL(fileURLWithPath: directory + "/notes.txt"))
            let error = #expect(throws: RunStoreError.self) { _ = try create(directory) }
            #expect(error?.kind == .notEmpty)
            #expect(
                error?.description
                    == "The run directory `\(directory)` already contains `notes.txt`.\nChoose another directory: "
                    + "a run is never overwritten.")
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["notes.txt"])
        }
    }

    @Test func `is reported if another run took it`() async throws {
        try await withTemporaryDirectory { directory in
            let first = try create(directory + "/run")
            #expect(throws: RunStoreError.self) { _ = try create(directory + "/run") }
            withExtendedLifetime(first) {}
        }
    }

    @Test func `does not exist if the directory is empty`() async throws {
        try await withTemporaryDirectory { directory in _ = try create(directory) }
    }

    @Test func `is reported if it is a file or cannot be created`() async throws {
        try await withTemporaryDirectory { directory in
            try Data().write(to: URL(fileURLWithPath: directory + "/file"))
            #expect(#expect(throws: RunStoreError.self) { _ = try create(directory + "/file") }?.kind == .cannotWrite)
            let below = #expect(throws: RunStoreError.self) { _ = try create(directory + "/file/below") }
            #expect(below?.kind == .cannotWrite)
            #expect(below?.problem.messages[0].hasSuffix("cannot be written: Not a directory.") == true)
            #expect(
                #expect(throws: RunStoreError.self) { _ = try create("/proc/turnout-test") }?.kind == .cannotWrite)
        }
    }

    @Test func `is reported at the end if the disk was full, with the number of samples lost`() async throws {
        try await withTemporaryDirectory { directory in
            let run = ImaginedRun(participants: 3000, seed: 1)
            let seen = Mutex(0)
            let writer = try RunWriter(
                directory: directory + "/run", metadata: run.metadata, scenario: "", environment: [:], pageLimit: 20,
                then: { batch in seen.withLock { $0 += batch.count } })
            for batch in run.batches { writer.take([batch]) }
            let error = await #expect(throws: RunStoreError.self) { try await writer.finish(run.ending) }
            #expect(error?.kind == .diskFull)
            let lost = try #require(error?.lostSamples)
            #expect(lost > 0)
            #expect(
                error?.description
                    == """
                    There is no space left on the disk for the run directory `\(directory)/run`. The run file contains \
                    what was written before; \(lost) samples are missing from it.
                    Free some space, or choose a directory on another disk with --out.
                    """)
            // What was written is complete, and the rest is counted; the callback received everything.
            let taken = run.batches.reduce(0) { $0 + $1.count }
            let kept = Mutex(0)
            try RunReader(directory: directory + "/run").forEachBatch { batch in kept.withLock { $0 += batch.count } }
            #expect(kept.withLock { $0 } + lost == taken)
            #expect(seen.withLock { $0 } == taken)
        }
    }

    @Test func `does not make later rows refer to rows that were rolled back`() async throws {
        try await withTemporaryDirectory { directory in
            let tooLarge = ImaginedRun(participants: 3000, seed: 1, failing: 0.5)
            let small = ImaginedRun(participants: 10, seed: 1, failing: 0.5)
            let written = Event()
            let writer = try RunWriter(
                directory: directory + "/run", metadata: small.metadata, scenario: "", environment: [:], pageLimit: 20,
                then: { _ in written.happen() })
            // One transaction, which is rolled back with the names and failures in it.
            writer.take(tooLarge.batches)
            await written.wait()
            writer.take(small.batches)
            let error = await #expect(throws: RunStoreError.self) { try await writer.finish(small.ending) }
            #expect(error?.lostSamples == tooLarge.batches.reduce(0) { $0 + $1.count })
            var failures: [Failure] = []
            try RunReader(directory: directory + "/run").forEachBatch { batch in
                failures += batch.requests.compactMap(\.failure)
            }
            #expect(Set(failures) == Set(small.batches.flatMap(\.requests).compactMap(\.failure)))
        }
    }

    @Test func `keeps no more than ten thousand different failures in memory`() async throws {
        try await withTemporaryDirectory { directory in
            let run = ImaginedRun(participants: 10, seed: 1)
            let sample = try #require(run.batches.flatMap(\.steps).first)
            func step(_ number: Int) -> StepSample {
                var step = sample
                step.failure = Failure(kind: .check, detail: "serial number \(number)")
                return step
            }
            let writer = try create(directory + "/run")
            // The first and the last of them again: one is still known, the other is written again.
            writer.take([SampleBatch(steps: ((0...10_000) + [0, 10_000]).map(step))])
            try await writer.finish(run.ending)
            let rows = try await DatabaseQueue(path: directory + "/run/run.sqlite").read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM failures")
            }
            #expect(rows == 10_002)
        }
    }

    @Test func `of a directory of runs the newest is named`() async throws {
        try await withTemporaryDirectory { directory in
            for name in ["2026-11-28T100000Z-b", "2026-11-29T090000Z-a", "2026-11-29T100000Z-none"] {
                let folder = URL(fileURLWithPath: "\(directory)/\(name)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
                if !name.hasSuffix("none") { try Data().write(to: folder.appending(path: "run.sqlite")) }
            }
            for path in [directory, directory + "/"] {
                let error = #expect(throws: RunStoreError.self) { try RunReader(directory: path) }
                #expect(error?.problem.remedy == "Its newest run is `\(directory)/2026-11-29T090000Z-a`.")
            }
        }
    }

    @Test func `is reported if there is no run, or something else`() async throws {
        try await withTemporaryDirectory { directory in
            #expect(kindOfReading(directory + "/nowhere") == .noSuchRun)
            #expect(kindOfReading(directory) == .noSuchRun)
            let file = URL(fileURLWithPath: directory + "/run.sqlite")
            try Data().write(to: file)
            #expect(kindOfReading(directory) == .nothingWritten)
            try Data("this is not a database at all, but it is long enough to look at".utf8).write(to: file)
            #expect(kindOfReading(directory) == .notARun)
            try FileManager.default.removeItem(at: file)
            try await DatabaseQueue(path: file.path).write { try $0.execute(sql: "CREATE TABLE other (x)") }
            #expect(kindOfReading(directory) == .notARun)
        }
    }

    @Test func `is reported if a newer version wrote it`() async throws {
        try await withTemporaryDirectory { directory in
            let writer = try create(directory + "/run")
            try await writer.finish(ImaginedRun(participants: 1, seed: 1).ending)
            try await DatabaseQueue(path: directory + "/run/run.sqlite").writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA user_version = 99")
            }
            #expect(kindOfReading(directory + "/run") == .newerVersion)
        }
    }

    @Test(arguments: [
        "UPDATE meta SET value = '{' WHERE key = 'facts'", "DELETE FROM meta WHERE key = 'facts'",
        "UPDATE failures SET kind = 'bad luck'", "UPDATE request_kinds SET http_version = '7'",
        "UPDATE request_rows SET participant = 99999999999 WHERE id = 3", "UPDATE request_kinds SET status = 'fine'",
        "UPDATE request_kinds SET endpoint = 77777", "UPDATE request_rows SET finished_after = -9223372036854775808",
        "UPDATE request_rows SET finished_after = 9223372036854775807", "UPDATE request_rows SET kind = 77777",
        "UPDATE step_rows SET failure = 123456", "UPDATE participant_rows SET ending = 'happily'",
        "UPDATE request_rows SET resolve_us = 9223372036854775807",
        "UPDATE request_rows SET wait_us = -562949953421312",
        "UPDATE request_kinds SET step = 3", "UPDATE step_rows SET step = 32767",
        "UPDATE lookups SET lookup_us = 9223372036854775807", "UPDATE meta SET value = x'7B7D' WHERE key = 'facts'",
        "UPDATE meta SET value = x'7B7D' WHERE key = 'scenario'", "INSERT INTO meta VALUES ('lost_samples', 'many')",
        "INSERT INTO meta VALUES ('lost_samples', '-1')", "PRAGMA user_version = 0", "PRAGMA user_version = -7",
    ])
    func `is reported if a row is invalid, and nothing traps`(damage: String) async throws {
        try await withTemporaryDirectory { directory in
            let run = ImaginedRun(participants: 100, seed: 1, failing: 0.5)
            let writer = try create(directory + "/run")
            for batch in run.batches { writer.take([batch]) }
            try await writer.finish(run.ending)
            try await DatabaseQueue(path: directory + "/run/run.sqlite").write { try $0.execute(sql: damage) }
            #expect(kindOfReading(directory + "/run") == .corrupt)
        }
    }
}
