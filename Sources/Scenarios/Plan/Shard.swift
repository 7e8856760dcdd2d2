// A shard: one of several processes that share a run, and whose participants those are.
import Measuring

/// One of the processes that share a run.
///
/// Participant n belongs to shard (n − 1) mod N, counted from 0. Everything else about a participant (who it is, its row of
/// data, its random choices, when it arrives) follows from its number and its position in its crowd, which are the same in
/// every shard and in the whole run.
package struct Shard: Hashable, Sendable {
    /// The most shards of a run.
    package static let most = ShardMetadata.most

    /// Its number, from 1. Shard 1 sets up.
    package var number: Int
    /// How many shards there are.
    package var count: Int

    /// Creates the shard with this number, 1 to `count`.
    package init(number: Int, of count: Int) {
        self.number = number
        self.count = count
    }

    /// Whether a participant belongs to it. The host, number 0, is shard 1's.
    package func has(participant: Int32) -> Bool {
        participant == 0 ? number == 1 : (Int(participant) - 1) % count == number - 1
    }

    /// Its positions in a crowd whose participants have these numbers; nil if it has none.
    package func places(numbered numbers: ParticipantNumbers) -> PlaceShare? {
        guard
            let first = (0..<count).first(where: { (numbers.first - 1 + $0 * numbers.distance) % count == number - 1 })
        else { return nil }
        return PlaceShare(first: first, distance: count / Shard.commonDivisor(count, numbers.distance))
    }

    /// Its part of something that all shards have together: the parts add up to the whole.
    package func part(of whole: Int) -> Int { whole / count + (number <= whole % count ? 1 : 0) }

    private static func commonDivisor(_ one: Int, _ other: Int) -> Int {
        other == 0 ? one : commonDivisor(other, one % other)
    }
}

/// Positions in a crowd at equal distances.
package struct PlaceShare: Hashable, Sendable {
    /// The first position, less than `distance`.
    package var first: Int
    /// The difference between consecutive positions.
    package var distance: Int

    /// Every position.
    package static let all = PlaceShare(first: 0, distance: 1)

    /// Creates positions.
    package init(first: Int, distance: Int) {
        self.first = first
        self.distance = distance
    }

    /// Whether a position is one of these.
    package func contains(_ place: Int) -> Bool { place % distance == first }

    /// How many of a crowd's positions these are.
    package func count(of size: Int) -> Int { max(0, (size - first + distance - 1) / distance) }

    /// Every `count`-th of these, beginning with the one at `index`.
    package func part(_ index: Int, of count: Int) -> PlaceShare {
        PlaceShare(first: first + index * distance, distance: distance * count)
    }
}
