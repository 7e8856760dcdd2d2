// Easy handles between requests.
import CLibcurl
import Measuring

/// The easy handles of one loop with the same configuration. A request takes one and returns it.
///
/// The handle returned last is taken first. A participant that has waited long has nothing left in the processor's
/// caches; a handle of its own would be some fifty more cache lines to fetch, each costing hundreds of instructions. A
/// released crowd reuses the few handles that are in the cache, and a participant waiting with an open connection holds
/// no handle (8 KB). If responses take longer than the release, these few are not enough; creating a handle costs as
/// much as fetching a cold one.
///
/// The share handle isolates participants. Connections, TLS sessions and, if stored, cookies are in the session's
/// share, which a handle joins for one request and then leaves. For that time it also has the session's client
/// certificate. A handle keeps TLS sessions of its own only if its
/// share does not, and every share does. A handle that retains any state (`!Transfer.isReusable`) is closed.
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
    ///   - makesAhead: whether to create a transfer with each session.
    ///   - make: creates a transfer configured for the pool's kind.
    init(makesAhead: Bool, make: @escaping () throws(Failure) -> Transfer) {
        self.makesAhead = makesAhead
        self.make = make
    }

    /// Called when a session begins. Creates its transfer in advance if configured.
    func sessionBegins() throws(Failure) {
        if makesAhead, isOpen, transferCount <= sessionCount {
            let transfer = try make()
            transferCount += 1
            idle.append(transfer)
        }
        sessionCount += 1
    }

    /// Called when a session has ended. The transfers stay for later sessions.
    func sessionEnds() {
        sessionCount -= 1
    }

    func take() throws(Failure) -> Transfer {
        if let transfer = idle.popLast() { return transfer }
        let transfer = try make()
        transferCount += 1
        return transfer
    }

    /// Returns a transfer that has ended and left its session's share.
    func putBack(_ transfer: Transfer) {
        if isOpen, transfer.isReusable {
            idle.append(transfer)
        } else {
            transfer.close()
            transferCount -= 1
        }
    }

    /// Closes the transfers in the pool. The others are closed when they are returned.
    func close() {
        isOpen = false
        transferCount -= idle.count
        for transfer in idle { transfer.close() }
        idle = []
    }
}
