// Writes the run file of a merged run.
import Glibc
package import Measuring
import RunStore

extension RunMerge {
    /// Writes the rows of all shards into a new run directory. Its run file is there once it is whole: half of one would look
    /// like a run that was killed.
    ///
    /// - Parameter directory: the run directory, which must be empty or not exist.
    /// - Throws: why a shard cannot be read, or the merged run cannot be written.
    package func write(to directory: String) async throws(Problem) {
        let draft = "\(directory)/merging"
        defer { unsafe rmdir(draft) }
        do throws(Problem) {
            try await writeRows(to: draft)
            // The log is left only if someone reads the file at its end; it has to be there when the file is.
            for name in ["run.sqlite-wal", "run.sqlite"] {
                let isMoved = unsafe rename("\(draft)/\(name)", "\(directory)/\(name)") == 0
                guard isMoved || errno == ENOENT && name.hasSuffix("-wal") else {
                    throw Problem("cannot write '\(directory)/\(name)': \(SystemError.words(errno))")
                }
            }
            unsafe unlink("\(draft)/run.sqlite-shm")
        } catch {
            for name in ["", "-wal", "-shm", "-journal"] { unsafe unlink("\(draft)/run.sqlite\(name)") }
            throw error
        }
    }

    private func writeRows(to directory: String) async throws(Problem) {
        // Times are counted from the start of the shard that started longest before T0, so that none is negative.
        guard
            let reference = parts.max(by: {
                ($0.zeroNanoseconds, $1.shard.number) < ($1.zeroNanoseconds, $0.shard.number)
            })
        else { return }
        let origin = reference.reader.metadata.origin
        let metadata = try metadata(from: reference)
        let writer: RunWriter
        do throws(RunStoreError) {
            writer = try RunWriter(
                directory: directory, metadata: metadata, scenario: parts[0].reader.scenario, environment: environment)
        } catch {
            throw error.problem
        }
        var gates = GateUnion()
        var loops: Int16 = 0
        for part in parts {
            // T0 is the same moment in all of them.
            let reader = part.reader.counted(
                from: origin.advanced(byNanoseconds: reference.zeroNanoseconds - part.zeroNanoseconds))
            var own: Int16 = 0
            let before = loops
            var unfinished = UnfinishedJourneys(metadata: reader.metadata)
            try RunMerge.reading { () throws(RunStoreError) in
                try reader.forEachBatch { batch in
                    var batch = batch
                    if part.hasDied { unfinished.add(batch) }
                    gates.add(batch.gates)
                    batch.gates = []
                    for place in batch.lookups.indices {
                        own = max(own, batch.lookups[place].loop &+ 1)
                        batch.lookups[place].loop &+= before
                    }
                    writer.take([batch])
                    // One after another, so that the rows are in the same order whenever the shards are merged.
                    writer.settle()
                }
            }
            if part.hasDied, !part.hasLostSamples {
                writer.take([unfinished.cutOff])
                writer.settle()
            }
            loops = before &+ own
        }
        var last = SampleBatch()
        last.gates = gates.samples
        writer.take([last])
        if let heartbeat = heartbeat(from: reference) { writer.beat(heartbeat) }
        do throws(RunStoreError) {
            try await writer.finish(outcome, lost: parts.reduce(0) { $0 + $1.reader.lostSamples })
        } catch {
            throw error.problem
        }
    }

    /// What is known of the merged run.
    private func metadata(from reference: Part) throws(Problem) -> RunMetadata {
        var metadata = parts[0].reader.metadata
        metadata.origin = reference.reader.metadata.origin
        metadata.startedAt = reference.reader.metadata.startedAt
        metadata.targetSharesMachine = parts.contains { $0.reader.metadata.targetSharesMachine }
        for place in metadata.crowds.indices {
            metadata.crowds[place].expected =
                parts[0].shard.expected.indices.contains(place) ? parts[0].shard.expected[place] : nil
        }
        metadata.shard = nil
        let clocks = ClockAgreement(of: parts.map(\.shard))
        var merged: [MergedShard] = []
        for part in parts {
            merged.append(part.merged(clocks, part.hasDied ? try ShardJourneys(of: part.reader) : nil))
        }
        metadata.merge = MergeMetadata(
            shards: parts[0].shard.count, missing: missing, parts: merged,
            clockErrorMicroseconds: clocks.errorMicroseconds)
        return metadata
    }

    /// Versions and machines: of what differs, each shard's in the order of their numbers.
    private var environment: [String: String] {
        let all = parts.map(\.reader.environment)
        let keys = Set(all.flatMap(\.keys))
        return Dictionary(
            uniqueKeysWithValues: keys.map { key in
                let values = all.map { $0[key] ?? "unknown" }
                return (key, Set(values).count == 1 ? values[0] : values.joined(separator: "; "))
            })
    }

    /// The last sign of life, with how many had started and ended in all shards; nil if a shard has none.
    private func heartbeat(from reference: Part) -> Heartbeat? {
        var joined: Heartbeat?
        for part in parts {
            guard let beat = part.reader.heartbeat else { return nil }
            let at = reference.shard.zero.advanced(byNanoseconds: beat.at.nanoseconds(since: part.shard.zero))
            guard var sum = joined else {
                joined = Heartbeat(at: at, crowds: beat.crowds)
                continue
            }
            sum.at = max(sum.at, at)
            for place in sum.crowds.indices where beat.crowds.indices.contains(place) {
                sum.crowds[place].started += beat.crowds[place].started
                sum.crowds[place].ended += beat.crowds[place].ended
            }
            joined = sum
        }
        return joined
    }
}

/// The openings of gates over all shards: one of each gate, and of each crowd's arrivals.
struct GateUnion {
    private var gates: [[Int16]: GateSample] = [:]

    mutating func add(_ samples: [GateSample]) {
        for sample in samples {
            let key = [sample.gate, sample.crowd]
            guard var joined = gates[key] else {
                gates[key] = sample
                continue
            }
            joined.opened = min(joined.opened, sample.opened)
            joined.waiting = Int32(clamping: Int64(joined.waiting) + Int64(sample.waiting))
            joined.stragglers += sample.stragglers
            joined.unprimed += sample.unprimed
            joined.isTight = joined.isTight || sample.isTight
            gates[key] = joined
        }
    }

    /// The openings, in the order of their numbers.
    var samples: [GateSample] {
        gates.values.sorted { ($0.gate, $0.crowd) < ($1.gate, $1.crowd) }.map { gate in
            var gate = gate
            gate.stragglers.sort()
            gate.unprimed.sort { $0.participant < $1.participant }
            return gate
        }
    }
}
