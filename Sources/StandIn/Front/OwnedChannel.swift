// Keeps an accepted channel alive until it is closed.

import HummingbirdCore
import NIOCore

/// An accepted connection or HTTP/2 stream, owned until it is closed.
///
/// A server that is stopped drops channels that it has accepted and not begun to serve. `NIOAsyncChannel` traps when it
/// is deallocated while open. So the last owner closes the channel and releases it only after it is closed.
final class OwnedChannel<Value: ServerChildChannelValue>: ServerChildChannelValue {
    let value: Value

    var channel: any Channel { value.channel }

    init(_ value: Value) { self.value = value }

    deinit {
        let value = value
        let channel = value.channel
        // In a later tick: the channel may not be fully set up yet.
        channel.eventLoop.execute {
            channel.close(promise: nil)
            // One turn of the loop after the close, all handlers have been notified.
            channel.closeFuture.whenComplete { _ in
                channel.eventLoop.execute { withExtendedLifetime(value) {} }
            }
        }
    }
}
