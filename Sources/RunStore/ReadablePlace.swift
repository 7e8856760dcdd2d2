// A run file on read-only media.
import FoundationEssentials
import Glibc
import Measuring

/// Where a run file can be read.
///
/// SQLite makes a companion file to read a file that has a write-ahead log, as that of a run in progress or one that was
/// killed. In a directory without write permission it cannot, and a copy is read in its place. So it is where another machine
/// writes to the file.
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
    ///   - copying: whether it is to be copied in any case.
    /// - Throws: `.cannotRead`.
    init(of file: String, in directory: String, copying: Bool) throws(RunStoreError) {
        // Whoever writes to it has made the companion file.
        let mustCopy =
            unsafe access(directory + "/.", W_OK) != 0 && FileStatus(file + "-shm") == nil
            && ReadablePlace.hasLog(file)
        guard copying || mustCopy else {
            (self.file, folder) = (file, nil)
            return
        }
        let files = FileManager.default
        let place = files.temporaryDirectory.appending(component: "turnout-\(UUID().uuidString)")
        let copy = place.appending(component: RunSchema.fileName).path(percentEncoded: false)
        do {
            try files.createDirectory(
                at: place, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            try ReadablePlace.copy(file, to: copy)
        } catch {
            try? files.removeItem(at: place)
            throw RunStoreError(
                .cannotRead, path: directory,
                message:
                    "The run `\(directory)` cannot be read: \(copying ? "another process may write to it" : "its directory is read-only"), "
                    + "and no copy can be made in `\(files.temporaryDirectory.path(percentEncoded: false))`.",
                remedy: "Free some space there, or set TMPDIR to another directory.")
        }
        (self.file, folder) = (copy, place.path(percentEncoded: false))
    }

    /// Removes the copy. Whoever has opened it by then can read on.
    func remove() {
        if let folder { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// How often a copy is tried while the log begins anew.
    private static let attempts = 3

    /// Copies the file and its log as they were at one moment. While they are copied, the writer may put pages of the log into
    /// the file, which does no harm, and may then begin the log anew, which changes its salt (SQLite's file format, 4.1): then
    /// the copy of the file is older than that of the log, and all is copied again.
    private static func copy(_ file: String, to copy: String) throws {
        let files = FileManager.default
        for attempt in 1...attempts {
            let before = (logHead(file), FileStatus(file)?.changed)
            for companion in ["", "-wal"] { try? files.removeItem(atPath: copy + companion) }
            try files.copyItem(atPath: file, toPath: copy)
            if before.0 != nil { try files.copyItem(atPath: file + "-wal", toPath: copy + "-wal") }
            let after = (logHead(file), FileStatus(file)?.changed)
            // Without a log the file itself is being written.
            if after.0 == before.0, before.0 != nil || after.1 == before.1 { return }
            if attempt == attempts { throw CocoaError(.fileReadUnknown) }
        }
    }

    /// What the log begins with; nil if there is none.
    private static func logHead(_ file: String) -> [UInt8]? {
        let descriptor = unsafe open(file + "-wal", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var head = [UInt8](repeating: 0, count: 32)
        let count = unsafe head.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        return count == head.count ? head : nil
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
