// A named pipe that holds one page, to catch a writer in the middle of its text.
import Glibc

/// The reading end of a named pipe.
final class NarrowPipe: Sendable {
    struct Failed: Error { var errno: Int32 }

    private let descriptor: Int32

    /// Creates the pipe at a path and opens it. Writers then need not wait for a reader.
    init(at path: String) throws {
        guard mkfifo(path, 0o600) == 0 else { throw Failed(errno: errno) }
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failed(errno: errno) }
        // Of Linux; the C header has it for GNU sources only.
        let setPipeSize: Int32 = 1031
        guard fcntl(descriptor, setPipeSize, 4096) >= 0 else { throw Failed(errno: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Whether a writer has written.
    var hasBytes: Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 0) == 1 && waiting.revents & Int16(POLLIN) != 0
    }

    /// What has arrived; empty while a writer has it open without writing, nil after the last writer has closed it.
    func read() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        if count < 0 { return errno == EAGAIN ? [] : nil }
        return count == 0 ? nil : Array(bytes[..<count])
    }
}
