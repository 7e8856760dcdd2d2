// The messages for what keeps the metrics from being served.
import Glibc
import Measuring
import NIOCore

extension Problem {
    /// The server could not listen.
    static func metricsUnserved(at place: MetricsServer.Place, _ error: any Error) -> Problem {
        let number = (error as? IOError)?.errnoCode
        let words = number.map { SystemError.words($0) } ?? "\(error)"
        let remedy =
            switch number {
            case EADDRNOTAVAIL: "Name an address of this machine with --metrics-address."
            case EACCES: "Choose a port from 1024 on with --metrics-port, or 0 for any free one."
            default: "Choose another port with --metrics-port, or 0 for any free one."
            }
        return Problem(
            "the metrics cannot be served at \(place.address), port \(place.port): \(words)",
            remedy: "\(remedy) Nothing was sent.")
    }
}
