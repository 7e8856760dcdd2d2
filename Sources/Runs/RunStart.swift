// When a run starts, if that was agreed on.
package import Driver
import EventLoops
package import Measuring
import Scenarios

/// The agreed start of a run.
package struct RunStart: Sendable {
    /// T0 as a time of day; nil: as soon as everything is ready.
    package var at: UTCInstant?
    /// How far this machine's clock can be from UTC, in microseconds; nil if that is unknown.
    package var clockErrorMicroseconds: Int64?
    /// What the contents of the scenario's files of data come to, in a form that shards can compare; nil without such files.
    package var dataDigest: String?
    /// The same for the storm, with what another process has set up.
    package var storm: StormStart

    /// Creates a start.
    package init(at: UTCInstant?, clockErrorMicroseconds: Int64?, dataDigest: String? = nil, storm: StormStart) {
        self.dataDigest = dataDigest
        self.at = at
        self.clockErrorMicroseconds = clockErrorMicroseconds
        self.storm = storm
    }
}

extension RunPlan {
    /// Which part of a run this is; nil if it is a whole one.
    var shard: ShardMetadata? {
        guard let shard = plan.shard, let start, let at = start.at, let zero = start.storm.at else { return nil }
        return ShardMetadata(
            number: shard.number, count: shard.count, startAt: at.text, zero: zero,
            clockErrorMicroseconds: start.clockErrorMicroseconds, monotonicClock: WallClock.monotonicClockName,
            expected: plan.crowds.map(\.expected),
            dataDigest: start.dataDigest)
    }
}
