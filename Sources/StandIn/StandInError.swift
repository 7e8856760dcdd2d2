// Why the stand-in could not serve.

import Glibc
import NIOCore

/// What kept a stand-in from serving, with what the system said.
public enum StandInError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address could not be listened on.
    case listening(host: String, port: Int, Obstacle)
    /// No certificate could be made.
    case certificate(host: String)

    /// What can be in the way of listening.
    public enum Obstacle: Hashable, Sendable {
        /// Nothing has this name.
        case unknownHost
        /// The system refused, by one of its error numbers.
        case system(Int32)
        /// Anything else, in the words of whoever noticed it.
        case other(String)

        init(_ error: any Error) {
            self =
                switch error {
                case let error as IOError: .system(error.errnoCode)
                case is SocketAddressError.UnknownHost: .unknownHost
                default: .other("\(error)")
                }
        }

        fileprivate var words: String {
            switch self {
            case .unknownHost: "there is no such host"
            case .system(let number): SystemError.text(number)
            case .other(let words): words
            }
        }

        fileprivate var remedy: String {
            switch self {
            case .unknownHost, .system(EADDRNOTAVAIL):
                "name an address of this machine, such as 127.0.0.1, ::1 or 0.0.0.0"
            case .system(EACCES): "choose a port from 1024 on, or 0 for any free one"
            case .system(EADDRINUSE), .system, .other: "choose another port, or 0 for any free one"
            }
        }
    }

    /// The error in words, with its remedy.
    public var description: String {
        switch self {
        case .listening(let host, let port, let obstacle):
            "the stand-in cannot listen on \(host):\(port) (\(obstacle.words)); \(obstacle.remedy)"
        case .certificate(let host):
            "the stand-in cannot make a certificate for \(host); name the host by an address, or by a name in ASCII"
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
