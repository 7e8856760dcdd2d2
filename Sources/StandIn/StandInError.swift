// Why the stand-in could not serve.

import Glibc

/// The address could not be listened on.
public struct StandInError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The host that was asked for.
    public var host: String
    /// The port that was asked for.
    public var port: Int
    /// What the system said.
    public var reason: String

    /// The error in words, with its remedy.
    public var description: String {
        "the stand-in cannot listen on \(host):\(port) (\(reason)); choose another port, or 0 for any free one"
    }
}

/// What the system calls its errors.
enum SystemError {
    /// The words for an error number: `Address already in use`.
    static func text(_ number: Int32) -> String {
        guard let words = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: words)
    }
}
