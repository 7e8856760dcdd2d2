// Flights that wait to be lent to a session's next request.
import CLibcurl
import Measuring

/// The transfers of one loop that are set alike, lent to one request at a time.
///
/// Whoever was given back last is lent first. A participant that has waited long finds nothing of its own in the
/// processor's caches; with a handle of its own it would meet some fifty lines of memory more that have to be fetched,
/// each at the cost of hundreds of instructions. A released crowd goes through the few handles that are warm, and those
/// who wait with a connection hold no handle, 8 KB. Where the answers take longer than the release there are not enough
/// warm ones; making one costs what fetching a cold one does.
///
/// Isolation is that of the share handle: connections, TLS sessions and cookies, where they are stored, are in the
/// session's, which a transfer joins when it is lent and leaves when it is given back. A handle keeps TLS sessions of its
/// own only if its share does not, and each share does. One in which something stays (`Transfer.isReusable`) is closed.
final class HandlePool {
    /// What distinguishes the handles of one loop.
    struct Kind: Hashable {
        var cookies: Bool
        var sourceAddress: String?
    }

    private let makesAhead: Bool
    private let make: () throws(Failure) -> Transfer
    private var idle: [Transfer] = []
    private(set) var transferCount = 0
    private var sessionCount = 0
    private var isOpen = true

    /// - Parameters:
    ///   - makesAhead: whether there is to be a transfer for each session from its beginning on.
    ///   - make: makes a transfer that is configured for the pool's kind.
    init(makesAhead: Bool, make: @escaping () throws(Failure) -> Transfer) {
        self.makesAhead = makesAhead
        self.make = make
    }

    /// Notes that a session begins, and makes a transfer for it where that is to be done ahead.
    func sessionBegins() throws(Failure) {
        if makesAhead, isOpen, transferCount <= sessionCount {
            let transfer = try make()
            transferCount += 1
            idle.append(transfer)
        }
        sessionCount += 1
    }

    /// Notes that a session has ended. The transfers stay for those to come.
    func sessionEnds() {
        sessionCount -= 1
    }

    func lend() throws(Failure) -> Transfer {
        if let transfer = idle.popLast() { return transfer }
        let transfer = try make()
        transferCount += 1
        return transfer
    }

    /// Takes a transfer back that has ended and has left its session's share.
    func takeBack(_ transfer: Transfer) {
        if isOpen, transfer.isReusable {
            idle.append(transfer)
        } else {
            transfer.close()
            transferCount -= 1
        }
    }

    /// Closes the transfers that are here; those that are lent are closed when they come back.
    func close() {
        isOpen = false
        transferCount -= idle.count
        for transfer in idle { transfer.close() }
        idle = []
    }
}
