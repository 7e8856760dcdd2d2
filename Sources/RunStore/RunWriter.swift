// A run directory in the making: samples come in from the loops, rows go out to SQLite on a queue of its own.
//
// The path of a batch: `take` puts it into the inbox and, if the queue is not already on its way, sends it there; the
// queue empties the inbox into one transaction. So a loop never waits for the disk, each transaction holds all that
// came while the one before it was written, and what was taken is committed as fast as the disk allows, without a
// timer.
//
// A SIGKILL loses what the operating system has not been given: the transaction being written and the inbox behind it.
// The write-ahead log keeps the file whole. Nothing waits for the disk to sync while the run goes on (only a power
// failure could tell the difference); `finish` does.
import Dispatch
import FoundationEssentials
import GRDB
package import Measuring
import Synchronization

/// Writes a run directory while the run goes on. `take` may be called from any thread.
package final class RunWriter: SampleSink {
    /// Batches on their way to the queue.
    private struct Inbox {
        var batches: [SampleBatch] = []
        /// The last sign of life.
        var heartbeat: Heartbeat?
        /// The queue has been told to come.
        var isQueueComing = false
    }

    /// What the queue alone uses while it writes.
    private struct Recording {
        var rows: RowRecorder
        var lostSamples = 0
        var firstError: RunStoreError?
    }

    private let path: String
    private let queue: DatabaseQueue
    private let then: (@Sendable (SampleBatch) -> Void)?
    // A mutex, since loops put in and the queue takes out; held for a few instructions.
    private let inbox = Mutex(Inbox())
    // Used on the queue alone, hence never contended: the mutex is what lets a class that threads share hold it.
    private let recording: Mutex<Recording>

    /// Makes the directory and its `run.sqlite`.
    ///
    /// - Parameters:
    ///   - directory: where; made with its parents if it does not exist, taken if it is empty.
    ///   - metadata: what is known of the run.
    ///   - scenario: the scenario as resolved, secrets shown as dots.
    ///   - environment: versions and machine, by name.
    ///   - then: called with each batch after it was written (or could not be), on the writer's queue and in order.
    /// - Throws: `.notEmpty`, `.cannotWrite`, `.diskFull` or `.fileLimit`.
    package convenience init(
        directory: String, metadata: RunMetadata, scenario: String, environment: [String: String],
        then: (@Sendable (SampleBatch) -> Void)? = nil
    ) throws(RunStoreError) {
        try self.init(
            directory: directory, metadata: metadata, scenario: scenario, environment: environment, pageLimit: nil,
            then: then)
    }

    /// `pageLimit` is the most pages of 16 KiB that the file may have: a small disk, for tests.
    init(
        directory: String, metadata: RunMetadata, scenario: String, environment: [String: String], pageLimit: Int?,
        then: (@Sendable (SampleBatch) -> Void)?
    ) throws(RunStoreError) {
        path = directory
        self.then = then
        recording = Mutex(Recording(rows: RowRecorder(origin: metadata.origin)))
        let file = try RunDirectory(creating: directory).file
        do {
            var configuration = Configuration()
            configuration.label = "run.sqlite"
            configuration.foreignKeysEnabled = false
            // No better than any other work: libdispatch would put the loops behind the writer.
            configuration.qos = .default
            // Someone who looks at the file while the run goes on makes the queue wait, never a loop.
            configuration.busyMode = .timeout(10)
            queue = try DatabaseQueue(path: file, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                do {
                    // Four times the usual page takes a tenth off the CPU of a row: fewer pages begun, logged and copied.
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
        var steps: [(step: StepIndex, name: String)] = [(.setup, "setup"), (.teardown, "teardown")]
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

    /// Takes batches and returns at once; they are written soon after. Any thread, until `finish` is called.
    package func take(_ batches: [SampleBatch]) {
        let batches = batches.filter { !$0.isEmpty }
        guard !batches.isEmpty else { return }
        put { $0.batches += batches }
    }

    /// Changes the inbox and sends the queue there, if it is not already on its way.
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

    /// Keeps the last sign of life.
    package func beat(_ heartbeat: Heartbeat) { put { $0.heartbeat = heartbeat } }

    /// Writes all that is in the inbox, in one transaction. On the queue.
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
                // The transaction is rolled back. The next one is tried all the same: there may be room again.
                recording.rows.forgetTexts()
                recording.lostSamples += batches.reduce(0) { $0 + $1.count }
                if recording.firstError == nil { recording.firstError = .writing(error, in: database, path: path) }
            }
        }
        if let then { batches.forEach(then) }
    }

    /// Writes what is left and the ending, and joins the write-ahead log to the file, so that it is usable alone.
    /// Called once, when no loop takes samples any more; goes on to its end in a cancelled task.
    ///
    /// - Parameter ending: how the run ended.
    /// - Throws: the first error that kept samples or the ending from being written, with the number of samples lost.
    package func finish(_ ending: RunOutcome) async throws(RunStoreError) {
        // Not GRDB's asynchronous writes: those do nothing in a cancelled task, and an interrupted run has an ending too.
        let error: RunStoreError? = await withCheckedContinuation { continuation in
            queue.asyncWriteWithoutTransaction { database in
                self.emptyInbox(into: database)
                continuation.resume(returning: self.recording.withLock { self.close(database, ending, &$0) })
            }
        }
        if let error { throw error }
    }

    /// Joins the write-ahead log to the file. Whoever is reading the file at this moment keeps that from being done:
    /// nothing is lost then, the log only stays beside the file.
    private func joinLog(in database: Database) throws {
        do {
            try database.execute(sql: "PRAGMA busy_timeout = 500")
            try database.checkpoint(.truncate)
            try database.execute(sql: "PRAGMA journal_mode = DELETE")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {}
    }

    private func close(_ database: Database, _ ending: RunOutcome, _ recording: inout Recording) -> RunStoreError? {
        var hasEnding = false
        var isOneFile = false
        do {
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.inTransaction(.immediate) {
                if recording.lostSamples > 0 {
                    try RunWriter.write(String(recording.lostSamples), as: .lostSamples, in: database)
                }
                try RunWriter.write(try RunWriter.json(ending), as: .ending, in: database)
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
    var count: Int { requests.count + steps.count + participants.count + gates.count + lookups.count }
}
