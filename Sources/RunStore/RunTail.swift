// What was added to a run file since it was last read.
import FoundationEssentials
import Glibc
package import Measuring

/// Follows a run file that another process writes, perhaps on another machine. Used by one task.
package final class RunTail {
    /// The run directory.
    package let directory: String
    /// The last row that was read of each table.
    private let places = RowPlaces()
    /// Whether the file is read in its place. SQLite's companion files are shared memory, which machines do not share, so that
    /// this is safe only where the writer runs too (sqlite.org/wal.html); elsewhere a copy is read.
    private var isHere = false

    /// Begins before the first row.
    package init(directory: String) { self.directory = directory }

    /// Reads what was added.
    /// - Parameters:
    ///   - clock: the name of this machine's monotonic clock: a run file that has the same is written here.
    ///   - body: receives the run, and each kind of rows in the order in which they were written.
    /// - Returns: the run as its file describes it now; nil if there is none yet.
    /// - Throws: `.newerVersion`, `.corrupt` or `.cannotRead`.
    package func read(
        clock: String?, _ body: (RunReader, SampleBatch) -> Void
    ) throws(RunStoreError) -> RunReader? {
        guard FileStatus(directory + "/" + RunSchema.fileName) != nil else { return nil }
        let reader: RunReader
        do {
            reader = try RunReader(directory: directory, copying: !isHere)
        } catch {
            // Made, and nothing is in it yet.
            guard error.kind == .noSuchRun || error.kind == .nothingWritten else { throw error }
            return nil
        }
        isHere = clock != nil && reader.metadata.shard?.monotonicClock == clock
        try reader.forEachBatch(after: places) { body(reader, $0) }
        return reader
    }
}

/// Until which row the tables of a run file were read, by their names. Used by one task.
final class RowPlaces {
    private var last: [String: Int64] = [:]

    subscript(table: String) -> Int64 {
        get { last[table] ?? 0 }
        set { last[table] = newValue }
    }
}
