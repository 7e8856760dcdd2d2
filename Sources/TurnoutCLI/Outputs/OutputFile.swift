// A file that is written piece by piece and appears as a whole.
import FoundationEssentials
import Glibc
import Measuring
import RunStore

/// A file that takes the place of an earlier one when it is complete. A reader sees the old file or the new one; if
/// writing fails, the old one stays. Links are followed. Devices, pipes and the process's own descriptors (`/dev/stdout`)
/// are written to, not replaced.
///
/// An earlier file that cannot be replaced, such as one that is mounted by itself into a container, is overwritten in its
/// place once the whole text is known.
struct OutputFile: ~Copyable {
    /// How the text gets to its place.
    private enum Way {
        /// It is written there at once.
        case through
        /// A new file takes the place of the target.
        case replacing(target: String, partial: String)
        /// It is kept elsewhere, and copied into the target.
        case copying(target: String)
    }

    /// As the user wrote it.
    private let path: String
    private let way: Way
    private let permissions: mode_t
    private let descriptor: Int32

    /// Opens it, for a new file with these permissions. A file that exists keeps its own.
    /// - Throws: why it cannot be written.
    init(_ path: String, permissions: mode_t) throws(Problem) {
        try OutputFile.check(path)
        let (way, descriptor) = try OutputFile.open(path)
        self.path = path
        self.permissions = FileStatus(path)?.permissions ?? permissions
        self.way = way
        self.descriptor = descriptor
    }

    private static func open(_ path: String) throws(Problem) -> (Way, Int32) {
        guard isReplaced(path) else {
            let opened = unsafe Glibc.open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
            guard opened >= 0 else { throw cannotWrite(path, errno) }
            return (.through, opened)
        }
        let target = resolved(path)
        let partial = partial(in: folder(of: target))
        let opened = create(partial)
        guard opened < 0 else { return (.replacing(target: target, partial: partial), opened) }
        let number = errno
        guard isWritable(target) else { throw cannotWrite(path, number) }
        let elsewhere = self.partial(in: (ProcessEnvironment.current["TMPDIR"] ?? "/tmp") + "/")
        let kept = create(elsewhere)
        guard kept >= 0 else { throw cannotWrite(path, number) }
        unsafe unlink(elsewhere)
        return (.copying(target: target), kept)
    }

    deinit {
        close(descriptor)
        // Nothing is left of a file that was not finished; a finished one has no such name any more.
        if case .replacing(_, let partial) = way { unsafe unlink(partial) }
    }

    /// Writes a whole text, for a new file with these permissions.
    static func write(_ text: String, to path: String, permissions: mode_t) throws(Problem) {
        let file = try OutputFile(path, permissions: permissions)
        try file.write(text)
        try file.finish()
    }

    /// Adds text.
    func write(_ text: String) throws(Problem) {
        try write(Array(text.utf8)[...], to: descriptor)
    }

    private func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(Problem) {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw OutputFile.cannotWrite(path, errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Puts it in its place. Nothing may be written afterwards.
    func finish() throws(Problem) {
        switch way {
        case .through: return
        case .copying(let target): try copy(into: target)
        case .replacing(let target, let partial):
            // Some file systems report only here that they have no room, and some have no permissions to set.
            guard fsync(descriptor) == 0 || errno == EINVAL, fchmod(descriptor, permissions) == 0 || errno == EPERM
            else { throw OutputFile.cannotWrite(path, errno) }
            guard unsafe rename(partial, target) != 0 else { return }
            // A file that is a mount of its own is busy.
            let number = errno
            guard OutputFile.isWritable(target) else { throw OutputFile.cannotWrite(path, number) }
            try copy(into: target)
        }
    }

    /// Overwrites a file with what was written.
    private func copy(into target: String) throws(Problem) {
        let opened = unsafe Glibc.open(target, O_WRONLY | O_CLOEXEC)
        guard opened >= 0 else { throw OutputFile.cannotWrite(path, errno) }
        defer { close(opened) }
        guard ftruncate(opened, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw OutputFile.cannotWrite(path, errno)
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw OutputFile.cannotWrite(path, errno) }
            guard count > 0 else { break }
            try write(buffer[..<count], to: opened)
        }
        guard fsync(opened) == 0 || errno == EINVAL else { throw OutputFile.cannotWrite(path, errno) }
    }

    /// A name in a folder that nobody else takes. Short, since the name of the file itself may be as long as a name can
    /// be; random, since processes in two containers may have the same number.
    static func partial(in folder: String) -> String { "\(folder).turnout-\(RunID.random()).partial" }

    /// Creates a file that was not there, for its owner alone. Negative, with `errno`, if that fails.
    static func create(_ path: String) -> Int32 {
        unsafe Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    }
}
