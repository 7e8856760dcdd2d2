import Transport

extension HTTPExchange {
    /// Whether its response was read over a millisecond after the kernel had received it, as on a machine that is busy with
    /// other tests. The phases before and after its first byte are then unknown.
    var wasReadLate: Bool { finished.nanoseconds(since: answered) > 1_000_000 }
}
