import Measuring
import Support
import Synchronization
import Testing

@testable import EventLoops

@Suite struct `Sleeping on a loop` {
    @Test func `wakes in the order of the moments`() async throws {
        let delays = [5, 1, 4, 2, 3, 3]
        let order = try await onLoop { loop in
            // Begun anew, with more time, if a moment had passed before its task could sleep.
            var unit = 10
            while true {
                let start = Moment.now
                let length = unit
                let (begun, woken) = (Log(), Log())
                await withTaskGroup(of: Void.self) { group in
                    for delay in delays {
                        group.addTask {
                            let moment = start.advanced(by: .milliseconds(delay * length))
                            if Moment.now < moment { begun.add(delay) }
                            try? await loop.sleep(until: moment)
                            #expect(loop.isCurrent)
                            woken.add(delay)
                        }
                    }
                    group.addTask {
                        // Behind all the others.
                        if Moment.now < start.advanced(by: .milliseconds(length)) { begun.add(0) }
                    }
                }
                if begun.numbers == delays + [0] { return woken.numbers }
                unit *= 2
            }
        }
        #expect(order == delays.sorted())
    }

    @Test func `never wakes early, and wakes thousands with one deadline in order`() async throws {
        let (early, order) = try await onLoop { loop in
            let early = Log()
            while true {
                let moment = LaterMoment()
                let woken = Log()
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<3000 {
                        group.addTask {
                            let moment = moment.value
                            let sleeps = Moment.now < moment
                            try? await loop.sleep(until: moment)
                            if Moment.now < moment { early.add(number) }
                            if sleeps { woken.add(number) }
                        }
                    }
                }
                // On a slow machine the last ones come when the moment has passed, and do not sleep; on one that stopped
                // nobody does.
                if !woken.numbers.isEmpty { return (early.numbers, woken.numbers) }
            }
        }
        #expect(early == [])
        #expect(order == Array(0..<order.count))
    }

    @Test func `returns at once for a moment that has passed`() async throws {
        try await onLoop { loop in
            try await loop.sleep(until: Moment.now)
            try await loop.sleep(for: .zero)
        }
    }

    @Test func `hops to the loop and back`() async throws {
        let wasHere = try await onLoops(2) { loops in
            try await loops[1].sleep(for: .milliseconds(1))
            return loops[0].isCurrent
        }
        #expect(wasHere)
    }

    @Test func `hops from an actor and back`() async throws {
        try await onLoop { loop in
            let sleeper = Sleeper()
            try await sleeper.sleep(on: loop)
        }
    }

    @Test(arguments: Canceller.allCases)
    func `is ended by a cancellation that came before`(canceller: Canceller) async throws {
        try await onLoop { loop in
            let task = Task(executorPreference: loop) {
                while !Task.isCancelled { await Task.yield() }
                return await endsCancelled(on: loop)
            }
            await canceller.cancel([task])
            #expect(await task.value)
        }
    }

    @Test(arguments: Canceller.allCases)
    func `is ended by a cancellation during it`(canceller: Canceller) async throws {
        try await onLoop { loop in
            let begun = Log()
            let tasks = (0..<500).map { number in
                Task(executorPreference: loop) {
                    begun.add(number)
                    return await endsCancelled(on: loop)
                }
            }
            while begun.numbers.count < 500 { await Task.yield() }
            await canceller.cancel(tasks)
            for task in tasks { #expect(await task.value) }
        }
    }

    @Test(arguments: Canceller.allCases)
    func `is not disturbed by a cancellation after it`(canceller: Canceller) async throws {
        try await onLoop { loop in
            let slept = Event()
            let goOn = Event()
            let task = Task(executorPreference: loop) {
                try? await loop.sleep(for: .milliseconds(1))
                slept.happen()
                await goOn.wait()
            }
            await slept.wait()
            await canceller.cancel([task])
            goOn.happen()
            await task.value
        }
    }

    /// A cancellation by another thread goes through the loop's inbox. Here it is sent when the sleep has ended but its
    /// task has not run yet, and is read when another sleep has the same slot.
    @Test func `is not ended by the late cancellation of the sleep before it`() async throws {
        try await onLoop { loop in
            let (asleep, finished) = (Log(), Log())
            while asleep.numbers.isEmpty {
                let moment = Moment.now.advanced(by: .milliseconds(2))
                let task = Task(executorPreference: loop) {
                    try? await loop.sleep(until: moment)
                    finished.add(0)
                }
                while loop.timers.sleeping == 0, Moment.now < moment { await Task.yield() }
                await beginNextTurn(of: loop) {
                    if loop.timers.sleeping > 0 { asleep.add(0) }
                    // The moment passes in this turn: the sleeper is woken at its end.
                    while Moment.now <= moment {}
                }
                let isLate = finished.numbers.isEmpty
                holdingThisThread { task.cancel() }
                // In this turn the sleeper runs and gives its slot up, and this task takes it.
                await task.value
                try await loop.sleep(for: .milliseconds(1))
                #expect(isLate || asleep.numbers.isEmpty)
                finished.clear()
            }
        }
    }

    @Test func `ends once when moment and cancellation race`() async throws {
        let ended = try await onLoop { loop in
            let ended = Log()
            for round in 0..<300 {
                let moment = Moment.now.advanced(byNanoseconds: 50_000)
                let tasks = (0..<4).map { number in
                    Task(executorPreference: loop) {
                        try? await loop.sleep(until: moment)
                        ended.add(round * 4 + number)
                    }
                }
                await elsewhere {
                    while Moment.now < moment {}
                    for task in tasks { task.cancel() }
                }
                for task in tasks { await task.value }
            }
            return ended.numbers
        }
        #expect(Set(ended).count == 1200 && ended.count == 1200)
    }
}

/// A moment that is chosen when it is first asked for.
private final class LaterMoment: Sendable {
    private let chosen = Mutex<Moment?>(nil)

    var value: Moment {
        chosen.withLock { chosen in
            let moment = chosen ?? Moment.now.advanced(by: .milliseconds(300))
            chosen = moment
            return moment
        }
    }
}

private actor Sleeper {
    func sleep(on loop: EventLoop) async throws {
        try await loop.sleep(for: .milliseconds(1))
        assertIsolated()
    }
}

private func endsCancelled(on loop: EventLoop) async -> Bool {
    do {
        try await loop.sleep(for: .seconds(3600))
        return false
    } catch {
        return loop.isCurrent
    }
}
