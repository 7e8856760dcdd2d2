// Why the stand-in could not serve.

import Glibc

/// What kept a stand-in from serving, with what the system said.
public enum StandInError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address could not be listened on.
    case listening(host: String, port: Int, reason: String)
    /// No certificate could be made.
    case certificate(host: String, reason: String)

    /// The error in words, with its remedy.
    public var description: String {
        switch self {
        case .listening(let host, let port, let reason):
            "the stand-in cannot listen on \(host):\(port) (\(reason)); choose another port, or 0 for any free one"
        case .certificate(let host, let reason):
            "the stand-in cannot make a certificate for \(host) (\(reason)); choose another host"
        }
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
