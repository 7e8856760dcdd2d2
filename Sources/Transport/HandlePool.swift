// Easy handles between two requests.
import CLibcurl
import Measuring

/// The easy handles of one loop that are configured alike. A request takes one and puts it back.
///
/// The handle that was put back last is taken first. A participant that has waited long finds nothing of its own in the
/// processor's caches; a handle of its own would be some fifty more lines of memory to fetch, each at the cost of hundreds
/// of instructions. A released crowd goes through the few handles that are in the cache, and a participant that waits
/// with an open connection holds no handle, 8 KB. Where the answers take longer than the release these few do not
/// suffice; making a handle costs what fetching a cold one does.
///
/// The share handle isolates participants: connections, TLS sessions and cookies, where they are stored, are in the
/// session's share, which a handle joins for one request and leaves afterwards. A handle keeps TLS sessions of its own
/// only if its share does not, and each share does. A handle in which something stays (`Transfer.isReusable`) is closed.
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
    ///   - makesAhead: whether a transfer is made with each session.
    ///   - make: makes a transfer that is configured for the pool's kind.
    init(makesAhead: Bool, make: @escaping () throws(Failure) -> Transfer) {
        self.makesAhead = makesAhead
        self.make = make
    }

    /// Notes that a session begins, and makes its transfer ahead where that is wanted.
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

    func take() throws(Failure) -> Transfer {
        if let transfer = idle.popLast() { return transfer }
        let transfer = try make()
        transferCount += 1
        return transfer
    }

    /// Puts back a transfer that has ended and has left its session's share.
    func putBack(_ transfer: Transfer) {
        if isOpen, transfer.isReusable {
            idle.append(transfer)
        } else {
            transfer.close()
            transferCount -= 1
        }
    }

    /// Closes the transfers that are here; the others are closed when they are put back.
    func close() {
        isOpen = false
        transferCount -= idle.count
        for transfer in idle { transfer.close() }
        idle = []
    }
}
