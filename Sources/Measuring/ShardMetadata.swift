// What a run file keeps of shards: processes that share a run.

/// Which part of a run a process was.
package struct ShardMetadata: Codable, Hashable, Sendable {
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
    /// How many participants each crowd of the whole run expects; nil where only the run can tell.
    package var expected: [Int?]

    /// Creates a shard's description.
    package init(
        number: Int, count: Int, startAt: String, zero: Moment, clockErrorMicroseconds: Int64?, expected: [Int?]
    ) {
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

/// What a run was joined from.
package struct MergeMetadata: Codable, Hashable, Sendable {
    /// How many shards the run has.
    package var shards: Int
    /// The numbers of those of which there was no run file.
    package var missing: [Int]
    /// How far the clocks of any two shards can be apart, in microseconds; nil if that is unknown.
    package var clockErrorMicroseconds: Int64?

    /// Creates a description.
    package init(shards: Int, missing: [Int], clockErrorMicroseconds: Int64?) {
        self.shards = shards
        self.missing = missing
        self.clockErrorMicroseconds = clockErrorMicroseconds
    }
}

/// Shards in words.
package enum ShardWords {
    /// `shard 2 of 3 is missing`, `shards 2 and 3 of 3 are missing`.
    package static func missing(_ numbers: [Int], of count: Int) -> String {
        guard numbers.count > 1, let last = numbers.last else {
            return "shard \(numbers.first ?? 0) of \(count) is missing"
        }
        let others = numbers.dropLast().map(String.init).joined(separator: ", ")
        return "shards \(others) and \(last) of \(count) are missing"
    }
}
