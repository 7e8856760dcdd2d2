// The queue of a loop's sleeps, driven by hand: every deadline is far in the future, so the loop itself wakes no task.
import Measuring
import Support
import Testing

@testable import EventLoops

@Suite struct `A loop's timer queue` {
    private static let start = Moment.now.advanced(by: .seconds(3600))

    private static func after(_ seconds: Int) -> Moment { start.advanced(by: .seconds(seconds)) }

    /// Sleeps with a ticket and returns how that ended: false if it was cancelled.
    private static func sleep(_ ticket: TimerQueue.Ticket, until moment: Moment, on loop: EventLoop) async -> Bool {
        await withUnsafeContinuation { continuation in
            if !loop.timers.begin(ticket, until: moment, continuation) { continuation.resume(returning: false) }
        }
    }

    /// Starts a sleep in its own task, and returns once it has begun.
    private static func sleeper(until moment: Moment, on loop: EventLoop) async -> (
        TimerQueue.Ticket, Task<Bool, Never>
    ) {
        let ticket = loop.timers.reserve()
        let before = loop.timers.sleeping
        let task = Task(executorPreference: loop) { await sleep(ticket, until: moment, on: loop) }
        while loop.timers.sleeping == before { await Task.yield() }
        return (ticket, task)
    }

    /// Starts a sleep, wakes every task whose deadline has passed by then, and returns whether that ended the sleep.
    private static func wakes(_ ticket: TimerQueue.Ticket, at moment: Moment, on loop: EventLoop) async -> Bool {
        let task = Task(executorPreference: loop) { await sleep(ticket, until: moment, on: loop) }
        for _ in 0..<3 { await Task.yield() }
        loop.timers.wake(until: moment) { _ in }
        return await task.value
    }

    @Test func `does not start a sleep that was cancelled before it began`() async throws {
        try await onLoop { loop in
            let ticket = loop.timers.reserve()
            loop.timers.cancel(ticket)
            #expect(await Self.wakes(ticket, at: Self.after(1), on: loop) == false)
            #expect(loop.timers.sleeping == 0)
        }
    }

    @Test func `ignores the ticket of a sleep that is over, though another has its slot`() async throws {
        try await onLoop { loop in
            let first = loop.timers.reserve()
            #expect(await Self.wakes(first, at: Self.after(1), on: loop))
            // Before the next one has begun, and while it sleeps.
            let second = loop.timers.reserve()
            loop.timers.cancel(first)
            #expect(await Self.wakes(second, at: Self.after(2), on: loop))
            let (_, third) = await Self.sleeper(until: Self.after(3), on: loop)
            loop.timers.cancel(first)
            loop.timers.wake(until: Self.after(3)) { _ in }
            #expect(await third.value)
        }
    }

    @Test func `does not wake a sleep at the moment of a cancelled one that had its slot`() async throws {
        try await onLoop { loop in
            let (cancelled, task) = await Self.sleeper(until: Self.after(1), on: loop)
            loop.timers.cancel(cancelled)
            #expect(await task.value == false)

            let (ticket, later) = await Self.sleeper(until: Self.after(2), on: loop)
            #expect(ticket.slot == cancelled.slot)
            var lateness: [Int64] = []
            loop.timers.wake(until: Self.after(1)) { lateness.append($0) }
            #expect(lateness.isEmpty && loop.timers.sleeping == 1)
            loop.timers.wake(until: Self.after(5)) { lateness.append($0) }
            #expect(await later.value)
            #expect(lateness == [3_000_000_000])
        }
    }

    @Test func `removes cancelled sleeps long before their deadline`() async throws {
        try await onLoop { loop in
            var tickets: [TimerQueue.Ticket] = []
            var tasks: [Task<Bool, Never>] = []
            for _ in 0..<65 {
                let (ticket, task) = await Self.sleeper(until: Self.after(1), on: loop)
                tickets.append(ticket)
                tasks.append(task)
            }
            let (_, last) = await Self.sleeper(until: Self.after(2), on: loop)
            for ticket in tickets { loop.timers.cancel(ticket) }
            for task in tasks { #expect(await task.value == false) }
            #expect(loop.timers.nextDeadline == Self.after(2).nanoseconds)
            loop.timers.wake(until: Self.after(2)) { _ in }
            #expect(await last.value)
        }
    }
}
