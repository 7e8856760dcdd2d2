// A group of identical servers, used in order of arrival.

/// A group of identical servers (slots, connections, workers), each booked ahead: the instant from which each is free.
/// Since the length of every piece of work is drawn on arrival, the queue in front of them needs no list: the next one
/// gets the server that is free first.
struct Reservations: Sendable {
    /// A binary min-heap of instants, in microseconds.
    private var freeFrom: [Int]

    init(count: Int) { freeFrom = Array(repeating: 0, count: max(count, 1)) }

    /// When the next server is free.
    var earliest: Int { freeFrom[0] }

    /// Books the server that is free first, until an instant.
    mutating func book(until end: Int) {
        var index = 0
        while true {
            var child = 2 * index + 1
            guard child < freeFrom.count else { break }
            if child + 1 < freeFrom.count, freeFrom[child + 1] < freeFrom[child] { child += 1 }
            guard freeFrom[child] < end else { break }
            freeFrom[index] = freeFrom[child]
            index = child
        }
        freeFrom[index] = end
    }
}
