// What a run file keeps of shards: processes that share a run.

/// Which part of a run a process was.
package struct ShardMetadata: Codable, Hashable, Sendable {
    /// The most shards of a run.
    package static let most = 10_000

    /// Its number, from 1.
    package var number: Int
    /// How many shards the run has.
    package var count: Int
    /// T0 as a time of day, ISO 8601 in UTC: when the journeys of all shards begin.
    package var startAt: String
    /// T0 on this process's monotonic clock.
    package var zero: Moment
    /// How far this machine's clock can be from UTC, in microseconds; nil if that is unknown.
    package var clockErrorMicroseconds: Int64?
    /// Which monotonic clock `zero` is on: shards with the same one, on one machine, can be compared by it. Nil if unknown.
    package var monotonicClock: String?
    /// How many participants each crowd of the whole run expects; nil where only the run can tell.
    package var expected: [Int?]
    /// What the contents of the scenario's files of data come to under a key that the shards of the run alone know, so that
    /// nobody can find out the contents from it; nil without such files.
    package var dataDigest: String?

    /// Creates a shard's description.
    package init(
        number: Int, count: Int, startAt: String, zero: Moment, clockErrorMicroseconds: Int64?,
        monotonicClock: String? = nil, expected: [Int?], dataDigest: String? = nil
    ) {
        self.monotonicClock = monotonicClock
        self.dataDigest = dataDigest
        self.number = number
        self.count = count
        self.startAt = startAt
        self.zero = zero
        self.clockErrorMicroseconds = clockErrorMicroseconds
        self.expected = expected
    }

    /// Whether a participant belongs to it. The host, number 0, is shard 1's.
    package func has(participant: Int32) -> Bool {
        participant == 0 ? number == 1 : (Int(participant) - 1) % count == number - 1
    }
}

extension MergeMetadata {
    /// Whether participants are missing: those of a shard without a run file, or of one that died before their journeys had
    /// ended.
    package var lacksParticipants: Bool { !missing.isEmpty || parts.contains { $0.cutOff?.isAny ?? false } }
}

/// What a run was joined from.
package struct MergeMetadata: Codable, Hashable, Sendable {
    /// How many shards the run has.
    package var shards: Int
    /// The numbers of those of which there was no run file.
    package var missing: [Int]
    /// The others, by number.
    package var parts: [MergedShard]
    /// How far the clocks of any two shards can be apart, in microseconds; nil if that is unknown.
    package var clockErrorMicroseconds: Int64?

    /// Creates a description.
    package init(shards: Int, missing: [Int], parts: [MergedShard], clockErrorMicroseconds: Int64?) {
        self.parts = parts
        self.shards = shards
        self.missing = missing
        self.clockErrorMicroseconds = clockErrorMicroseconds
    }
}

/// What a merged run keeps of one of its shards.
package struct MergedShard: Codable, Hashable, Sendable {
    /// Its number, from 1.
    package var number: Int
    /// How many participants it expected in the crowds whose size is known.
    package var expected: Int
    /// How it ended.
    package var status: RunStatus
    /// How its generator did; nil if nothing was recorded of it.
    package var generator: GeneratorReport?
    /// How far its machine's clock can be from UTC, in microseconds; nil if that is unknown.
    package var clockErrorMicroseconds: Int64?
    /// By how many microseconds its T0 was later than that of the first shard on the same machine, or earlier (negative); nil
    /// if it was alone on one, or if that is unknown.
    package var offsetMicroseconds: Int64?
    /// Of a shard that died: its participants whose journeys had not ended; nil if it has an ending.
    package var cutOff: CutOff?
    /// By how many nanoseconds it was ready before T0, or after it (negative); nil if that is unknown.
    package var readyNanoseconds: Int64?

    /// Participants whose journeys had not ended when their shard died.
    package struct CutOff: Codable, Hashable, Sendable {
        /// How many of them are named at most.
        package static let mostNamed = 1000

        /// How many there are; nil if only the run could have told how many come.
        package var count: Int?
        /// Their numbers, in ascending order; of many, the first ones.
        package var participants: [Int32]

        /// Creates a description.
        package init(count: Int?, participants: [Int32]) {
            self.count = count
            self.participants = participants
        }

        /// Whether somebody's journey may be missing.
        package var isAny: Bool { count.map { $0 > 0 } ?? true }
    }

    /// Creates what is kept of a shard.
    package init(
        number: Int, expected: Int, status: RunStatus, generator: GeneratorReport?, clockErrorMicroseconds: Int64?,
        offsetMicroseconds: Int64? = nil, cutOff: CutOff? = nil, readyNanoseconds: Int64? = nil
    ) {
        self.cutOff = cutOff
        self.readyNanoseconds = readyNanoseconds
        self.offsetMicroseconds = offsetMicroseconds
        self.number = number
        self.expected = expected
        self.status = status
        self.generator = generator
        self.clockErrorMicroseconds = clockErrorMicroseconds
    }
}

/// Shards in words.
package enum ShardWords {
    /// The most numbers and ranges of a list; the rest are counted.
    private static let listed = 20

    /// `shard 2 of 3 is missing`, `shards 2 and 3 of 3 are missing`, `shards 2–5 and 9 of 9 are missing`.
    package static func missing(_ numbers: [Int], of count: Int) -> String {
        numbers.count == 1
            ? "shard \(list(numbers)) of \(count) is missing" : "shards \(list(numbers)) of \(count) are missing"
    }

    /// Numbers in ascending order as a list, in which three or more that follow each other are a range: `1, 3–7 and 9`.
    package static func list(_ numbers: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        let items = ranges.flatMap { range in
            range.count > 2 ? ["\(range.lowerBound)–\(range.upperBound)"] : range.map(String.init)
        }
        guard items.count <= listed else {
            let left = items.count - listed
            return items.prefix(listed).joined(separator: ", ") + " and others (\(left) more numbers or ranges)"
        }
        guard items.count > 1, let last = items.last else { return items.joined() }
        return items.dropLast().joined(separator: ", ") + " and \(last)"
    }
}
