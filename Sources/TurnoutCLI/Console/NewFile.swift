// Creates text files that must not exist yet.
import Analysis
import Glibc
import Measuring

/// A file that must not exist yet.
enum NewFile {
    /// Whether there is anything under that name, even a link that leads nowhere.
    static func exists(_ path: String) -> Bool {
        unsafe faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0
    }

    static func existsAlready(_ path: String) -> Problem {
        Problem(
            "'\(path)' exists already", remedy: "Name another file, or '-' for standard output.", kind: .usage)
    }

    /// Creates a file. Nothing is ever overwritten, not even by two that start at the same moment.
    static func write(_ text: String, to path: String) throws(Problem) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let code = errno
            if code == EEXIST { throw existsAlready(path) }
            throw Problem("cannot write '\(path)': \(SystemError.words(code))")
        }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                unsafe unlink(path)
                throw Problem("cannot write '\(path)': \(SystemError.words(code))")
            }
            rest = rest.dropFirst(count)
        }
    }
}
