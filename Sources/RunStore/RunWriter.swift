// Writes a run directory during a run: samples come in from the loops, and a queue of its own writes rows to SQLite.
//
// The path of a batch: `take` puts it into the inbox and schedules the queue if needed; the queue writes everything in
// the inbox in one transaction. So a loop never waits for the disk, each transaction contains everything that arrived
// while the previous one was written, and samples are committed as fast as the disk allows, without a timer.
//
// A SIGKILL loses what the operating system has not received yet: the transaction being written and the inbox. The
// write-ahead log keeps the file consistent. Nothing syncs the disk during the run (which makes a difference only in a
// power failure); `finish` does.
import Dispatch
import FoundationEssentials
import GRDB
package import Measuring
import Synchronization

/// Writes a run directory during the run. `take` may be called from any thread.
package final class RunWriter: SampleSink {
    /// Batches waiting for the queue.
    private struct Inbox {
        var batches: [SampleBatch] = []
        /// The last sign of life.
        var heartbeat: Heartbeat?
        /// Whether the queue has been scheduled.
        var isQueueComing = false
    }

    /// What the queue alone uses while writing.
    private struct Recording {
        var rows: RowRecorder
        var lostSamples = 0
        var firstError: RunStoreError?
    }

    private let path: String
    /// Which file the run is written to.
    private let identity: [UInt64]?
    private let queue: DatabaseQueue
    private let then: (@Sendable (SampleBatch) -> Void)?
    // A mutex, since loops add and the queue takes; held for a few instructions.
    private let inbox = Mutex(Inbox())
    // Used on the queue alone, so never contended; the mutex lets a class shared between threads hold it.
    private let recording: Mutex<Recording>

    /// Creates the directory and its `run.sqlite`.
    ///
    /// - Parameters:
    ///   - directory: created with its parents if it does not exist; used if it is empty.
    ///   - metadata: what is known of the run.
    ///   - scenario: the resolved scenario, with dots in place of secrets.
    ///   - environment: versions and machine, by name.
    ///   - then: called with each batch after it was written (or failed to be), on the writer's queue and in order.
    /// - Throws: `.notEmpty`, `.cannotWrite`, `.diskFull` or `.fileLimit`.
    package convenience init(
        directory: String, metadata: RunMetadata, scenario: String, environment: [String: String],
        then: (@Sendable (SampleBatch) -> Void)? = nil
    ) throws(RunStoreError) {
        try self.init(
            directory: directory, metadata: metadata, scenario: scenario, environment: environment, pageLimit: nil,
            then: then)
    }

    /// `pageLimit` is the maximum number of 16 KiB pages in the file, which simulates a small disk for tests.
    init(
        directory: String, metadata: RunMetadata, scenario: String, environment: [String: String], pageLimit: Int?,
        then: (@Sendable (SampleBatch) -> Void)?
    ) throws(RunStoreError) {
        path = directory
        self.then = then
        recording = Mutex(Recording(rows: RowRecorder(origin: metadata.origin)))
        let file = try NewRunFile(in: directory).path
        identity = FileStatus(file)?.identity
        do {
            var configuration = Configuration()
            configuration.label = "run.sqlite"
            configuration.foreignKeysEnabled = false
            // The same priority as any other work: libdispatch would schedule the writer ahead of the loops.
            configuration.qos = .default
            // If someone reads the file during the run, the queue waits, never a loop.
            configuration.busyMode = .timeout(10)
            queue = try DatabaseQueue(path: file, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                do {
                    // Four times the usual page size saves a tenth of the CPU per row: fewer pages are begun, logged
                    // and copied.
                    try database.execute(
                        sql: "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")
                    if let pageLimit { try database.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
                    try database.inTransaction(.immediate) {
                        try RunSchema.create(in: database)
                        try RunWriter.describe(metadata, scenario, environment, in: database)
                        return .commit
                    }
                } catch {
                    throw RunStoreError.writing(error, in: database, path: directory)
                }
            }
        } catch {
            throw .writing(error, path: directory)
        }
    }

    private static func describe(
        _ metadata: RunMetadata, _ scenario: String, _ environment: [String: String], in database: Database
    ) throws {
        try RunWriter.write("turnout.run/\(RunSchema.version)", as: .schema, in: database)
        try RunWriter.write(try json(metadata), as: .metadata, in: database)
        try RunWriter.write(scenario, as: .scenario, in: database)
        try RunWriter.write(try json(environment), as: .environment, in: database)
        for (place, crowd) in metadata.crowds.enumerated() {
            try database.execute(sql: "INSERT INTO crowds (id, name) VALUES (?, ?)", arguments: [place, crowd.name])
        }
        var steps: [(step: StepIndex, name: String)] = [
            (.setup, "setup"), (.teardown, "teardown"), (.event, "event"),
        ]
        steps += metadata.steps.enumerated().map { (StepIndex(rawValue: Int16(clamping: $0)), $1) }
        for (step, name) in steps {
            try database.execute(
                sql: "INSERT OR REPLACE INTO steps (id, name, crowd) VALUES (?, ?, ?)",
                arguments: [step.rawValue, name, metadata.crowd(of: step)])
        }
    }

    private static func write(_ value: String, as key: RunSchema.Meta, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", arguments: [key.rawValue, value])
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Takes batches and returns immediately; they are written soon after. Callable from any thread, until `finish` is
    /// called.
    package func take(_ batches: [SampleBatch]) {
        let batches = batches.filter { !$0.isEmpty }
        guard !batches.isEmpty else { return }
        put { $0.batches += batches }
    }

    /// Changes the inbox and schedules the queue if needed.
    private func put(_ change: (inout Inbox) -> Void) {
        let callQueue = inbox.withLock { inbox in
            change(&inbox)
            defer { inbox.isQueueComing = true }
            return !inbox.isQueueComing
        }
        if callQueue {
            queue.asyncWriteWithoutTransaction { database in self.emptyInbox(into: database) }
        }
    }

    /// Records the last sign of life.
    package func beat(_ heartbeat: Heartbeat) { put { $0.heartbeat = heartbeat } }

    /// Waits until everything that was taken is written. Not for a loop.
    package func settle() { queue.writeWithoutTransaction { emptyInbox(into: $0) } }

    /// Writes everything in the inbox, in one transaction. Runs on the queue.
    private func emptyInbox(into database: Database) {
        let (batches, heartbeat) = inbox.withLock { inbox in
            let taken = (inbox.batches, inbox.heartbeat)
            inbox = Inbox()
            return taken
        }
        guard !batches.isEmpty || heartbeat != nil else { return }
        recording.withLock { recording in
            do {
                try database.inTransaction(.immediate) {
                    try recording.rows.write(batches, in: database)
                    if let heartbeat {
                        try RunWriter.write(try RunWriter.json(heartbeat), as: .heartbeat, in: database)
                    }
                    return .commit
                }
            } catch {
                // The transaction is rolled back. The next one is tried anyway, since there may be space again.
                recording.rows.forgetTexts()
                recording.lostSamples += batches.reduce(0) { $0 + $1.count }
                if recording.firstError == nil { recording.firstError = .writing(error, in: database, path: path) }
            }
        }
        if let then { batches.forEach(then) }
    }

    /// Writes what is left and the ending, and merges the write-ahead log into the file, so that the file is usable
    /// alone. Called once, when no loop takes samples any more; completes even in a cancelled task.
    ///
    /// - Parameters:
    ///   - ending: how the run ended; nil if nobody knows.
    ///   - lost: how many samples were lost before they were taken.
    /// - Throws: the first error that prevented samples or the ending from being written, with the number of samples
    ///   lost.
    package func finish(_ ending: RunOutcome?, lost: Int = 0) async throws(RunStoreError) {
        // Does not use GRDB's asynchronous writes, which do nothing in a cancelled task; an interrupted run has an
        // ending too.
        let error: RunStoreError? = await withCheckedContinuation { continuation in
            queue.asyncWriteWithoutTransaction { database in
                self.emptyInbox(into: database)
                continuation.resume(returning: self.recording.withLock { self.close(database, ending, lost, &$0) })
            }
        }
        if let error { throw error }
    }

    /// Merges the write-ahead log into the file. If someone is reading the file at this moment, that is impossible;
    /// nothing is lost, but the log remains next to the file.
    private func joinLog(in database: Database) throws {
        do {
            try database.execute(sql: "PRAGMA busy_timeout = 500")
            try database.checkpoint(.truncate)
            try database.execute(sql: "PRAGMA journal_mode = DELETE")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {}
    }

    private func close(
        _ database: Database, _ ending: RunOutcome?, _ lost: Int, _ recording: inout Recording
    ) -> RunStoreError? {
        // SQLite goes on writing to a file that has no name any more, or fails with words that lead nowhere.
        if FileStatus("\(path)/\(RunSchema.fileName)")?.identity != identity { return .deleted(path: path) }
        var hasEnding = false
        var isOneFile = false
        do {
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.inTransaction(.immediate) {
                if recording.lostSamples + lost > 0 {
                    try RunWriter.write(String(recording.lostSamples + lost), as: .lostSamples, in: database)
                }
                if let ending { try RunWriter.write(try RunWriter.json(ending), as: .ending, in: database) }
                return .commit
            }
            hasEnding = true
            try joinLog(in: database)
            isOneFile = true
        } catch {
            if recording.firstError == nil { recording.firstError = .writing(error, in: database, path: path) }
        }
        return recording.firstError?.keeping(
            allBut: recording.lostSamples, hasEnding: hasEnding, isOneFile: isOneFile)
    }
}

extension SampleBatch {
    /// How many samples are in it.
    var count: Int {
        requests.count + steps.count + participants.count + gates.count + lookups.count + events.count
    }
}
