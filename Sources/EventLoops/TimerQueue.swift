// The sleeping tasks of a loop, ordered by deadline.
import Measuring

/// A binary heap of deadlines over a table of sleepers. Used on its loop only.
///
/// Each sleep has a ticket: a slot in the table and the slot's generation. Cancelling a sleep frees its slot at once.
/// The heap entry stays until its deadline, or until cancelled entries outnumber the others. A ticket of an earlier
/// generation is ignored, so a late cancellation has no effect. Sleeps with the same deadline wake in the order in
/// which they began.
struct TimerQueue {
    struct Ticket: Sendable {
        var slot: UInt32
        var generation: UInt32
    }

    private struct Entry {
        var deadline: Int64
        var order: UInt64
        var ticket: Ticket
    }

    /// `@safe`: only TimerQueue stores and resumes the continuations, and it frees the slot first, so each is resumed
    /// once.
    @safe
    private enum State {
        case free
        /// Taken, but the task has not suspended yet. It may have been cancelled in the meantime.
        case reserved(cancelled: Bool)
        case asleep(UnsafeContinuation<Bool, Never>)
    }

    private struct Sleeper {
        var generation: UInt32 = 0
        var state = State.free
    }

    private var heap: [Entry] = []
    private var sleepers: [Sleeper] = []
    private var freeSlots: [UInt32] = []
    private var nextOrder: UInt64 = 0
    /// Entries of the heap whose sleep was cancelled.
    private var cancelled = 0

    /// The earliest deadline in nanoseconds, possibly that of a cancelled sleep; `Int64.max` if no task sleeps.
    var nextDeadline: Int64 { heap.first?.deadline ?? .max }

    /// The number of tasks asleep.
    var sleeping: Int { heap.count - cancelled }

    /// Takes a slot for a sleep that is about to begin.
    mutating func reserve() -> Ticket {
        let slot: UInt32
        if let free = freeSlots.popLast() {
            slot = free
        } else {
            slot = UInt32(sleepers.count)
            sleepers.append(Sleeper())
        }
        sleepers[Int(slot)].state = .reserved(cancelled: false)
        return Ticket(slot: slot, generation: sleepers[Int(slot)].generation)
    }

    /// Called when the task of a reserved slot has suspended. Returns false if the sleep was cancelled before that; the
    /// caller then resumes the task.
    mutating func begin(_ ticket: Ticket, until deadline: Moment, _ continuation: UnsafeContinuation<Bool, Never>)
        -> Bool
    {
        guard case .reserved(cancelled: false) = sleepers[Int(ticket.slot)].state else {
            release(ticket.slot)
            return false
        }
        sleepers[Int(ticket.slot)].state = unsafe .asleep(continuation)
        push(Entry(deadline: deadline.nanoseconds, order: nextOrder, ticket: ticket))
        nextOrder += 1
        return true
    }

    /// Ends a sleep early. Has no effect if the sleep has already ended.
    mutating func cancel(_ ticket: Ticket) {
        let slot = Int(ticket.slot)
        guard sleepers[slot].generation == ticket.generation else { return }
        switch sleepers[slot].state {
        case .free:
            break
        case .reserved:
            sleepers[slot].state = .reserved(cancelled: true)
        case .asleep(let continuation):
            release(ticket.slot)
            cancelled += 1
            if cancelled > 64, cancelled * 2 > heap.count { removeCancelled() }
            unsafe continuation.resume(returning: false)
        }
    }

    /// Wakes every task whose deadline has passed, in order, and passes `late` the nanoseconds by which each is late.
    mutating func wake(until now: Moment, late: (Int64) -> Void) {
        while let first = heap.first, first.deadline <= now.nanoseconds {
            pop()
            let slot = Int(first.ticket.slot)
            guard sleepers[slot].generation == first.ticket.generation,
                case .asleep(let continuation) = sleepers[slot].state
            else {
                cancelled -= 1
                continue
            }
            release(first.ticket.slot)
            late(now.nanoseconds - first.deadline)
            unsafe continuation.resume(returning: true)
        }
    }

    private mutating func release(_ slot: UInt32) {
        sleepers[Int(slot)].state = .free
        sleepers[Int(slot)].generation &+= 1
        freeSlots.append(slot)
    }

    private mutating func removeCancelled() {
        let remaining = heap.filter { sleepers[Int($0.ticket.slot)].generation == $0.ticket.generation }
        heap.removeAll(keepingCapacity: true)
        cancelled = 0
        for entry in remaining { push(entry) }
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
