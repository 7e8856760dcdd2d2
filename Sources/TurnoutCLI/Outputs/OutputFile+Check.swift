// Whether a file can be written, found out before it is needed.
import FoundationEssentials
import Glibc
import Measuring
import RunStore

extension OutputFile {
    /// Finds out whether a file can be written there, without touching what is there.
    /// - Throws: why it cannot.
    static func check(_ path: String) throws(Problem) {
        guard !path.isEmpty else { throw Problem("cannot write a file without a name") }
        let found = FileStatus(path)
        if found == nil, errno != ENOENT { throw cannotWrite(path, errno) }
        if found?.isDirectory == true || path.hasSuffix("/") { throw cannotWrite(path, EISDIR) }
        if found?.isSocket == true { throw Problem("cannot write '\(path)': it is a socket") }
        guard isReplaced(path) else {
            guard unsafe access(path, W_OK) == 0 else { throw cannotWrite(path, errno) }
            return
        }
        let target = resolved(path)
        if let found {
            if isWritable(target) { return }
            // Read-only media and files that nobody may change (`chattr +i`) cannot be replaced either.
            guard errno != EROFS, errno != EPERM else { throw cannotWrite(path, errno) }
            if isKept(found, in: folder(of: target)) { throw cannotWrite(path, EPERM) }
        }
        try checkFolder(of: target, for: path)
    }

    /// Finds out whether a file can be created beside the target.
    private static func checkFolder(of target: String, for path: String) throws(Problem) {
        let folder = folder(of: target)
        guard FileStatus(folder) != nil else {
            if errno == ENOENT { throw Problem("cannot write '\(path)': its directory does not exist") }
            throw cannotWrite(path, errno)
        }
        // Tried, since permissions alone do not tell: of `/proc`, say.
        let trial = partial(in: folder)
        let opened = create(trial)
        guard opened >= 0 else {
            throw Problem("cannot write '\(path)': \(SystemError.words(errno)) (its directory)")
        }
        close(opened)
        unsafe unlink(trial)
    }

    /// Whether a file can be written to as it is. If not, `errno` says why.
    static func isWritable(_ path: String) -> Bool {
        guard let found = FileStatus(path), found.isRegular else { return false }
        return unsafe access(path, W_OK) == 0
    }

    /// Whether a folder such as `/tmp` keeps others from replacing a file.
    private static func isKept(_ file: FileStatus, in folder: String) -> Bool {
        let user = geteuid()
        guard user != 0, file.owner != user, let folder = FileStatus(folder), folder.owner != user else { return false }
        return folder.permissions & mode_t(S_ISVTX) != 0
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

    /// The folder of a path, with the slash behind it.
    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
    }

    private static func real(_ path: String) -> String? {
        guard let text = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }

    /// Whether the path leads to an ordinary file, or to none, and not to what the process itself has open.
    static func isReplaced(_ path: String) -> Bool {
        if path.prefixMatch(of: /\/dev\/(stdin|stdout|stderr|fd\/)|\/proc\/[^\/]+\/(task\/[^\/]+\/)?fd\//) != nil {
            return false
        }
        return FileStatus(path)?.isRegular ?? true
    }

    static func cannotWrite(_ path: String, _ number: Int32) -> Problem {
        Problem("cannot write '\(path)': \(SystemError.words(number))")
    }
}
