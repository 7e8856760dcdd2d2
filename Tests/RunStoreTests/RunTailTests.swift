// Following a run file while it grows.
import Foundation
import Measuring
import Support
import Testing

@testable import RunStore

struct RunTailTests {
    /// A run of one shard whose monotonic clock has a name.
    private func run(_ seed: UInt64, clock: String?) -> ImaginedRun {
        var run = ImaginedRun(participants: 300, seed: seed)
        run.metadata.shard = ShardMetadata(
            number: 1, count: 1, startAt: "2026-11-24T03:00:00.300Z", zero: run.metadata.origin,
            clockErrorMicroseconds: nil, monotonicClock: clock, expected: run.metadata.crowds.map(\.expected))
        return run
    }

    /// Read where it is, on the machine that writes it, and as a copy on any other.
    @Test(arguments: ["here", "elsewhere"], [1, FuzzSeed.value])
    func `what is read in parts is what was written, once each`(clock: String, seed: UInt64) async throws {
        try await withTemporaryDirectory { directory in
            let run = run(seed, clock: "here")
            let path = directory + "/run"
            let tail = RunTail(directory: path)
            #expect(try tail.read(clock: clock) { _, _ in } == nil)
            let writer = try RunWriter(directory: path, metadata: run.metadata, scenario: "", environment: [:])
            var read = SampleBatch()
            var random = SeededGenerator(seed: seed)
            func follow() throws -> RunReader? {
                try tail.read(clock: clock) { _, batch in
                    read.requests += batch.requests
                    read.steps += batch.steps
                    read.participants += batch.participants
                }
            }
            for batch in run.batches {
                writer.take([batch])
                if Bool.random(using: &random) { writer.settle() }
                _ = try follow()
            }
            writer.beat(Heartbeat(at: run.metadata.origin, crowds: []))
            try await writer.finish(run.ending)
            let last = try #require(try follow())
            #expect(last.ending == run.ending && last.heartbeat != nil)
            _ = try follow()
            #expect(read.requests == run.batches.flatMap(\.requests))
            #expect(read.steps == run.batches.flatMap(\.steps))
            #expect(read.participants == run.batches.flatMap(\.participants))
        }
    }
}
