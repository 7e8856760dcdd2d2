// The signs of life of shards, by which one that runs is told from one that died.
import EventLoops
import Measuring
import RunStore

/// What the run files of this machine's shards say of whether their processes go on. Another machine's clock cannot be compared.
package enum ShardSigns {
    /// After this time without a sign of life, of which there are five a second, a process has ended.
    static let silence = Duration.seconds(5)

    /// The last sign of life of a shard of this machine that has not ended; nil: there is none, or it is not of this machine.
    static func beat(of reader: RunReader, clock: String?) -> Moment? {
        guard reader.ending == nil, clock != nil, reader.metadata.shard?.monotonicClock == clock else { return nil }
        return reader.heartbeat?.at
    }

    /// Whether a process that gave this sign may go on. It may have given it after the time was read.
    static func isYoung(_ beat: Moment, now: Moment) -> Bool {
        now.nanoseconds(since: beat) < silence.wholeNanoseconds
    }

    /// Waits until it is known of each shard of this machine whether it runs: one that was killed a moment ago has shown a sign of
    /// life as lately as one that goes on, and only the next sign tells them apart. That takes 5 s at most, and only if there is
    /// such a shard.
    package static func awaitNext(of directories: [String]) async {
        let clock = WallClock.monotonicClockName
        var first: [String: Moment] = [:]
        while !Task.isCancelled {
            let young = directories.filter { directory in
                guard let reader = try? RunReader(directory: directory), let beat = beat(of: reader, clock: clock)
                else {
                    return false
                }
                let known = first[directory] ?? beat
                first[directory] = known
                return beat == known && isYoung(beat, now: .now)
            }
            guard !young.isEmpty else { return }
            guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return }
        }
    }
}
