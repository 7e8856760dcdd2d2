// How long a run in progress may be silent before nobody watches it any more.
import EventLoops
import Foundation
import GRDB
import Measuring
import Support
import Testing

@testable import RunStore
@testable import Runs

@Suite struct `A watched run` {
    /// Which of the shards have not ended, by where they run, and whether one is still to come.
    @Test(
        arguments: [
            (["elsewhere"], false, 59, false), (["elsewhere"], false, 61, true), (["here"], false, 29, false),
            (["here"], false, 31, true), (["here", "elsewhere"], false, 31, false), ([], true, 59, false),
            ([], true, 61, true),
        ] as [([String], Bool, Int64, Bool)])
    func `is silent after a time that depends on where its processes run`(
        running: [String], isIncomplete: Bool, seconds: Int64, isSilent: Bool
    ) async throws {
        try await withTemporaryDirectory { directory in
            let began = Moment(nanoseconds: 1_000_000_000)
            let split = try await SplitRun(ImaginedRun(participants: 30, seed: 3), into: 3, in: directory) {
                number, metadata, ending in
                metadata.shard?.monotonicClock = "here"
                guard number <= running.count else { return }
                metadata.shard?.monotonicClock = running[number - 1]
                ending = nil
            }
            let beat = try JSONEncoder().encode(Heartbeat(at: began, crowds: []))
            for shard in split.shards {
                try await DatabaseQueue(path: shard + "/run.sqlite").write { database in
                    try database.execute(
                        sql: "INSERT OR REPLACE INTO meta VALUES ('heartbeat', ?)",
                        arguments: [String(decoding: beat, as: UTF8.self)])
                }
            }
            var run = WatchedRun(Array(split.shards.prefix(isIncomplete ? 2 : 3)), clock: "here", now: began)
            try run.update(now: began)
            #expect(!run.isSilent(since: began, now: began))
            #expect(run.isSilent(since: began, now: began.advanced(byNanoseconds: seconds * 1_000_000_000)) == isSilent)
        }
    }

    @Test func `has not ended before there is one`() throws {
        var run = WatchedRun([], clock: "here", now: .now)
        try run.update(now: .now)
        #expect(!run.hasEnded)
    }

    /// A file that is being copied may become readable.
    @Test func `says why a file cannot be read, and gives it up after a minute`() throws {
        let folder = try TemporaryFolder()
        try folder.write("run.sqlite", "no run")
        let began = Moment(nanoseconds: 1_000_000_000)
        func later(_ seconds: Int64) -> Moment { began.advanced(byNanoseconds: seconds * 1_000_000_000) }
        var run = WatchedRun([folder.path], clock: "here", now: began)
        try run.update(now: began)
        #expect(run.processes[0].problem?.messages.first?.contains("is not a run file") == true)
        try run.update(now: later(59))
        #expect(throws: Problem.self) { try run.update(now: later(60)) }
        try FileManager.default.removeItem(atPath: folder.path + "/run.sqlite")
        try run.update(now: later(61))
        #expect(run.processes[0].problem == nil)
    }
}
