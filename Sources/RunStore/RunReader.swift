// A run directory read back.
import FoundationEssentials
import GRDB
import Glibc
package import Measuring

/// A stored run: one that has ended, was killed, or is still in progress.
package struct RunReader: Sendable {
    /// What is known of the run.
    package private(set) var metadata: RunMetadata
    /// How it ended; nil if it was killed or is still in progress.
    package let ending: RunOutcome?
    /// The resolved scenario, without secrets.
    package let scenario: String
    /// Versions and machine, by name.
    package let environment: [String: String]
    /// The last sign of life; nil in files of version 1.
    package let heartbeat: Heartbeat?
    /// How many samples could not be written when the run was made.
    package let lostSamples: Int
    /// What was added after the run.
    package let appendix: RunAppendix

    private let path: String
    private let version: Int
    private let queue: DatabaseQueue

    /// The maximum number of samples in a batch.
    static let batchSize = 1000

    /// Opens a run directory.
    ///
    /// - Parameter directory: the run directory.
    /// - Throws: `.noSuchRun`, `.notARun`, `.nothingWritten`, `.newerVersion`, `.corrupt` or `.cannotRead`.
    package init(directory: String) throws(RunStoreError) { try self.init(directory: directory, copying: false) }

    /// Opens a run directory, or with `copying` a copy of its file.
    init(directory: String, copying: Bool) throws(RunStoreError) {
        path = directory
        let place = try ReadablePlace(of: RunReader.file(in: directory), in: directory, copying: copying)
        defer { place.remove() }
        do {
            var configuration = Configuration()
            configuration.label = "run.sqlite (read)"
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            let queue = try DatabaseQueue(path: place.file, configuration: configuration)
            let meta = try queue.read { database in
                let version = try RunReader.version(of: database, path: directory)
                return try Meta(database, version: version, path: directory)
            }
            self.queue = queue
            metadata = meta.metadata
            ending = meta.ending
            scenario = meta.scenario
            environment = meta.environment
            lostSamples = meta.lostSamples
            appendix = meta.appendix
            heartbeat = meta.heartbeat
            version = meta.version
        } catch {
            throw .reading(error, path: directory)
        }
    }

    /// Calls `body` with all samples in batches, each kind in the order in which it was written.
    ///
    /// - Parameter body: called on the reader's queue while this call waits.
    /// - Throws: `.corrupt` or `.cannotRead`; batches before the damage have then already been passed on.
    package func forEachBatch(_ body: (SampleBatch) -> Void) throws(RunStoreError) {
        try read { rows in
            try rows.forEachLookup { body(SampleBatch(lookups: $0)) }
            try rows.forEachGate { body(SampleBatch(gates: $0)) }
            try rows.forEachHostEvent { body(SampleBatch(events: $0)) }
            try rows.forEachRequest { body(SampleBatch(requests: $0)) }
            try rows.forEachStep { body(SampleBatch(steps: $0)) }
            try rows.forEachParticipant { body(SampleBatch(participants: $0)) }
        }
    }

    /// Calls `body` with the requests, steps and journeys that were added since the last such call, like `forEachBatch`.
    func forEachBatch(after places: RowPlaces, _ body: (SampleBatch) -> Void) throws(RunStoreError) {
        do {
            try queue.read { database in
                let rows = try SampleRows(database, metadata: metadata, version: version, after: places)
                try rows.forEachRequest { body(SampleBatch(requests: $0)) }
                try rows.forEachStep { body(SampleBatch(steps: $0)) }
                try rows.forEachParticipant { body(SampleBatch(participants: $0)) }
            }
        } catch let damage as DamagedRow {
            throw .corrupt(path: path, damage.description)
        } catch {
            throw .reading(error, path: path)
        }
    }

    /// Calls `body` with all executions of steps, like `forEachBatch`.
    package func forEachStep(_ body: (SampleBatch) -> Void) throws(RunStoreError) {
        try read { rows in try rows.forEachStep { body(SampleBatch(steps: $0)) } }
    }

    /// Calls `body` with all journeys that ended, like `forEachBatch`.
    package func forEachParticipant(_ body: (SampleBatch) -> Void) throws(RunStoreError) {
        try read { rows in try rows.forEachParticipant { body(SampleBatch(participants: $0)) } }
    }

    /// Calls `body` with the requests of some participants, like `forEachBatch`.
    package func forEachRequest(
        of participants: Set<Int32>, _ body: (SampleBatch) -> Void
    ) throws(RunStoreError) {
        guard !participants.isEmpty else { return }
        try read { rows in try rows.forEachRequest(of: participants) { body(SampleBatch(requests: $0)) } }
    }

    private func read(_ body: (SampleRows) throws -> Void) throws(RunStoreError) {
        do {
            try queue.read { database in
                try body(SampleRows(database, metadata: metadata, version: version))
            }
        } catch let damage as DamagedRow {
            throw .corrupt(path: path, damage.description)
        } catch {
            throw .reading(error, path: path)
        }
    }

    /// Calls `body` with all requests in batches, in the order in which they were written.
    ///
    /// - Parameter body: called on the reader's queue while this call waits.
    /// - Throws: `.corrupt` or `.cannotRead`; batches before the damage have then already been passed on.
    package func forEachRequest(_ body: ([NumberedRequest]) -> Void) throws(RunStoreError) {
        do {
            try queue.read { database in
                try SampleRows(database, metadata: metadata, version: version).forEachNumberedRequest(body)
            }
        } catch let damage as DamagedRow {
            throw .corrupt(path: path, damage.description)
        } catch {
            throw .reading(error, path: path)
        }
    }

    // MARK: Shards

    /// The same run with its times counted from another moment: what was measured some nanoseconds after its origin is
    /// given as measured as many after this one. The last sign of life stays as it is.
    package func counted(from origin: Moment) -> RunReader {
        var reader = self
        reader.metadata.origin = origin
        return reader
    }

    /// The lowest number of a participant of whom there are rows although it does not belong to a shard; nil if there is
    /// none.
    ///
    /// - Throws: `.corrupt` or `.cannotRead`.
    package func participant(outside shard: ShardMetadata) throws(RunStoreError) -> Int64? {
        do {
            return try queue.read { database in
                let tables = ["requests", "step_executions", "participants"].map {
                    "SELECT participant FROM \($0) WHERE participant > 0 AND (participant - 1) % \(shard.count) <> \(shard.number - 1)"
                }
                return try Int64.fetchOne(
                    database, sql: "SELECT min(participant) FROM (\(tables.joined(separator: " UNION ALL ")))")
            }
        } catch {
            throw .reading(error, path: path)
        }
    }

    // MARK: Opening

    private static func file(in directory: String) throws(RunStoreError) -> String {
        var found = stat()
        guard unsafe stat(directory, &found) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw unreadable(directory) }
            throw RunStoreError(
                .noSuchRun, path: directory, message: "There is no run directory `\(directory)`.",
                remedy: "Give the directory that `turnout run` printed.")
        }
        let file = directory + "/" + RunSchema.fileName
        guard unsafe stat(file, &found) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw unreadable(directory) }
            throw RunStoreError(
                .noSuchRun, path: directory, message: "`\(directory)` contains no `\(RunSchema.fileName)`.",
                remedy: runs(in: directory))
        }
        guard found.st_mode & S_IFMT == S_IFREG else {
            throw RunStoreError(
                .notARun, path: directory, message: "`\(file)` is not a file.", remedy: "Give the directory of a run.")
        }
        return file
    }

    /// For the call that has just failed.
    private static func unreadable(_ directory: String) -> RunStoreError {
        RunStoreError(
            .cannotRead, path: directory,
            message: "The run `\(directory)` cannot be read: \(SystemError.words(errno)).",
            remedy: "Make sure that the directory and its files are readable.")
    }

    /// Where the runs are in a directory that is none: its newest, whose names begin with the time, or the shards of one.
    private static func runs(in directory: String) -> String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let runs = names.map { directory.hasSuffix("/") ? directory + $0 : "\(directory)/\($0)" }
            .filter { FileManager.default.fileExists(atPath: "\($0)/\(RunSchema.fileName)") }
        if runs.contains(where: { $0.hasSuffix("/shard-1") }) {
            return
                "It holds the shards of a run: `turnout merge \(directory.hasSuffix("/") ? directory : directory + "/")shard-*`."
        }
        return runs.max().map { "Its newest run is `\($0)`." } ?? "Give the directory of a run."
    }

    private static func version(of database: Database, path: String) throws -> Int {
        let id = try Int.fetchOne(database, sql: "PRAGMA application_id")
        guard id == RunSchema.applicationID else {
            let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema")
            throw RunStoreError(
                id == 0 && tables == 0 ? .nothingWritten : .notARun, path: path,
                message: "`\(path)/\(RunSchema.fileName)` is not a Turnout run file.",
                remedy: "Give the directory of a run. A run that was killed before it began has no contents.")
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= RunSchema.version else {
            throw RunStoreError(
                .newerVersion, path: path,
                message: "The run `\(path)` has schema \(version); this version of Turnout reads "
                    + "\(RunSchema.version) and older.",
                remedy: "Use the version of Turnout that wrote it, or a newer one.")
        }
        guard version >= 1 else { throw RunStoreError.corrupt(path: path, "its schema has the version \(version)") }
        return version
    }

    /// The table `meta`.
    private struct Meta {
        var metadata: RunMetadata
        var ending: RunOutcome?
        var scenario: String
        var environment: [String: String]
        var lostSamples: Int
        var appendix: RunAppendix
        var heartbeat: Heartbeat?
        var version: Int

        init(_ database: Database, version: Int, path: String) throws {
            func damaged(_ key: RunSchema.Meta) -> RunStoreError {
                .corrupt(path: path, "`\(key.rawValue)` in its table `meta` is invalid")
            }
            func text(_ key: RunSchema.Meta) throws -> String? {
                let value = try DatabaseValue.fetchOne(
                    database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key.rawValue])
                switch value?.storage {
                case nil: return nil
                case .string(let text): return text
                case .null, .int64, .double, .blob: throw damaged(key)
                }
            }
            func value<Written: Decodable, Value: SoundChecked>(
                _ key: RunSchema.Meta, _ type: Written.Type, _ made: (Written) -> Value
            ) throws -> Value? {
                guard let text = try text(key) else { return nil }
                guard let written = try? JSONDecoder().decode(type, from: Data(text.utf8)) else { throw damaged(key) }
                let value = made(written)
                guard value.isSound else { throw damaged(key) }
                return value
            }
            func value<Value: Decodable & SoundChecked>(_ key: RunSchema.Meta, _ type: Value.Type) throws -> Value? {
                try value(key, type) { $0 }
            }
            self.version = version
            let stored =
                version < 2
                ? try value(.metadata, FirstVersion.Metadata.self, \.metadata)
                : try value(.metadata, RunMetadata.self)
            guard let metadata = stored else {
                throw RunStoreError.corrupt(path: path, "its table `meta` has no `\(RunSchema.Meta.metadata.rawValue)`")
            }
            self.metadata = metadata
            ending =
                version < 2
                ? try value(.ending, FirstVersion.Outcome.self, \.outcome) : try value(.ending, RunOutcome.self)
            heartbeat = try value(.heartbeat, Heartbeat.self)
            scenario = try text(.scenario) ?? ""
            appendix = RunAppendix(comparison: try text(.comparison), baseline: try text(.baseline))
            environment = try value(.environment, [String: String].self) ?? [:]
            if let text = try text(.lostSamples) {
                guard let count = Int(text), count >= 0 else { throw damaged(.lostSamples) }
                lostSamples = count
            } else {
                lostSamples = 0
            }
        }
    }
}
