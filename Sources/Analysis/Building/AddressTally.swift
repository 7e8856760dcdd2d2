// How requests were distributed over the addresses of the target.
import Measuring

/// Counts by address.
struct AddressTally: Sendable {
    private struct Share {
        var connections = 0
        var requests = 0
        var failedConnects = 0
    }

    private var shares: [(address: String, share: Share)] = []
    private var places: [String: Int] = [:]
    /// The place of the address that came last. Most requests go to the same address as the one before.
    private var latest = 0

    mutating func add(_ figures: ExchangeFigures) {
        if let address = figures.address {
            let place = place(of: address)
            shares[place].share.connections += Int(figures.newConnections)
            shares[place].share.requests += 1
        }
        for address in figures.failedAddresses { shares[place(of: address)].share.failedConnects += 1 }
    }

    private mutating func place(of address: String) -> Int {
        if latest < shares.count, shares[latest].address == address { return latest }
        if let known = places[address] {
            latest = known
        } else {
            latest = shares.count
            places[address] = latest
            shares.append((address, Share()))
        }
        return latest
    }

    /// The figures for each address.
    var figures: [Summary.Address] {
        shares.sorted { $0.address < $1.address }.map { address, share in
            Summary.Address(
                address: address, connections: share.connections, requests: share.requests,
                failedConnects: share.failedConnects)
        }
    }
}
