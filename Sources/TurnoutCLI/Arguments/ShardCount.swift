// The number of shards for which `check` and `prepare` are asked.
import ArgumentParser
import Scenarios

/// For how many shards something is meant.
struct ShardCount: ExpressibleByArgument {
    var count: Int

    init?(argument: String) {
        guard let count = Int(argument), (1...Shard.most).contains(count) else { return nil }
        self.count = count
    }
}
