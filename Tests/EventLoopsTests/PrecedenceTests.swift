import EventLoops
import Glibc
import Support
import Testing

@Suite struct `A loop that goes first` {
    /// The niceness of the calling thread (setpriority(2)).
    private static var niceness: Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }

    /// Whether the calling thread may go before others at all; it stays where it was.
    private static var isPermitted: Bool {
        let thread = __priority_which_t(PRIO_PROCESS.rawValue)
        let before = niceness
        guard setpriority(thread, 0, before - 1) == 0 else { return false }
        return setpriority(thread, 0, before) == 0
    }

    @Test func `is before others where the system permits it, and among them again afterwards`() async throws {
        let (isPermitted, steps) = try await onLoop { loop in
            let isPermitted = Self.isPermitted
            var niceness = [Self.niceness]
            for isFirst in [true, true, false, false, true, false] {
                loop.goesFirst(isFirst)
                niceness.append(Self.niceness)
            }
            return (isPermitted, niceness.map { niceness[0] - $0 })
        }
        #expect(steps == (isPermitted ? [0, 3, 3, 0, 0, 3, 0] : [0, 0, 0, 0, 0, 0, 0]))
    }

    @Test func `leaves the other loops where they are`() async throws {
        let (before, other) = try await onLoops(2) { loops in
            let before = Self.niceness
            loops[0].goesFirst(true)
            let other = await withTaskExecutorPreference(loops[1]) { await Self.nicenessThere() }
            loops[0].goesFirst(false)
            return (before, other)
        }
        #expect(other == before)
    }

    @concurrent private static func nicenessThere() async -> Int32 { niceness }
}
