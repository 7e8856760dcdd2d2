import EventLoops
import Glibc
import Support
import Testing

@Suite struct `A loop with raised priority` {
    @Test(.enabled(if: EventLoop.mayRaisePriority, "the system does not permit this process to go first"))
    func `runs ahead of other threads, and like them again afterwards`() async throws {
        let steps = try await onLoop { loop in
            let before = niceness
            var steps: [Int32] = []
            for isFirst in [true, true, false, false, true, false] {
                loop.raisePriority(isFirst)
                steps.append(before - niceness)
            }
            return steps
        }
        #expect(steps == [3, 3, 0, 0, 3, 0])
    }

    @Test(.enabled(if: !EventLoop.mayRaisePriority, "the system permits this process to go first"))
    func `stays where it is if the system does not permit it`() async throws {
        let steps = try await onLoop { loop in
            let before = niceness
            loop.raisePriority(true)
            return before - niceness
        }
        #expect(steps == 0)
    }

    @Test(.enabled(if: EventLoop.mayRaisePriority, "the system does not permit this process to go first"))
    func `leaves the other loops where they are`() async throws {
        let steps = try await onLoops(2) { loops in
            let before = niceness
            loops[0].raisePriority(true)
            let own = niceness
            let other = await withTaskExecutorPreference(loops[1]) { await nicenessThere() }
            loops[0].raisePriority(false)
            return [before - own, before - other]
        }
        #expect(steps == [3, 0])
    }

    @Test func `can be tested without effect on the calling thread`() {
        let before = niceness
        _ = EventLoop.mayRaisePriority
        #expect(niceness == before)
    }
}

/// The niceness of the calling thread (setpriority(2)).
private var niceness: Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }

@concurrent private func nicenessThere() async -> Int32 { niceness }
