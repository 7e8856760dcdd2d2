// Hosts that are being looked up, one at a time, and who waits for them.
package import Measuring

/// One look-up of a host.
package struct HostLookup: Sendable {
    /// `host:port`.
    package var host: String
    /// How long it took; 0 for an address, and for a host that was known.
    package var microseconds: Int64
    /// Why there is no answer.
    package var failure: Failure?
}

/// A queue of hosts with those who wait for each. One is under way at a time, so an engine has one resolver thread.
struct LookUps {
    typealias Waiter = (HostLookup) -> Void

    private var queue: [String] = []
    private var current: String?
    private var waiters: [String: [Waiter]] = [:]

    /// Adds a waiter. Returns whether `next` is to be called, since nothing is under way.
    mutating func add(_ waiter: @escaping Waiter, for host: String) -> Bool {
        if waiters[host] == nil { queue.append(host) }
        waiters[host, default: []].append(waiter)
        return current == nil
    }

    /// The next host to look up; it is under way from now on.
    mutating func next() -> String? {
        guard current == nil, !queue.isEmpty else { return nil }
        current = queue.removeFirst()
        return current
    }

    /// The host's look-up is over: hands out who waited for it.
    mutating func end(_ host: String) -> [Waiter] {
        current = nil
        return waiters.removeValue(forKey: host) ?? []
    }
}

/// A task that waits for a look-up and may be cancelled meanwhile. Used on its loop only.
@safe
final class ResolveWait {
    private let host: String
    private var continuation: UnsafeContinuation<HostLookup, Never>?

    init(_ host: String, _ continuation: UnsafeContinuation<HostLookup, Never>) {
        self.host = host
        unsafe self.continuation = unsafe continuation
    }

    var hasEnded: Bool { unsafe continuation == nil }

    /// Resumes the task with the answer, unless it was resumed before.
    func end(_ answer: HostLookup) {
        guard let waiter = unsafe continuation else { return }
        unsafe continuation = nil
        unsafe waiter.resume(returning: answer)
    }

    func cancel() {
        end(HostLookup(host: host, microseconds: 0, failure: Failure(kind: .cancelled, detail: "cancelled")))
    }
}
