// What a slot knows of the connection that was opened for its request.
import CLibcurl

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
}
