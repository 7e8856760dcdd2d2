// The directory of a run: made once, never overwritten, readable by its owner only.
import FoundationEssentials
import Glibc
import Measuring

/// The directory of a run. What it stores about a platform is confidential, so nobody else may read it, whatever the
/// umask. SQLite gives its own files next to the database the same permissions.
struct RunDirectory {
    /// The path of its database.
    let file: String

    /// Creates the directory with its parents, or takes an empty one, and claims it by creating the empty file.
    ///
    /// - Throws: `.notEmpty`, `.diskFull` or `.cannotWrite`.
    init(creating path: String) throws(RunStoreError) {
        try RunDirectory.make(path)
        // Listing the directory and creating the file are not atomic; if someone else comes in between, the file
        // already exists.
        if let name = try RunDirectory.firstEntry(of: path) {
            throw RunStoreError(
                .notEmpty, path: path, message: "The run directory `\(path)` already contains `\(name)`.",
                remedy: "Choose another directory: a run is never overwritten.")
        }
        file = path + "/" + RunSchema.fileName
        let descriptor = unsafe open(file, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST
                ? RunStoreError(
                    .notEmpty, path: path, message: "The run directory `\(path)` was taken by another run just now.",
                    remedy: "Choose another directory: a run is never overwritten.")
                : RunDirectory.error(errno, path: path)
        }
        close(descriptor)
    }

    private static func make(_ path: String) throws(RunStoreError) {
        var existing = stat()
        if unsafe stat(path, &existing) == 0 {
            guard existing.st_mode & S_IFMT == S_IFDIR else {
                throw RunStoreError(
                    .cannotWrite, path: path, message: "The run directory `\(path)` is a file.",
                    remedy: "Choose a directory.")
            }
            return
        }
        // Parents first. An empty component is the root or a double slash.
        var parent = path.hasPrefix("/") ? "" : "."
        for piece in path.split(separator: "/") {
            parent += "/" + piece
            if unsafe mkdir(parent, 0o700) != 0 && errno != EEXIST { throw error(errno, path: path) }
        }
    }

    private static func firstEntry(of path: String) throws(RunStoreError) -> String? {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).min()
        } catch {
            throw RunDirectory.error(errno, path: path)
        }
    }

    private static func error(_ code: Int32, path: String) -> RunStoreError {
        .writing(systemError: code, path: path) ?? .cannotWrite(path: path, SystemError.words(code))
    }
}
