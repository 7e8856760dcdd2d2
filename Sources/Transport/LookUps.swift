// Hosts that are being looked up, one at a time, and the callbacks that wait for each.
package import Measuring

/// One lookup of a host.
package struct HostLookup: Sendable {
    /// `host:port`.
    package var host: String
    /// How long it took; 0 for an IP address and for a host already known.
    package var microseconds: Int64
    /// Why there is no result.
    package var failure: Failure?
}

/// A queue of hosts with their waiters. One lookup is in progress at a time, so an engine has one resolver thread.
struct LookUps {
    typealias Waiter = (HostLookup) -> Void

    private var queue: [String] = []
    private var current: String?
    private var waiters: [String: [Waiter]] = [:]

    /// Adds a waiter. Returns whether the caller must call `next`, because no lookup is in progress.
    mutating func add(_ waiter: @escaping Waiter, for host: String) -> Bool {
        if waiters[host] == nil { queue.append(host) }
        waiters[host, default: []].append(waiter)
        return current == nil
    }

    /// The next host to look up, now marked as in progress.
    mutating func next() -> String? {
        guard current == nil, !queue.isEmpty else { return nil }
        current = queue.removeFirst()
        return current
    }

    /// Called when the lookup of a host has ended. Returns its waiters.
    mutating func end(_ host: String) -> [Waiter] {
        current = nil
        return waiters.removeValue(forKey: host) ?? []
    }
}

/// A task that waits for a lookup and may be cancelled in the meantime. Used on its loop only.
@safe
final class ResolveWait {
    /// Its number, by which it is cancelled.
    let number: UInt32
    private let host: String
    private var continuation: UnsafeContinuation<HostLookup, Never>?

    init(_ number: UInt32, _ host: String, _ continuation: UnsafeContinuation<HostLookup, Never>) {
        self.number = number
        self.host = host
        unsafe self.continuation = unsafe continuation
    }

    var hasEnded: Bool { unsafe continuation == nil }

    /// Resumes the task with the result, unless it was already resumed.
    func end(_ answer: HostLookup) {
        guard let waiter = unsafe continuation else { return }
        unsafe continuation = nil
        unsafe waiter.resume(returning: answer)
    }

    func cancel() {
        end(HostLookup(host: host, microseconds: 0, failure: Failure(kind: .cancelled, detail: "cancelled")))
    }
}
