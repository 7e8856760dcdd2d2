// What the values of a run file may be. A damaged file can hold any number; whatever is read from it must be safe to
// calculate with.
import Measuring

/// The limits of what is read, for rows and for JSON alike.
enum SoundLimits {
    /// Times and durations in nanoseconds, below eighteen years: their sums and differences cannot overflow.
    static let nanoseconds: Int64 = 1 << 59
    /// Durations in microseconds: below this, their nanoseconds cannot overflow.
    static let microseconds: Int64 = 1 << 49
    /// Counts of participants: those are numbered with 32 bits.
    static let count = Int(Int32.max)
    /// Measured figures of any unit, far above any machine's.
    static let figure = 1e12
}

/// A value whose type allows more than any version of Turnout has written.
protocol SoundChecked {
    /// Whether it can be calculated with.
    var isSound: Bool { get }
}

extension Int {
    fileprivate var isCount: Bool { (0...SoundLimits.count).contains(self) }
}

extension Double {
    fileprivate var isFigure: Bool { (0...SoundLimits.figure).contains(self) }
}

extension Moment: SoundChecked {
    /// A machine has not been up for longer than that.
    var isSound: Bool { nanoseconds.magnitude < SoundLimits.nanoseconds }
}

extension RunMetadata: SoundChecked {
    var isSound: Bool {
        let scopes = thresholdScopes ?? []
        return (shard?.isSound ?? true) && (merge?.isSound ?? true) && origin.isSound
            && crowds.allSatisfy { $0.expected?.isCount ?? true } && crowds.count <= Int(Int16.max)
            && steps.count <= Int(Int16.max) && (thresholdScopes == nil || scopes.count == thresholds.count)
            && scopes.allSatisfy { $0.step.map { steps.indices.contains(Int($0.rawValue)) } ?? true }
    }
}

extension ShardMetadata: SoundChecked {
    var isSound: Bool {
        (1...ShardMetadata.most).contains(count) && (1...count).contains(number) && zero.isSound
            && (0...SoundLimits.microseconds).contains(clockErrorMicroseconds ?? 0)
            && expected.allSatisfy { $0?.isCount ?? true }
    }
}

extension MergeMetadata: SoundChecked {
    var isSound: Bool {
        (1...ShardMetadata.most).contains(shards) && missing.allSatisfy { (1...shards).contains($0) }
            && missing.count <= shards && parts.count <= shards
            && parts.allSatisfy { $0.isSound && (1...shards).contains($0.number) }
            && (0...SoundLimits.microseconds).contains(clockErrorMicroseconds ?? 0)
    }
}

extension MergedShard: SoundChecked {
    var isSound: Bool {
        expected.isCount && generator?.isSound ?? true
            && (0...SoundLimits.microseconds).contains(clockErrorMicroseconds ?? 0)
            && (-SoundLimits.microseconds...SoundLimits.microseconds).contains(offsetMicroseconds ?? 0)
            && (-SoundLimits.microseconds...SoundLimits.microseconds).contains((readyNanoseconds ?? 0) / 1000)
            && cutOff?.count?.isCount ?? true
    }
}

extension Heartbeat: SoundChecked {
    var isSound: Bool { at.isSound && crowds.allSatisfy { $0.started.isCount && $0.ended.isCount } }
}

extension RunOutcome: SoundChecked {
    var isSound: Bool {
        durationSeconds.isFigure && generator?.isSound ?? true && event?.isSound ?? true
            && (-SoundLimits.microseconds...SoundLimits.microseconds).contains((readyNanoseconds ?? 0) / 1000)
    }
}

extension EventAccount: SoundChecked {
    var isSound: Bool {
        records?.records.allSatisfy { record in
            [record.beganNanoseconds, record.endedNanoseconds ?? 0].allSatisfy {
                $0.magnitude < SoundLimits.nanoseconds
            }
        } ?? true
    }
}

extension GeneratorReport: SoundChecked {
    var isSound: Bool {
        let figures = [
            cpuSeconds, cpuUtilisation, loopLagP99Ms, loopLagMaxMs, peakMemoryMiB, requestSeconds ?? 0,
            requestCPUSeconds ?? 0, busiestLoop ?? 0,
        ]
        return figures.allSatisfy(\.isFigure) && peakOpenFiles.isCount && lateStarts.isCount
            && (participants ?? 0).isCount && (lateParticipants ?? 0).isCount
    }
}

extension [String: String]: SoundChecked {
    var isSound: Bool { true }
}
