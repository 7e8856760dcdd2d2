// Queries to a run's `run.sqlite`, in plain SQL as any reader of the file would write them.
import CSQLite
import Foundation

/// A run file, open for reading. The handle never leaves it and is closed together with it.
@safe final class RunFile {
    private let handle: OpaquePointer

    init(_ run: TurnoutRun) throws(Problem) {
        let path = run.directory.appending(path: "run.sqlite").path
        var opened: OpaquePointer?
        guard unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY, nil) == SQLITE_OK, let handle = unsafe opened
        else {
            throw Problem("cannot open \(path)")
        }
        unsafe self.handle = unsafe handle
    }

    /// The first column of all rows.
    func numbers(_ query: String) throws(Problem) -> [Double] {
        try rows(query).map { $0[0] ?? 0 }
    }

    /// All rows; nil stands for `NULL`.
    func rows(_ query: String) throws(Problem) -> [[Double?]] {
        var statement: OpaquePointer?
        guard unsafe sqlite3_prepare_v2(handle, query, -1, &statement, nil) == SQLITE_OK else {
            throw Problem("\(query): \(unsafe String(cString: sqlite3_errmsg(handle)))")
        }
        defer { unsafe sqlite3_finalize(statement) }
        let columns = unsafe sqlite3_column_count(statement)
        var rows: [[Double?]] = []
        while unsafe sqlite3_step(statement) == SQLITE_ROW {
            rows.append(
                (0..<columns).map { column in
                    guard unsafe sqlite3_column_type(statement, column) != SQLITE_NULL else { return nil }
                    return unsafe sqlite3_column_double(statement, column)
                })
        }
        return rows
    }

    /// Turnout's own delay for each first request after the gate, in microseconds: from handing it to the transport
    /// until the transport starts it.
    func releaseDelays() throws(Problem) -> [Double] {
        try numbers("SELECT begun_ns - started_ns FROM requests WHERE gate > 0 AND begun_ns IS NOT NULL")
            .map { $0 / 1000 }
    }

    deinit { unsafe sqlite3_close_v2(handle) }
}
