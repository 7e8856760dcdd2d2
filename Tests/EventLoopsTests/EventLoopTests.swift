import CLinux
import Glibc
import Measuring
import Support
import Synchronization
import Testing

@testable import EventLoops

@Suite struct `An event loop` {
    @Test func `runs the body and its children on its own thread`() async throws {
        let threads = try await onLoop { loop in
            var isCurrent = [loop.isCurrent]
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        guard loop.isCurrent else { return false }
                        await Task.yield()
                        return loop.isCurrent && EventLoop.current === loop
                    }
                }
                for await here in group { isCurrent.append(here) }
            }
            return isCurrent
        }
        #expect(threads == Array(repeating: true, count: 101))
    }

    @Test func `is not the current loop on other threads`() async throws {
        #expect(EventLoop.current == nil)
        let elsewhere = try await onLoops(2) { loops in
            [loops[0].isCurrent, loops[1].isCurrent]
        }
        #expect(elsewhere == [true, false])
    }

    @Test func `takes children that prefer it`() async throws {
        let places = try await onLoops(3) { loops in
            await withTaskGroup(of: Int?.self) { group in
                for loop in loops {
                    group.addTask(executorPreference: loop) {
                        // A child of a child inherits the preference.
                        async let inner = EventLoop.current?.index
                        return await inner
                    }
                }
                return await group.reduce(into: Set<Int?>()) { $0.insert($1) }
            }
        }
        #expect(places == [0, 1, 2])
    }

    @Test func `is woken by another thread while it sleeps`() async throws {
        let answers = try await onLoops(2) { loops in
            var sum = 0
            // Each round finds the other loop asleep or about to sleep.
            for round in 0..<2000 {
                sum += await withTaskExecutorPreference(loops[1]) { await echo(round) }
            }
            return sum
        }
        #expect(answers == 2000 * 1999 / 2)
    }

    @Test func `returns the body's result to a synchronous caller`() throws {
        let value = try withEventLoops(count: 2) { loops in loops.count }
        #expect(value == 2)
    }

    @Test func `reports its lateness since the last call`() async throws {
        let (busy, quiet) = try await onLoop { loop in
            _ = loop.takeLag()
            // A sleep that is due while the loop is busy wakes late by that much, and the turn is as long.
            async let sleeper: Void? = try? loop.sleep(for: .milliseconds(1))
            await Task.yield()
            let busyUntil = threadMilliseconds() + 20
            while threadMilliseconds() < busyUntil {}
            _ = await sleeper
            // The turn is counted at its end.
            try await loop.sleep(for: .milliseconds(1))
            let busy = loop.takeLag()
            return (busy, loop.takeLag())
        }
        #expect(busy.maxMicroseconds >= 19_000)
        #expect(busy.count == busy.buckets.reduce(0) { $0 + Int($1) })
        #expect(quiet.count == 0 && quiet.maxMicroseconds == 0)
    }

    @Test func `counts how late each sleep woke`() async throws {
        let count = try await onLoop { loop in
            // Begun anew, with more time, if the moment had passed before all of them slept.
            var milliseconds = 20
            while true {
                let moment = Moment.now.advanced(by: .milliseconds(milliseconds))
                let allSleep = Event()
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<500 { group.addTask { try? await loop.sleep(until: moment) } }
                    group.addTask {
                        // Behind all the others: the turns until now are not counted.
                        _ = loop.takeLag()
                        if Moment.now < moment { allSleep.happen() }
                    }
                    await group.waitForAll()
                }
                // Those who woke have run in some sixteen turns.
                let lag = loop.takeLag()
                if allSleep.hasHappened { return lag.count }
                milliseconds *= 2
            }
        }
        #expect(count >= 500)
    }

    @Test func `runs thousands of jobs in their order while more are coming`() async throws {
        let order = try await onLoop { _ in
            let order = Log()
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<6000 {
                    group.addTask {
                        await Task.yield()
                        order.add(number)
                    }
                }
            }
            return order.numbers
        }
        #expect(order == Array(0..<6000))
    }
}

/// Notes what the loop's turns are like.
private final class TurnLog: TurnDriver, Sendable {
    private let jobs = Log()
    private let jobsAtEnds = Log()
    private let due: Mutex<Moment>

    /// `due` is when `startDue` is wanted: always, unless told otherwise.
    init(due: Moment = Moment(nanoseconds: 0)) { self.due = Mutex(due) }

    func ran(_ job: Int) { jobs.add(job) }
    /// How many jobs had run at the end of each turn in which something was due.
    var ends: [Int] { jobsAtEnds.numbers }

    var nextDue: Moment { due.withLock { $0 } }
    var isReleasing: Bool { false }
    func startDue() { jobsAtEnds.add(jobs.numbers.count) }
    func ready(token: UInt64, events: UInt32) {}
    func looked(atAll: Bool) {}
    func take(ticket: UInt64) {}
}

/// A call before a turn, a job that waited, or a descriptor that is ready.
private enum Handled: Hashable {
    case call, job(Int), descriptor
}

/// What was handled, in order.
private final class HandledLog: Sendable {
    private let state = Mutex<[Handled]>([])

    func add(_ handled: Handled) { state.withLock { $0.append(handled) } }
    var all: [Handled] { state.withLock { $0 } }
}

/// Says when a descriptor is ready.
private final class ReadyLog: TurnDriver {
    private let isReady: () -> Void

    init(isReady: @escaping () -> Void) { self.isReady = isReady }

    var nextDue: Moment { .never }
    var isReleasing: Bool { false }
    func startDue() {}
    func ready(token: UInt64, events: UInt32) { isReady() }
    func looked(atAll: Bool) {}
    func take(ticket: UInt64) {}
}

@Suite struct `A turn of an event loop` {
    /// The jobs that each turn runs where a hundred wait, in the turns that run any.
    private func jobsOfTurns(_ prepare: @escaping @Sendable (EventLoop) -> Void) async throws -> [Int] {
        try await onLoop { loop in
            let turns = TurnLog()
            loop.attach(turns)
            defer { loop.attach(nil) }
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<100 { group.addTask { turns.ran(number) } }
                prepare(loop)
                await group.waitForAll()
            }
            // Into another turn: this one's end is still to come.
            try await loop.sleep(for: .milliseconds(1))
            let ends = turns.ends
            return zip(ends, [0] + ends).map { $0 - $1 }.filter { $0 > 0 }
        }
    }

    @Test func `runs thirty-two jobs, and then reads what has come`() async throws {
        #expect(try await jobsOfTurns { loop in loop.endJobsOfTurn() } == [32, 32, 32, 4])
    }

    @Test func `runs every job if all must start together`() async throws {
        #expect(try await jobsOfTurns { loop in loop.runAllJobsNextTurn() } == [100])
    }

    /// A hundred jobs of this length each, and a descriptor that is ready.
    @Test(arguments: [0, 6_000] as [UInt32])
    func `runs the jobs that wait before it looks at a descriptor, but for twice a second`(
        microseconds: UInt32
    ) async throws {
        let handled = try await onLoop { loop in
            let log = HandledLog()
            let ready = linux_eventfd_create()
            defer { close(ready) }
            linux_eventfd_signal(ready)
            let driver = ReadyLog {
                log.add(.descriptor)
                linux_eventfd_drain(ready)
            }
            loop.attach(driver)
            defer { loop.attach(nil) }
            #expect(linux_epoll_add(loop.pollDescriptor, ready, UInt32(linux_event_in), 1) == 0)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        if microseconds > 0 { usleep(microseconds) }
                        log.add(.job(number))
                        // Goes behind those that waited.
                        await Task.yield()
                    }
                }
                loop.runWaitingJobsFirst { log.add(.call) }
                await group.waitForAll()
            }
            return log.all
        }
        #expect(handled.filter { $0 == .call }.count == 4)
        #expect(handled.compactMap { if case .job(let number) = $0 { number } else { nil } } == Array(0..<100))
        let lastJob = try #require(handled.firstIndex(of: .job(99)))
        #expect((try #require(handled.firstIndex(of: .descriptor)) > lastJob) == (microseconds == 0))
    }

    @Test func `lets each of two releases look at its own pace`() {
        var jobs = FirstJobs()
        let calls = Log()
        jobs.add(0) { calls.add(0) }
        jobs.add(2) { calls.add(1) }
        jobs.add(4) { calls.add(2) }
        var left: [Int] = []
        for _ in 0..<5 {
            jobs.begin()
            left.append(jobs.left)
            jobs.ran()
        }
        #expect(left == [4, 3, 2, 1, 0])
        #expect(calls.numbers == [1, 2, 1, 2, 2, 2])
    }

    @Test func `starts nothing before it is due`() async throws {
        let ends = try await onLoop { loop in
            let turns = TurnLog(due: Moment.now.advanced(by: .seconds(3600)))
            loop.attach(turns)
            defer { loop.attach(nil) }
            for _ in 0..<100 { await Task.yield() }
            try await loop.sleep(for: .milliseconds(1))
            return turns.ends
        }
        #expect(ends == [])
    }
}

@Suite struct `Loop lag` {
    @Test func `is at most a sixteenth above what was measured`() {
        var before = -1
        for exponent in 0..<400 {
            let microseconds = Int64(Double.pow(1.07, Double(exponent)))
            let bucket = LoopLag.bucket(of: microseconds)
            #expect(bucket >= before)
            before = bucket
            let edge = LoopLag.upperEdge(ofBucket: bucket)
            #expect(edge >= microseconds && edge - microseconds <= microseconds / 16)
        }
        #expect(LoopLag.bucket(of: .max) == LoopLag.bucketCount - 1)
    }
}

/// CPU time of the calling thread.
private func threadMilliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}

@concurrent
private func echo(_ value: Int) async -> Int { value }
