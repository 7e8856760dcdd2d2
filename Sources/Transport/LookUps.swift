// Hosts that are being looked up, one at a time, and who waits for them.
public import Measuring

/// One look-up of a host.
public struct HostLookup: Sendable {
    /// `host:port`.
    public var host: String
    /// How long it took; 0 for an address, and for a host that was known.
    public var microseconds: Int64
    /// Why there is no answer.
    public var failure: Failure?
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
