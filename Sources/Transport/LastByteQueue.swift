// The last bytes that a loop is to let go.

/// The requests of releases whose last bytes have not gone yet, and in which portions they go: in the order in which they were
/// held.
struct LastByteQueue {
    /// How many go in one call of libcurl, which takes up to 20 µs for each: timers and cancellations wait for it. Within a call
    /// all are told to go on before the first is sent, so that nothing but libcurl's own work lies between the first last byte
    /// and the others; in portions of 64 the spread of 10,000 over TLS was a fifth wider. Loops do not wait for each other
    /// either: the core that one left was taken by the server for its answers, and all last bytes came later.
    static let portion = 8192

    private var waiting: [(transfer: Transfer, ticket: UInt64)] = []
    private var next = 0

    var isEmpty: Bool { waiting.isEmpty }

    mutating func add(_ held: [(transfer: Transfer, ticket: UInt64)]) { waiting += held }

    /// Takes out the next ones.
    mutating func take() -> ArraySlice<(transfer: Transfer, ticket: UInt64)> {
        let portion = waiting[next...].prefix(Self.portion)
        next = portion.endIndex
        if next == waiting.count { (waiting, next) = ([], 0) }
        return portion
    }
}
