// Of which shards a merged run was joined, and how each of them did.
package import Measuring

extension Summary {
    /// Of what a merged run was joined.
    package struct Merge: Codable, Equatable, Sendable {
        /// By how many milliseconds the clocks of any two shards can differ; nil if that is unknown, or there is one shard.
        package var clockErrorMs: Double?
        /// The shards that were joined, by number. Those that are missing are in `run.missingShards`.
        package var shards: [Shard]

        /// A shard by itself.
        package struct Shard: Codable, Equatable, Sendable {
            /// Its number, from 1.
            package var number: Int
            /// How many participants it expected.
            package var expected: Int
            /// How it ended.
            package var status: RunStatus
            /// How far its machine's clock can be from UTC; nil if that is unknown.
            package var clockErrorMs: Double?
            /// By how much its T0 was later than that of the first shard on the same machine, or earlier (negative); nil if it
            /// was alone on one, or if that is unknown.
            package var offsetMs: Double?
            /// By how much it was ready before T0, or after it (negative); nil if that is unknown.
            package var readyMs: Double?
            /// Of a shard that died: the participants whose journeys had not ended. Nil if it has an ending.
            package var cutOff: CutOff?
            /// How its generator did.
            package var generator: Generator
        }

        /// Participants whose journeys had not ended when their shard died.
        package struct CutOff: Codable, Equatable, Sendable {
            /// How many there are; nil if that is unknown.
            package var count: Int?
            /// Their names, in ascending order of their numbers; of many, the first ones.
            package var participants: [String]
        }

        /// The merge that a run file tells of.
        package init(_ merge: MergeMetadata) {
            clockErrorMs = merge.parts.count > 1 ? merge.clockErrorMicroseconds.map { Double($0) / 1000 } : nil
            shards = merge.parts.map { part in
                Shard(
                    number: part.number, expected: part.expected, status: part.status,
                    clockErrorMs: part.clockErrorMicroseconds.map { Double($0) / 1000 },
                    offsetMs: part.offsetMicroseconds.map { Double($0) / 1000 },
                    readyMs: part.readyNanoseconds.map { Double($0 / 1000) / 1000 },
                    cutOff: part.cutOff.map { cutOff in
                        CutOff(count: cutOff.count, participants: cutOff.participants.map { "participant \($0)" })
                    },
                    generator: Generator(part.generator))
            }
        }
    }
}
