// The system's texts for its errors.
import Glibc

/// Texts for error numbers (errno).
package enum SystemError {
    /// For example `Address already in use`. If a limit of the process is the cause, the text names it, because the
    /// system's own text does not.
    package static func words(_ number: Int32) -> String {
        guard let words = unsafe strerror(number).map({ unsafe String(cString: $0) }) else { return "error \(number)" }
        return number == EFBIG ? "\(words): the limit on the size of files is reached (`ulimit -f`)" : words
    }
}
