// How requests were distributed over the addresses of the target.
import Measuring

/// Counts by address.
struct AddressTally: Sendable {
    private struct Share {
        var connections = 0
        var requests = 0
        var failedConnects = 0
    }

    private var shares: [String: Share] = [:]

    mutating func add(_ figures: ExchangeFigures) {
        if let address = figures.address {
            var share = shares[address] ?? Share()
            share.connections += Int(figures.newConnections)
            share.requests += 1
            shares[address] = share
        }
        for address in figures.failedAddresses { shares[address, default: Share()].failedConnects += 1 }
    }

    /// The figures for each address.
    var figures: [Summary.Address] {
        shares.sorted { $0.key < $1.key }.map { address, share in
            Summary.Address(
                address: address, connections: share.connections, requests: share.requests,
                failedConnects: share.failedConnects)
        }
    }
}
