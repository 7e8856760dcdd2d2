// What can go wrong with a run directory, in words that say what to do.
import GRDB
package import Measuring

/// Why a run directory cannot be written or read.
package struct RunStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Kind: Hashable, Sendable {
        /// The directory exists and holds something: a run is never overwritten.
        case notEmpty
        /// The directory or its file cannot be made or written.
        case cannotWrite
        /// There is no room left.
        case diskFull
        /// There is no such directory.
        case noSuchRun
        /// The directory holds no run.
        case notARun
        /// The run was written by a newer version of Turnout.
        case newerVersion
        /// The file is damaged.
        case corrupt
        /// The file cannot be read.
        case cannotRead
    }

    /// What went wrong.
    package var kind: Kind
    /// The run directory that it is about.
    package var path: String
    /// What was found and what to do about it, for the user.
    package var problem: Problem
    /// How many samples are missing from the file; 0 where none were at stake.
    package var lostSamples: Int

    init(_ kind: Kind, path: String, message: String, remedy: String, lostSamples: Int = 0) {
        self.kind = kind
        self.path = path
        problem = Problem(message, remedy: remedy, kind: kind == .noSuchRun ? .usage : .execution)
        self.lostSamples = lostSamples
    }

    /// The problem's words.
    package var description: String { problem.description }
}

extension RunStoreError {
    static func diskFull(path: String) -> RunStoreError {
        RunStoreError(
            .diskFull, path: path, message: "There is no room left for the run directory `\(path)`.",
            remedy: "Make room, or name a directory on another disk with --out.")
    }

    /// An error of the database while it was written.
    static func writing(_ error: any Error, path: String) -> RunStoreError {
        guard let database = error as? DatabaseError else {
            return RunStoreError(
                .cannotWrite, path: path, message: "The run directory `\(path)` cannot be written: \(error).",
                remedy: "Name another directory with --out.")
        }
        if database.resultCode == .SQLITE_FULL { return .diskFull(path: path) }
        return RunStoreError(
            .cannotWrite, path: path,
            message: "The run directory `\(path)` cannot be written: \(database.message ?? "SQLite gives no reason").",
            remedy: "Name another directory with --out.")
    }

    /// An error of the database while it was read.
    static func reading(_ error: any Error, path: String) -> RunStoreError {
        if let known = error as? RunStoreError { return known }
        let database = error as? DatabaseError
        let reason = database?.message ?? "\(error)"
        switch database?.resultCode {
        case .some(.SQLITE_NOTADB):
            return RunStoreError(
                .notARun, path: path, message: "`\(path)/\(RunSchema.fileName)` is no run file: \(reason).",
                remedy: "Name the directory of a run.")
        case .some(.SQLITE_CORRUPT):
            return .corrupt(path: path, reason)
        default:
            return RunStoreError(
                .cannotRead, path: path, message: "The run `\(path)` cannot be read: \(reason).",
                remedy: "See that its files can be read, run.sqlite-wal among them if there is one.")
        }
    }

    static func corrupt(path: String, _ reason: String) -> RunStoreError {
        RunStoreError(
            .corrupt, path: path, message: "The run file of `\(path)` is damaged: \(reason).",
            remedy: "`sqlite3 run.sqlite .recover` may save what is left of it.")
    }

    func losing(_ samples: Int) -> RunStoreError {
        var copy = self
        copy.lostSamples = samples
        if samples > 0 { copy.problem.details[0].message += " \(samples) samples are missing from the run file." }
        return copy
    }
}
