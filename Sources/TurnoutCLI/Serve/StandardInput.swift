// Detects that the parent process has ended.
import Glibc

/// The process's standard input.
enum StandardInput {
    /// Returns when the other end of standard input is closed, or the task is cancelled. Input is read and discarded.
    ///
    /// It polls four times a second instead of blocking a thread of the cooperative pool in `read`. A parent that ends
    /// in an orderly way sends a signal; if it is killed, a quarter of a second is soon enough.
    static func closed() async {
        while !isClosed {
            guard (try? await Task.sleep(for: .milliseconds(250))) != nil else { return }
        }
    }

    private static var isClosed: Bool {
        var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        while unsafe poll(&waiting, 1, 0) > 0 {
            var bytes: [UInt8] = Array(repeating: 0, count: 256)
            let count = unsafe read(STDIN_FILENO, &bytes, bytes.count)
            if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { return true }
        }
        return false
    }
}
