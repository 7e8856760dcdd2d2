// A run file on read-only media.
import FoundationEssentials
import Glibc
import Measuring

/// Where a run file can be read.
///
/// SQLite makes a companion file to read a file that has a write-ahead log, as that of a run in progress or one that was
/// killed. In a directory without write permission it cannot, and a copy is read in its place. Nobody writes to the run
/// then: whoever does has made that companion file.
struct ReadablePlace {
    /// The file to open.
    let file: String
    /// The folder of the copy; nil: the file is read in its place.
    private let folder: String?

    /// Copies the file and its log if need be.
    ///
    /// - Parameters:
    ///   - file: the run file.
    ///   - directory: its run directory.
    /// - Throws: `.cannotRead`.
    init(of file: String, in directory: String) throws(RunStoreError) {
        guard unsafe access(directory + "/.", W_OK) != 0, FileStatus(file + "-shm") == nil,
            ReadablePlace.hasLog(file)
        else {
            (self.file, folder) = (file, nil)
            return
        }
        let files = FileManager.default
        let place = files.temporaryDirectory.appending(component: "turnout-\(UUID().uuidString)")
        let copy = place.appending(component: RunSchema.fileName).path(percentEncoded: false)
        do {
            try files.createDirectory(
                at: place, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            for companion in ["", "-wal"] where FileStatus(file + companion) != nil {
                try files.copyItem(atPath: file + companion, toPath: copy + companion)
            }
        } catch {
            try? files.removeItem(at: place)
            throw RunStoreError(
                .cannotRead, path: directory,
                message:
                    "The run `\(directory)` cannot be read: its directory is read-only, and no copy can be made in "
                    + "`\(files.temporaryDirectory.path(percentEncoded: false))`.",
                remedy: "Free some space there, or set TMPDIR to another directory.")
        }
        (self.file, folder) = (copy, place.path(percentEncoded: false))
    }

    /// Removes the copy. Whoever has opened it by then can read on.
    func remove() {
        if let folder { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// Whether the file needs a write-ahead log (SQLite's file format, 1.3.3: the read version).
    private static func hasLog(_ file: String) -> Bool {
        let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var head = [UInt8](repeating: 0, count: 20)
        let count = unsafe head.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        return count == head.count && head[19] == 2
    }
}
