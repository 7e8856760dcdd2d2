// A file with secrets, which other processes read.
import Glibc

/// A call of the system that failed.
struct SystemCallError: Error {
    /// errno.
    var number: Int32
}

/// Files that only their owner can read.
enum SecretFile {
    /// Writes a file that must not exist. It appears as a whole.
    /// - Throws: why it cannot be written; `EEXIST` if it exists.
    static func write(_ text: String, to path: String) throws(SystemCallError) {
        let partial = "\(path).\(getpid())"
        let descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemCallError(number: errno) }
        defer { unsafe unlink(partial) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let number = errno
                close(descriptor)
                throw SystemCallError(number: number)
            }
            rest = rest.dropFirst(count)
        }
        // Some file systems report only here that there is no space.
        guard close(descriptor) == 0 else { throw SystemCallError(number: errno) }
        // Unlike a rename it replaces no other file.
        guard unsafe link(partial, path) == 0 else { throw SystemCallError(number: errno) }
    }
}
