// The messages for what keeps the stand-in from serving.

import Glibc
import Measuring
import NIOCore

extension Problem {
    /// Why the server cannot listen.
    enum ListenFailure: Hashable, Sendable {
        /// No such host.
        case unknownHost
        /// The system refused, with this error number.
        case system(Int32)
        /// Anything else, with the error's own text.
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
            case .system(let number): SystemError.words(number)
            case .other(let words): words
            }
        }

        fileprivate var remedy: String {
            switch self {
            case .unknownHost, .system(EADDRNOTAVAIL):
                "Name an address of this machine, such as 127.0.0.1, ::1 or 0.0.0.0."
            case .system(EACCES): "Choose a port from 1024 on, or 0 for any free one."
            case .system(EADDRINUSE), .system, .other: "Choose another port, or 0 for any free one."
            }
        }
    }

    /// The server could not listen on the address.
    static func listening(host: String, port: Int, _ failure: ListenFailure) -> Problem {
        Problem("the stand-in cannot listen on \(host):\(port) (\(failure.words))", remedy: failure.remedy)
    }

    /// No certificate could be made.
    static func certificate(host: String) -> Problem {
        Problem(
            "the stand-in cannot make a certificate for \(host)",
            remedy: "Name the host by an address, or by a name in ASCII.")
    }
}
