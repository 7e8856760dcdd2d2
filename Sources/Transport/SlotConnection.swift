// What a slot knows of the connection that was opened for its request.
import CLibcurl
import Measuring

extension tcurl_slot {
    /// How late Turnout read what came while a connection was opened.
    ///
    /// - Parameter connections: how many connections were opened.
    /// - Returns: For how many nanoseconds the answers to connecting and to the TLS handshake waited to be read, the proxy's
    ///   included; nil if no connection was opened, or if it is unknown.
    func connectDelayNanoseconds(connections: Int) -> Int64? {
        let isKnown = unsafe opened_in != 0 && is_connected && !connect_delay_is_unknown
        return unsafe connections > 0 && isKnown ? connect_delay : nil
    }

    /// For how many nanoseconds the peer could send nothing of the response, since the receive buffer was full; nil if
    /// unknown.
    var receiveDelayNanoseconds: Int64? { unsafe receive_delay < 0 ? nil : receive_delay }

    /// What the kernel counted of it, or of the kept connection that was used.
    var tcpFigures: TCPFigures {
        func known(_ count: Int64) -> Int32? { count < 0 ? nil : Int32(clamping: count) }
        return unsafe TCPFigures(
            synRetransmissions: opened_in == 0 ? nil : known(repeated_syns), retransmissions: known(retransmissions),
            roundTripMicroseconds: round_trip > 0 ? known(round_trip) : nil)
    }
}
