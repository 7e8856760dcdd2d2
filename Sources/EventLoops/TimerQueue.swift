// The sleeps of a loop's tasks, in the order of their moments.
import Measuring

/// A binary heap of deadlines over a table of sleepers. Used on its loop only.
///
/// Each sleep has a ticket of place and generation. A cancelled sleep leaves the table at once and its entry stays in
/// the heap until its moment or until dead entries are the larger part; a ticket whose generation has passed is void, so
/// a cancellation that comes too late meets nobody. Sleeps of the same moment wake in the order in which they began.
struct TimerQueue {
    struct Ticket: Sendable {
        var place: UInt32
        var generation: UInt32
    }

    private struct Entry {
        var deadline: Int64
        var order: UInt64
        var ticket: Ticket
    }

    /// `@safe`: TimerQueue alone makes and resumes the continuations, each once, since a place is released first.
    @safe
    private enum State {
        case free
        /// Taken, its task not yet suspended; cancelled in the meantime or not.
        case reserved(cancelled: Bool)
        case asleep(UnsafeContinuation<Bool, Never>)
    }

    private struct Sleeper {
        var generation: UInt32 = 0
        var state = State.free
    }

    private var heap: [Entry] = []
    private var sleepers: [Sleeper] = []
    private var freePlaces: [UInt32] = []
    private var nextOrder: UInt64 = 0
    /// Entries of the heap whose sleep was cancelled.
    private var dead = 0

    /// The earliest deadline, in nanoseconds; `Int64.max` if nobody sleeps. May be that of a cancelled sleep.
    var nextDeadline: Int64 { heap.first?.deadline ?? .max }

    /// How many sleep now.
    var sleeping: Int { heap.count - dead }

    /// Takes a place for a sleep that is about to begin.
    mutating func reserve() -> Ticket {
        let place: UInt32
        if let free = freePlaces.popLast() {
            place = free
        } else {
            place = UInt32(sleepers.count)
            sleepers.append(Sleeper())
        }
        sleepers[Int(place)].state = .reserved(cancelled: false)
        return Ticket(place: place, generation: sleepers[Int(place)].generation)
    }

    /// The task of a reserved place has suspended. Returns false if the sleep was cancelled before: the caller resumes.
    mutating func begin(_ ticket: Ticket, until deadline: Moment, _ continuation: UnsafeContinuation<Bool, Never>)
        -> Bool
    {
        guard case .reserved(cancelled: false) = sleepers[Int(ticket.place)].state else {
            release(ticket.place)
            return false
        }
        sleepers[Int(ticket.place)].state = unsafe .asleep(continuation)
        push(Entry(deadline: deadline.nanoseconds, order: nextOrder, ticket: ticket))
        nextOrder += 1
        return true
    }

    /// Ends a sleep early. Void if it has ended.
    mutating func cancel(_ ticket: Ticket) {
        let place = Int(ticket.place)
        guard sleepers[place].generation == ticket.generation else { return }
        switch sleepers[place].state {
        case .free:
            break
        case .reserved:
            sleepers[place].state = .reserved(cancelled: true)
        case .asleep(let continuation):
            release(ticket.place)
            dead += 1
            if dead > 64, dead * 2 > heap.count { buryDead() }
            unsafe continuation.resume(returning: false)
        }
    }

    /// Wakes everyone whose moment has come, in order, and tells `late` by how many nanoseconds each was late.
    mutating func wake(until now: Moment, late: (Int64) -> Void) {
        while let first = heap.first, first.deadline <= now.nanoseconds {
            pop()
            let place = Int(first.ticket.place)
            guard sleepers[place].generation == first.ticket.generation,
                case .asleep(let continuation) = sleepers[place].state
            else {
                dead -= 1
                continue
            }
            release(first.ticket.place)
            late(now.nanoseconds - first.deadline)
            unsafe continuation.resume(returning: true)
        }
    }

    private mutating func release(_ place: UInt32) {
        sleepers[Int(place)].state = .free
        sleepers[Int(place)].generation &+= 1
        freePlaces.append(place)
    }

    private mutating func buryDead() {
        let living = heap.filter { sleepers[Int($0.ticket.place)].generation == $0.ticket.generation }
        heap.removeAll(keepingCapacity: true)
        dead = 0
        for entry in living { push(entry) }
    }

    private static func before(_ left: Entry, _ right: Entry) -> Bool {
        left.deadline < right.deadline || (left.deadline == right.deadline && left.order < right.order)
    }

    private mutating func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.before(heap[child], heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func pop() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            let left = 2 * parent + 1
            if left < heap.count, Self.before(heap[left], heap[least]) { least = left }
            if left + 1 < heap.count, Self.before(heap[left + 1], heap[least]) { least = left + 1 }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
