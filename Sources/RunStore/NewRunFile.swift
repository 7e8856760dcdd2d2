// The file of a new run, in a directory of its own: never overwritten, readable by its owner only.
import FoundationEssentials
import Glibc
import Measuring

/// The empty file that claims a run directory. What a run stores about a platform is confidential, so nobody else may
/// read it, whatever the umask. SQLite gives its own files next to the database the same permissions.
struct NewRunFile {
    /// Its path.
    let path: String

    /// Creates the directory with its parents, or takes an empty one, and creates the file in it.
    ///
    /// - Throws: `.notEmpty`, `.diskFull` or `.cannotWrite`.
    init(in directory: String) throws(RunStoreError) {
        try NewRunFile.make(directory)
        // Listing the directory and creating the file are not atomic; if someone else comes in between, the file
        // already exists.
        if let name = try NewRunFile.firstEntry(of: directory) {
            throw RunStoreError(
                .notEmpty, path: directory, message: "The run directory `\(directory)` already contains `\(name)`.",
                remedy: "Choose another directory: a run is never overwritten.")
        }
        path = directory + "/" + RunSchema.fileName
        let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST
                ? RunStoreError(
                    .notEmpty, path: directory,
                    message: "The run directory `\(directory)` was taken by another run just now.",
                    remedy: "Choose another directory: a run is never overwritten.")
                : NewRunFile.error(errno, path: directory)
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
            throw NewRunFile.error(errno, path: path)
        }
    }

    private static func error(_ code: Int32, path: String) -> RunStoreError {
        .writing(systemError: code, path: path) ?? .cannotWrite(path: path, SystemError.words(code))
    }
}
