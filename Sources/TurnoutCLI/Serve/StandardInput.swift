// Notices that whoever started this process has gone.
import Glibc

/// The process's standard input as a life line.
enum StandardInput {
    /// Returns once standard input was closed at its other end, or the task is cancelled. What is written there is
    /// read and dropped.
    ///
    /// It looks four times a second instead of blocking a thread of the cooperative pool in `read`: the parent's orderly
    /// end comes as a signal, and for its violent one a quarter of a second is soon enough.
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
