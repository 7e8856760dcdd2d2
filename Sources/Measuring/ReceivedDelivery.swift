// What came in on the run's own port.

/// The body of a request that a webhook sent, not yet looked at.
package struct ReceivedDelivery: Hashable, Sendable {
    /// The bytes as they came.
    package var bytes: [UInt8]
    /// When the last of them was read.
    package var arrived: Moment

    /// Creates a delivery.
    package init(bytes: [UInt8], arrived: Moment) {
        self.bytes = bytes
        self.arrived = arrived
    }
}
