// What the kernel counted of the connection of an exchange (TCP_INFO).

/// The kernel's counts of the connection that an exchange was made over, which is the one to a proxy if there is one. What is
/// unknown is nil. The segments that the other side repeated are not among them.
package struct TCPFigures: Hashable, Sendable {
    /// How often the connection request (SYN) was repeated, over all addresses that were tried, as far as is known. Nil if
    /// none was sent.
    package var synRetransmissions: Int32?
    /// How many segments this side repeated, from the moment when the connection was there, or from the beginning of the
    /// exchange on a kept connection, until its end. Over HTTP/2 those of all exchanges that were under way at that time.
    package var retransmissions: Int32?
    /// The smoothed round-trip time at its end, in microseconds.
    package var roundTripMicroseconds: Int32?

    /// Creates figures.
    package init(
        synRetransmissions: Int32? = nil, retransmissions: Int32? = nil, roundTripMicroseconds: Int32? = nil
    ) {
        self.synRetransmissions = synRetransmissions
        self.retransmissions = retransmissions
        self.roundTripMicroseconds = roundTripMicroseconds
    }
}
