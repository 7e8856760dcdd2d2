// The message for what keeps a run from receiving deliveries.
import Glibc
import Measuring
import NIOCore

extension Problem {
    /// The receiver could not listen.
    static func cannotListen(at place: WebhookReceiver.Place, _ error: any Error) -> Problem {
        let number = (error as? IOError)?.errnoCode
        let words = number.map { SystemError.words($0) } ?? "\(error)"
        let remedy =
            switch number {
            // The second: a machine without that version of IP.
            case EADDRNOTAVAIL, EAFNOSUPPORT: "Name an IP address of this machine in webhooks.listen."
            case EACCES: "Choose a port from 1024 on in webhooks.listen, or 0 for any free one."
            default: "Choose another port in webhooks.listen, or 0 for any free one."
            }
        return Problem(
            "webhooks cannot be received at \(place.address), port \(place.port): \(words)",
            remedy: "\(remedy) Nothing was sent.")
    }
}
