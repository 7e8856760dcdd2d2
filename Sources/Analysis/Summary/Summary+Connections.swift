// What the kernel counted of the connections to the target.

extension Summary {
    /// The connections of a run, by the kernel's own counts. The segments that the target repeated are not among them.
    package struct Connections: Codable, Equatable, Sendable {
        /// How many were opened.
        package var opened: Int
        /// How many of these needed a second connection request (SYN), or more.
        package var secondSyns: Int
        /// How many requests found no connection although the SYN was repeated.
        package var unansweredSyns: Int
        /// How many SYNs were repeated in all.
        package var synRetransmissions: Int
        /// How many requests were under way when segments were repeated after the connection was there.
        package var retransmittingRequests: Int
        /// How many segments that were. Over HTTP/2 a segment counts for each request that was under way.
        package var retransmissions: Int
        /// The smoothed round-trip time at the end of each request.
        package var roundTripMs: Distribution

        /// Creates the figures of connections.
        package init(
            opened: Int, secondSyns: Int, unansweredSyns: Int, synRetransmissions: Int, retransmittingRequests: Int,
            retransmissions: Int, roundTripMs: Distribution
        ) {
            self.opened = opened
            self.secondSyns = secondSyns
            self.unansweredSyns = unansweredSyns
            self.synRetransmissions = synRetransmissions
            self.retransmittingRequests = retransmittingRequests
            self.retransmissions = retransmissions
            self.roundTripMs = roundTripMs
        }
    }
}

extension Summary.Connections {
    /// What the counts say of the network and of the target, one sentence each; nothing if they say nothing.
    var warnings: [String] { [repeatedSyns, repeatedSegments].compactMap { $0 } }

    private var repeatedSyns: String? {
        guard secondSyns + unansweredSyns > 0 else { return nil }
        var what: [String] = []
        if secondSyns > 0 { what.append(Self.needed(secondSyns)) }
        if unansweredSyns > 0 {
            what.append(
                "\(unansweredSyns == 1 ? "1 request" : "\(unansweredSyns) requests") found "
                    + (secondSyns > 0 ? "none in spite of it" : "no connection in spite of a second SYN"))
        }
        return what.joined(separator: ", and ") + ": packets were lost or the accept queue was full."
    }

    /// "212 connections needed a second SYN".
    static func needed(_ count: Int) -> String {
        "\(count == 1 ? "1 connection" : "\(count) connections") needed a second SYN"
    }

    /// From this share of the requests on, repeated segments say something.
    private static let noticeableShare = 0.01

    private var repeatedSegments: String? {
        guard retransmittingRequests > 0,
            Double(retransmittingRequests) >= Self.noticeableShare * Double(roundTripMs.count)
        else { return nil }
        let segments = retransmissions == 1 ? "1 segment" : "\(retransmissions) segments"
        return "Of \(roundTripMs.count) requests, \(retransmittingRequests) "
            + "\(retransmittingRequests == 1 ? "was" : "were") under way while segments were sent again (\(segments)): "
            + "packets were lost or came late."
    }
}
