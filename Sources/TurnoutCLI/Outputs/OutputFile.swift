// A file that is written piece by piece and appears as a whole.
import FoundationEssentials
import Glibc
import Measuring
import RunStore

/// A file that takes the place of an earlier one when it is complete. A reader sees the old file or the new one; if
/// writing fails, the old one stays. Links are followed. Devices, pipes and the process's own descriptors (`/dev/stdout`)
/// are written to, not replaced.
struct OutputFile: ~Copyable {
    /// As the user wrote it.
    private let path: String
    /// The file to be replaced; nil: `path` itself is being written to.
    private let target: String?
    private let temporary: String
    private let permissions: mode_t
    private let descriptor: Int32

    /// Opens it, for a new file with these permissions. A file that exists keeps its own.
    /// - Throws: why it cannot be written.
    init(_ path: String, permissions: mode_t) throws(Problem) {
        try OutputFile.check(path)
        guard OutputFile.isReplaced(path) else {
            let opened = unsafe open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
            guard opened >= 0 else { throw OutputFile.cannotWrite(path, errno) }
            self.path = path
            (target, temporary, self.permissions, descriptor) = (nil, path, permissions, opened)
            return
        }
        let place = OutputFile.resolved(path)
        // Short, since the name of the file itself may be as long as a name can be.
        let partial = "\(OutputFile.folder(of: place)).turnout-\(getpid()).partial"
        unsafe unlink(partial)
        let opened = unsafe open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw OutputFile.cannotWrite(path, errno) }
        self.path = path
        (target, temporary, descriptor) = (place, partial, opened)
        self.permissions = FileStatus(place)?.permissions ?? permissions
    }

    deinit {
        close(descriptor)
        // Nothing is left of a file that was not finished; a finished one has no such name any more.
        if target != nil { unsafe unlink(temporary) }
    }

    /// Adds text.
    func write(_ text: String) throws(Problem) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw OutputFile.cannotWrite(path, errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Puts it in its place. Nothing may be written afterwards.
    func finish() throws(Problem) {
        guard let target else { return }
        // Some file systems report only here that they have no room, and some have no permissions to set.
        guard fsync(descriptor) == 0 || errno == EINVAL, fchmod(descriptor, permissions) == 0 || errno == EPERM,
            unsafe rename(temporary, target) == 0
        else { throw OutputFile.cannotWrite(path, errno) }
    }

    // MARK: Before it is needed

    /// Finds out whether a file can be written there, without touching it.
    /// - Throws: why it cannot.
    static func check(_ path: String) throws(Problem) {
        if let found = FileStatus(path) {
            if found.isDirectory { throw cannotWrite(path, EISDIR) }
            guard isReplaced(path) else {
                if unsafe access(path, W_OK) != 0 { throw cannotWrite(path, errno) }
                return
            }
        } else if errno != ENOENT {
            throw cannotWrite(path, errno)
        }
        if path.hasSuffix("/") { throw cannotWrite(path, EISDIR) }
        let folder = OutputFile.folder(of: OutputFile.resolved(path))
        guard FileStatus(folder) != nil else {
            if errno == ENOENT { throw Problem("cannot write '\(path)': its directory does not exist") }
            throw cannotWrite(path, errno)
        }
        guard unsafe access(folder + "/.", W_OK | X_OK) == 0 else {
            throw Problem("cannot write '\(path)': \(SystemError.words(errno)) (its directory)")
        }
    }

    /// The path from the root and without links, as far as it exists.
    static func resolved(_ path: String, links: Int = 40) -> String {
        if let real = real(path) { return real }
        // A link to a file that does not exist yet.
        if links > 0, let aim = try? FileManager.default.destinationOfSymbolicLink(atPath: path), !aim.isEmpty {
            return resolved(aim.hasPrefix("/") ? aim : folder(of: path) + "/" + aim, links: links - 1)
        }
        let name = path.split(separator: "/").last ?? ""
        return real(folder(of: path)).map { $0 == "/" ? "/\(name)" : "\($0)/\(name)" } ?? path
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    }

    private static func real(_ path: String) -> String? {
        guard let text = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }

    /// Whether the path leads to an ordinary file, or to none.
    private static func isReplaced(_ path: String) -> Bool {
        if ["/dev/", "/proc/"].contains(where: path.hasPrefix) { return false }
        return FileStatus(path)?.isRegular ?? true
    }

    private static func cannotWrite(_ path: String, _ number: Int32) -> Problem {
        Problem("cannot write '\(path)': \(SystemError.words(number))")
    }
}
