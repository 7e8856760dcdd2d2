// What can go wrong with a run directory, with messages that say what to do.
import GRDB
import GRDBSQLite
import Glibc
package import Measuring

/// Why a run directory cannot be written or read.
package struct RunStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Kind: Hashable, Sendable {
        /// The directory exists and is not empty: a run is never overwritten.
        case notEmpty
        /// The directory or its file cannot be created or written.
        case cannotWrite
        /// The disk is full.
        case diskFull
        /// The file has reached this process's limit on file sizes.
        case fileLimit
        /// The directory or its file was deleted during the run.
        case deleted
        /// There is no such directory, or no run file in it.
        case noSuchRun
        /// The run file is none.
        case notARun
        /// Nothing was written to the run file: its process ended before.
        case nothingWritten
        /// The run was written by a newer version of Turnout.
        case newerVersion
        /// The file is damaged.
        case corrupt
        /// The file cannot be read.
        case cannotRead
    }

    /// What went wrong.
    package var kind: Kind
    /// The run directory concerned.
    package var path: String
    /// What was found and what to do about it, for the user.
    package var problem: Problem
    /// How many samples are missing from the file; 0 if there were none to write.
    package var lostSamples: Int

    init(_ kind: Kind, path: String, message: String, remedy: String, lostSamples: Int = 0) {
        self.kind = kind
        self.path = path
        problem = Problem(message, remedy: remedy, kind: kind == .noSuchRun ? .usage : .execution)
        self.lostSamples = lostSamples
    }

    /// The problem's text.
    package var description: String { problem.description }
}

extension RunStoreError {
    /// The error for the system's error number on writing; nil if the error at hand says as much.
    static func writing(systemError: Int32, path: String) -> RunStoreError? {
        switch systemError {
        case ENOSPC, EDQUOT: diskFull(path: path)
        case EFBIG: fileLimit(path: path)
        default: nil
        }
    }

    /// An error while writing the database.
    static func writing(_ error: any Error, in database: Database, path: String) -> RunStoreError {
        guard let failure = error as? DatabaseError else { return writing(error, path: path) }
        let systemErrors = failure.resultCode == .SQLITE_IOERR ? database.systemErrors : []
        let known = systemErrors.lazy.compactMap { writing(systemError: $0, path: path) }.first
        return known ?? writing(error, path: path)
    }

    /// An error while opening the database, or one that is already known.
    static func writing(_ error: any Error, path: String) -> RunStoreError {
        if let known = error as? RunStoreError { return known }
        guard let database = error as? DatabaseError else { return .cannotWrite(path: path, "\(error)") }
        if database.resultCode == .SQLITE_FULL { return .diskFull(path: path) }
        return .cannotWrite(path: path, database.message ?? "SQLite gives no reason")
    }

    static func cannotWrite(path: String, _ reason: String) -> RunStoreError {
        RunStoreError(
            .cannotWrite, path: path, message: "The run directory `\(path)` cannot be written: \(reason).",
            remedy: "Choose another directory with --out.")
    }

    /// What was written is gone: nobody else has the file open.
    static func deleted(path: String) -> RunStoreError {
        let what =
            FileStatus(path) == nil
            ? "The run directory `\(path)` was deleted" : "`\(path)/\(RunSchema.fileName)` was deleted or replaced"
        return RunStoreError(
            .deleted, path: path, message: "\(what) during the run: its measurements are lost.",
            remedy: "The summary and the files in other formats are all that is left of it.")
    }

    private static func diskFull(path: String) -> RunStoreError {
        RunStoreError(
            .diskFull, path: path, message: "There is no space left on the disk for the run directory `\(path)`.",
            remedy: "Free some space, or choose a directory on another disk with --out.")
    }

    private static func fileLimit(path: String) -> RunStoreError {
        RunStoreError(
            .fileLimit, path: path,
            message: "The run directory `\(path)` cannot be written: \(RunSchema.fileName) has reached the "
                + "limit on the size of files (`ulimit -f`).",
            remedy: "Raise the limit (`ulimit -f unlimited`).")
    }

    /// An error while reading the database.
    static func reading(_ error: any Error, path: String) -> RunStoreError {
        if let known = error as? RunStoreError { return known }
        let database = error as? DatabaseError
        let reason = database?.message ?? "\(error)"
        switch database?.resultCode {
        case .some(.SQLITE_NOTADB):
            return RunStoreError(
                .notARun, path: path, message: "`\(path)/\(RunSchema.fileName)` is not a run file: \(reason).",
                remedy: "Give the directory of a run.")
        case .some(.SQLITE_CORRUPT):
            return .corrupt(path: path, reason)
        default:
            return RunStoreError(
                .cannotRead, path: path, message: "The run `\(path)` cannot be read: \(reason).",
                remedy: "Make sure that its files are readable, including run.sqlite-wal if there is one.")
        }
    }

    static func corrupt(path: String, _ reason: String) -> RunStoreError {
        RunStoreError(
            .corrupt, path: path, message: "The run file of `\(path)` is damaged: \(reason).",
            remedy: "`sqlite3 run.sqlite .recover` may recover what is left of it.")
    }

    /// The error, extended by what the run file contains anyway; nil if nothing is missing.
    func keeping(allBut lostSamples: Int, hasEnding: Bool, isOneFile: Bool) -> RunStoreError? {
        let kept: String? =
            if lostSamples > 0 {
                "The run file contains what was written before; "
                    + (lostSamples == 1 ? "1 sample is" : "\(lostSamples) samples are") + " missing from it."
            } else if !hasEnding {
                "The run file contains all samples, but not how the run ended."
            } else if !isOneFile {
                "Nothing is lost as long as \(RunSchema.fileName)-wal stays next to \(RunSchema.fileName)."
            } else {
                nil
            }
        guard let kept else { return nil }
        var copy = self
        copy.lostSamples = lostSamples
        copy.problem.details[0].message += " \(kept)"
        return copy
    }
}

extension Database {
    /// The system's error numbers (errno) of the last failed reads or writes of the file and its log; 0: none.
    ///
    /// Read from the files themselves, because `sqlite3_system_errno` does not cover a failed commit.
    fileprivate var systemErrors: [Int32] {
        [SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER].map { which in
            var file: UnsafeMutablePointer<sqlite3_file>?
            var number: Int32 = 0
            guard unsafe sqlite3_file_control(sqliteConnection, "main", which, &file) == SQLITE_OK,
                let file = unsafe file, let methods = unsafe file.pointee.pMethods
            else { return 0 }
            _ = unsafe methods.pointee.xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number)
            return number
        }
    }
}
