// Joins the run files of shards into one: the whole run's.
import Analysis
import EventLoops
import FoundationEssentials
package import Measuring
import RunStore

/// The shards of one run, found to belong together.
///
/// The rows of all shards are counted from one T0, and the merged run is then read and judged by the code that reads any
/// run. Nothing depends on the order in which the shards are named.
package struct RunMerge: Sendable {
    /// A shard's run file.
    struct Part: Sendable {
        var name: String
        var reader: RunReader
        var shard: ShardMetadata
    }

    /// The shards, by number.
    let parts: [Part]
    /// The numbers of those that are missing.
    package let missing: [Int]
    /// The directories in which no shard has written anything.
    package let blank: [String]

    /// Reads the shards' run files, and finds out whether they are those of one run.
    ///
    /// - Parameters:
    ///   - directories: the run directories, in any order.
    ///   - allowsMissing: whether some may be missing.
    ///   - now: the time, read after a shard's last sign of life was.
    /// - Throws: why they cannot be joined; exit code 64. Or why one cannot be read.
    package init(of directories: [String], allowsMissing: Bool = false, now: @autoclosure () -> Moment = .now)
        throws(Problem)
    {
        var parts: [Part] = []
        var blank: [String] = []
        for directory in directories {
            let reader: RunReader
            do throws(RunStoreError) {
                reader = try RunReader(directory: directory)
            } catch {
                guard allowsMissing, error.kind == .nothingWritten || RunMerge.holdsNothing(directory) else {
                    throw error.problem
                }
                blank.append(directory)
                continue
            }
            guard let shard = reader.metadata.shard else {
                throw RunMerge.refusal(
                    "`\(directory)` is no shard: it is a whole run"
                        + (reader.metadata.merge == nil ? "" : ", joined from shards already"),
                    "Name the run directories of shards, made with `turnout run --shard`.")
            }
            parts.append(Part(name: directory, reader: reader, shard: shard))
        }
        // By name where two have the same number, so that the message does not depend on the order either.
        parts.sort { ($0.shard.number, $0.name) < ($1.shard.number, $1.name) }
        guard let first = parts.first else {
            guard blank.isEmpty else {
                throw Problem(
                    "there is nothing to merge: no shard has written anything",
                    remedy: "Look at what the shards printed.")
            }
            throw RunMerge.refusal("there is nothing to merge", "Name the run directories of the shards.")
        }
        for part in parts.dropFirst() {
            guard let difference = first.difference(from: part) else { continue }
            throw RunMerge.refusal(
                "`\(first.name)` and `\(part.name)` are not shards of one run: \(difference)",
                "Merge the shards that one run has written.")
        }
        for (one, other) in zip(parts, parts.dropFirst()) where one.shard.number == other.shard.number {
            throw RunMerge.refusal(
                "`\(one.name)` and `\(other.name)` are both shard \(one.shard.number)", "Name each shard once.")
        }
        for part in parts {
            let stranger = try RunMerge.reading { () throws(RunStoreError) in
                try part.reader.participant(outside: part.shard)
            }
            guard let stranger else { continue }
            throw RunMerge.refusal(
                "`\(part.name)` is shard \(part.shard.number) of \(part.shard.count) and holds participant \(stranger), "
                    + "who belongs to another shard", "Merge run files as `turnout run --shard` has written them.")
        }
        let clock = WallClock.monotonicClockName
        for part in parts {
            guard let beat = ShardSigns.beat(of: part.reader, clock: clock), ShardSigns.isYoung(beat, now: now()) else {
                continue
            }
            throw Problem(
                "'\(part.name)' still runs: its last sign of life is younger than \(ShardSigns.silence.words)",
                remedy: "Wait until all shards have ended: `turnout watch` tells when that is.")
        }
        let numbers = Set(parts.map(\.shard.number))
        missing = (1...first.shard.count).filter { !numbers.contains($0) }
        guard missing.isEmpty || allowsMissing else {
            throw RunMerge.refusal(
                ShardWords.missing(missing, of: first.shard.count),
                "Name the run directories of all shards. With --allow-missing the run is merged without "
                    + "\(missing.count == 1 ? "it" : "them") and is invalid.")
        }
        self.parts = parts
        self.blank = blank.sorted()
    }

    /// Whether a directory can be read, and has neither a run file nor the directories of shards: a shard that was killed at its
    /// very start leaves such a one.
    private static func holdsNothing(_ directory: String) -> Bool {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { return false }
        return !names.contains { $0 == "run.sqlite" || $0.hasPrefix("shard-") }
    }

    private static func refusal(_ message: String, _ remedy: String) -> Problem {
        Problem(message, remedy: remedy, kind: .usage)
    }

    static func reading<Value>(_ body: () throws(RunStoreError) -> Value) throws(Problem) -> Value {
        do {
            return try body()
        } catch {
            throw error.problem
        }
    }
}

extension RunMerge.Part {
    /// In what another shard's run differs from this one's, as the middle of a sentence; nil if they are the same.
    fileprivate func difference(from other: RunMerge.Part) -> String? {
        let (mine, theirs) = (reader.metadata, other.reader.metadata)
        if mine.version != theirs.version { return "made by versions \(mine.version) and \(theirs.version) of Turnout" }
        if shard.count != other.shard.count { return "one of \(shard.count) and one of \(other.shard.count)" }
        if mine.seed != theirs.seed { return "their seeds are \(mine.seed) and \(theirs.seed)" }
        let crowds = (mine.crowds.map(\.withoutSize), theirs.crowds.map(\.withoutSize))
        if comparableScenario != other.comparableScenario || crowds.0 != crowds.1 || mine.name != theirs.name
            || shard.expected != other.shard.expected
        {
            return "their scenarios differ"
        }
        if shard.dataDigest != other.shard.dataDigest { return "their data files have different contents" }
        if mine.api != theirs.api { return "their targets are \(mine.api) and \(theirs.api)" }
        if mine.thresholds != theirs.thresholds || mine.thresholdScopes != theirs.thresholdScopes {
            return "their thresholds differ"
        }
        if shard.startAt != other.shard.startAt {
            return "they started at \(shard.startAt) and \(other.shard.startAt)"
        }
        if mine.id != theirs.id { return "their runs are called \(mine.id) and \(theirs.id)" }
        return nil
    }

    private var comparableScenario: String {
        ComparableScenario.text(reader.scenario, source: reader.metadata.scenario)
    }

    /// T0 in nanoseconds since the shard's origin.
    var zeroNanoseconds: Int64 { shard.zero.nanoseconds(since: reader.metadata.origin) }

    /// Whether it ended without an ending, since its process was killed or its machine was lost. What it had measured until half
    /// a second before is there.
    var hasDied: Bool { reader.ending == nil || reader.ending?.status == .unfinished }

    /// Whether its run file lacks measurements, and nobody knows which.
    var hasLostSamples: Bool { reader.lostSamples > 0 }
}

extension CrowdMetadata {
    /// What all shards' crowds have in common.
    fileprivate var withoutSize: CrowdMetadata {
        var crowd = self
        crowd.expected = nil
        return crowd
    }
}
