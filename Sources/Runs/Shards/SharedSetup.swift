// What the processes of a run must know of each other: shard 1 tells it the other shards in a file in a folder that all of
// them see, and `prepare` writes it into a file that they are given.
import FoundationEssentials
import Glibc
package import Journeys
package import Measuring
package import Scenarios

/// What all shards of a run must know. It holds secrets: the host's token, and what setup extracted.
package struct SharedSetup: Sendable {
    /// The name of its file.
    package static let fileName = "setup.json"

    /// The run's short unique name.
    package var runID: String
    /// The seed of every random choice.
    package var seed: UInt64
    /// How many shards there are; nil: any number.
    package var shards: Int?
    /// T0; nil: it is not fixed yet.
    package var startAt: UTCInstant?
    /// Turnout's version.
    package var version: String
    /// The resolved scenario, without secrets.
    package var scenario: String
    /// What the contents of its files of data come to under `dataKey`; nil without such files.
    package var dataDigest: String?
    /// The key with which the shards compare the contents of their files of data.
    package var dataKey: DataKey
    /// Where the event takes place.
    package var room: ProvisionedRoom

    /// Collects what the others must know.
    package init(
        runID: String, seed: UInt64, shards: Int?, startAt: UTCInstant?, version: String, scenario: String,
        dataDigest: String?, dataKey: DataKey, room: ProvisionedRoom
    ) {
        self.dataDigest = dataDigest
        self.dataKey = dataKey
        self.runID = runID
        self.seed = seed
        self.shards = shards
        self.startAt = startAt
        self.version = version
        self.scenario = scenario
        self.room = room
    }

    /// A plan as processes compare it, without secrets. Attendance is compared in no shard: it is about everybody. And
    /// trace ids are what each process was told.
    package static func description(of plan: Plan, seed: UInt64) -> String {
        var agreed = plan
        agreed.seed = seed
        agreed.event.attendance = .off
        agreed.target.traceHeader = nil
        return ComparableScenario.text(agreed.resolvedDescription, source: plan.source)
    }

    /// Who has set up.
    package enum Source {
        /// Shard 1 of the same run.
        case shardOne
        /// `turnout prepare`.
        case preparation

        /// It, as the beginning and as the middle of a sentence.
        var words: String { self == .shardOne ? "shard 1" : "the prepared file" }
    }

    /// In what a process differs from this run, as the middle of a sentence; nil if it can be part of it.
    package func difference(from plan: Plan, version: String, source: Source) -> String? {
        let (who, runs) = (source.words, source == .shardOne ? "runs" : "is of")
        if version != self.version {
            return "\(who) \(runs) version \(self.version) of Turnout, and this one \(version)"
        }
        if let shards, plan.shard?.count != shards {
            let own = plan.shard.map { "one of \($0.count)" } ?? "the whole run"
            return "\(who) \(source == .shardOne ? "is one of" : "is for") \(shards) shards, and this is \(own)"
        }
        if let own = plan.seed, own != seed { return "\(who) has the seed \(seed), and this one \(own)" }
        let own = SharedSetup.description(of: plan, seed: seed)
        guard own != scenario else {
            return dataKey.digest(of: plan) == dataDigest
                ? nil : "the data files of \(who) have other contents than those of this one"
        }
        let theirs = Set(scenario.split(separator: "\n"))
        let line = own.split(separator: "\n").first { !theirs.contains($0) }
        return "\(who) \(runs) another scenario"
            + (line.map { "; only this one has: \($0.trimmingPrefix { $0 == " " })" } ?? "")
    }

    // MARK: The file

    /// Writes the file, readable by its owner only. It appears as a whole.
    /// - Throws: why it cannot be written; also if there is one already.
    package func write(to path: String) throws(Problem) {
        try SharedSetup.write(StoredJSON.text(Stored(self)) ?? "", to: path)
    }

    /// Writes the file as a note to the other shards that there is nothing to wait for.
    /// - Parameters:
    ///   - reason: why shard 1 has ended before the run began, without secrets.
    ///   - path: the file.
    /// - Throws: why it cannot be written; also if there is one already.
    package static func writeFailure(_ reason: String, to path: String) throws(Problem) {
        try write(StoredJSON.text(Note(schema: schema, failure: reason)) ?? "", to: path)
    }

    private static func write(_ text: String, to path: String) throws(Problem) {
        do throws(SystemCallError) {
            try SecretFile.write(text, to: path)
        } catch {
            throw cannotWrite(path, error.number)
        }
    }

    /// Reads the file; nil if it is not there.
    /// - Throws: why it cannot be read, or why shard 1 has ended before the run began.
    package init?(at path: String) throws(Problem) {
        guard unsafe access(path, F_OK) == 0 else { return nil }
        let (note, stored): (Note, Stored?)
        do {
            let data = try Data(contentsOf: URL(filePath: path))
            note = try JSONDecoder().decode(Note.self, from: data)
            stored =
                note.schema == SharedSetup.schema && note.failure == nil
                ? try JSONDecoder().decode(Stored.self, from: data) : nil
        } catch {
            throw Problem(
                "cannot read '\(path)', with which shard 1 tells the others what it has set up",
                remedy: "Start all shards again with an empty folder.")
        }
        guard note.schema == SharedSetup.schema else {
            throw Problem(
                "'\(path)' is from another version of Turnout", remedy: "Use the same version for all shards.")
        }
        guard let stored else {
            throw Problem(
                "shard 1 ended before the run began: \(note.failure ?? "unknown")",
                remedy: "Start all shards again, with an empty folder. This shard has sent nothing.")
        }
        self = stored.setup.setup
    }

    /// What is said of a file that is there before its run.
    package static func exists(_ path: String) -> String { "'\(path)' exists: another run has begun in this folder" }

    /// Why a file cannot be written. What is in it is never repeated.
    private static func cannotWrite(_ path: String, _ code: Int32) -> Problem {
        Problem(
            code == EEXIST
                ? SharedSetup.exists(path)
                : "cannot write '\(path)': \(SystemError.words(code))",
            remedy: "Choose another folder with --out.")
    }

    private static let schema = "turnout.setup/2"

    /// What the file begins with, and all of it if shard 1 has ended before the run began.
    private struct Note: Codable {
        var schema: String
        /// Why there is no setup.
        var failure: String?
    }

    /// The contents of the file.
    private struct Stored: Codable {
        var schema: String
        var setup: StoredSetup

        init(_ setup: SharedSetup) {
            schema = SharedSetup.schema
            self.setup = StoredSetup(setup)
        }
    }
}
