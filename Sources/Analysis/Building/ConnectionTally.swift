// What the kernel counted of the participants' connections.
import Measuring

/// Adds up the kernel's counts.
struct ConnectionTally: Sendable {
    private var opened = 0
    private var secondSyns = 0
    private var unansweredSyns = 0
    private var synRetransmissions = 0
    private var retransmittingRequests = 0
    private var retransmissions = 0
    private var roundTrips = LatencyHistogram()
    /// Whether any count is known: files of earlier versions have none.
    private var isKnown = false

    mutating func add(_ figures: ExchangeFigures) {
        opened += Int(figures.newConnections)
        let tcp = figures.tcp
        if let repeated = tcp.synRetransmissions {
            isKnown = true
            if repeated > 0 {
                if figures.newConnections > 0 { secondSyns += 1 } else { unansweredSyns += 1 }
                synRetransmissions += Int(repeated)
            }
        }
        if let repeated = tcp.retransmissions {
            isKnown = true
            if repeated > 0 {
                retransmittingRequests += 1
                retransmissions += Int(repeated)
            }
        }
        if let time = tcp.roundTripMicroseconds { roundTrips.record(microseconds: Int64(time)) }
    }

    /// The figures; nil if nothing is known.
    var figures: Summary.Connections? {
        guard isKnown else { return nil }
        return Summary.Connections(
            opened: opened, secondSyns: secondSyns, unansweredSyns: unansweredSyns,
            synRetransmissions: synRetransmissions, retransmittingRequests: retransmittingRequests,
            retransmissions: retransmissions, roundTripMs: Summary.Distribution(roundTrips))
    }
}
