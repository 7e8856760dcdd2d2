// What the system calls its errors.
import Glibc

/// Words for error numbers (errno).
package enum SystemError {
    /// `Address already in use`. Where a limit of the process is the cause, its name goes along: nobody would find it by
    /// the system's words.
    package static func words(_ number: Int32) -> String {
        guard let words = unsafe strerror(number).map({ unsafe String(cString: $0) }) else { return "error \(number)" }
        return number == EFBIG ? "\(words): the limit on the size of files is reached (`ulimit -f`)" : words
    }
}
