// A run that is split into the run files that its shards would have written.
import Measuring
import Support
import Synchronization
import Testing

@testable import RunStore

/// A made-up run, stored whole, and the same rows in a file for each shard.
struct SplitRun {
    /// The directory of the whole run.
    let whole: String
    /// The directories of the shards, by number.
    let shards: [String]

    /// Writes the files into a directory. `change` may change what a shard's file says of it. Each machine has a monotonic
    /// clock of its own; `clocks` is what each one's shows more than the whole run's.
    init(
        _ run: ImaginedRun, into count: Int, in directory: String,
        clocks: [Int64]? = nil,
        change: (Int, inout RunMetadata, inout RunOutcome?) -> Void = { _, _, _ in },
        keep: @escaping (Int, Int32) -> Bool? = { _, _ in nil }
    ) async throws {
        whole = directory + "/whole"
        let writer = try RunWriter(directory: whole, metadata: run.metadata, scenario: "turnout: 1", environment: [:])
        for batch in run.batches { writer.take([batch]) }
        try await writer.finish(run.ending)
        var written: [String] = []
        for number in 1...count {
            let path = "\(directory)/shard-\(number)"
            // Each shard starts a little later than the one before.
            let clock = clocks?[number - 1] ?? Int64(number) * 7_000_000_003
            let delay = Int64(number - 1) * 11_000_007
            var metadata = run.metadata
            metadata.origin = run.metadata.origin.advanced(byNanoseconds: clock + delay)
            var shard = ShardMetadata(
                number: number, count: count, startAt: "2026-11-24T03:00:00.300Z",
                zero: run.metadata.origin.advanced(byNanoseconds: clock + 300_000_077),
                clockErrorMicroseconds: Int64(number) * 1000, expected: run.metadata.crowds.map(\.expected))
            var first = 1
            for place in metadata.crowds.indices {
                let size = metadata.crowds[place].expected ?? 0
                metadata.crowds[place].expected = (first..<first + size).count { shard.has(participant: Int32($0)) }
                first += size
            }
            metadata.shard = shard
            var ending: RunOutcome? = run.ending
            if number > 1 {
                ending?.generator?.cpuSeconds = 0
                ending?.generator?.lateStarts = 0
            }
            change(number, &metadata, &ending)
            shard = metadata.shard ?? shard
            let own = try RunWriter(
                directory: path, metadata: metadata, scenario: "turnout: 1", environment: ["processors": "\(number)"])
            let all = try RunReader(directory: whole)
                .counted(from: run.metadata.origin.advanced(byNanoseconds: clock))
            let isOwn = { (participant: Int32) in keep(number, participant) ?? shard.has(participant: participant) }
            try all.forEachBatch { batch in
                var part = batch
                part.requests.removeAll { !isOwn($0.participant) }
                part.steps.removeAll { !isOwn($0.participant) }
                part.participants.removeAll { !isOwn($0.participant) }
                if number > 1 { part.lookups = [] }
                for place in part.gates.indices where part.gates[place].gate > 0 {
                    part.gates[place].stragglers.removeAll { !isOwn($0) }
                    part.gates[place].unprimed.removeAll { !isOwn($0.participant) }
                    let people = (1...Int32(run.metadata.expected)).count { isOwn($0) }
                    part.gates[place].waiting = Int32(people - part.gates[place].stragglers.count)
                }
                own.take([part])
                own.settle()
            }
            if let ending { try await own.finish(ending) } else { try await own.finish(nil) }
            written.append(path)
        }
        shards = written
    }
}
