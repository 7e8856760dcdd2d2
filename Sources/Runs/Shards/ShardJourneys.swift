// Whose journeys a shard's run file has the end of.
import Measuring
import RunStore

/// The journeys of one shard's participants.
struct ShardJourneys {
    private let ended: Set<Int32>

    /// Reads them from its run file.
    init(of reader: RunReader) throws(Problem) {
        var ended: Set<Int32> = []
        try RunMerge.reading { () throws(RunStoreError) in
            try reader.forEachParticipant { for journey in $0.participants { ended.insert(journey.participant) } }
        }
        self.ended = ended
    }

    /// Those of a shard that died whose journeys had not ended, whether they had begun or not.
    func cutOff(of shard: ShardMetadata) -> MergedShard.CutOff {
        // Crowds of unknown size come last, and their participants have the numbers after all others.
        var missing: [Int32] = []
        let known = shard.expected.reduce(0) { $0 + ($1 ?? 0) }
        for number in stride(from: shard.number, through: known, by: shard.count) where !ended.contains(Int32(number)) {
            missing.append(Int32(number))
        }
        let isKnown = shard.expected.allSatisfy { $0 != nil }
        return MergedShard.CutOff(
            count: isKnown ? missing.count : nil,
            participants: Array(missing.prefix(MergedShard.CutOff.mostNamed)))
    }
}
