// A connection, or a stream of one, from its acceptance on.

import HummingbirdCore
import NIOCore

/// What was accepted, until it has been served, or the server stops before it comes to that.
///
/// A server that is stopped drops what it has accepted and not begun to serve. An asynchronous channel that is dropped
/// while it is open ends the process, so its last owner closes it, and lets it go only when it is closed.
final class Accepted<Value: ServerChildChannelValue>: ServerChildChannelValue {
    let value: Value

    var channel: any Channel { value.channel }

    init(_ value: Value) { self.value = value }

    deinit {
        let value = value
        let channel = value.channel
        // Not at once: what was accepted may not have been set up to its end.
        channel.eventLoop.execute {
            channel.close(promise: nil)
            // One turn of the loop after it is closed all handlers have been told.
            channel.closeFuture.whenComplete { _ in
                channel.eventLoop.execute { withExtendedLifetime(value) {} }
            }
        }
    }
}
