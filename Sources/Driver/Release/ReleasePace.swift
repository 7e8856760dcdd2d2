// Keeps the loops in step during a cold release, so that none finishes its participants long before another.
import EventLoops
import Glibc
import Measuring
import Synchronization

/// How far each loop is with a release.
///
/// Loops share the cores with everything else, often including the server. While the server and one loop share a core,
/// another loop has a core to itself, and the scheduler moves none of the three, since all are busy: with 10,000 on two
/// cores, one loop finished after 240 ms, the other after 350. A loop that is ahead therefore waits for moments, so that
/// its core is free for the others.
final class ReleasePace: Sendable {
    /// How many more participants than another loop it may have started: about as many as start in fifteen turns. A
    /// much smaller lead would make loops wait for each other's turns, and small crowds are not affected at all.
    static let lead = 256

    /// How long a loop that is ahead waits before it asks again, and for how long in all: the loop that it waits for may be
    /// unable to continue.
    private static let waitMicroseconds: UInt32 = 50
    private static let longestWaitNanoseconds: Int64 = 2_000_000

    /// One loop's part, which that loop alone changes.
    private final class Share: Sendable {
        let released = Atomic(0)
        let setOff = Atomic(0)
    }

    private let shares: [Share]

    init(loops: Int) {
        shares = (0..<loops).map { _ in Share() }
    }

    /// Announces how many of a loop's participants are released now. Called once, before the first one starts.
    func release(_ count: Int, on loop: Int) {
        shares[loop].released.store(count, ordering: .relaxed)
    }

    /// Releases the loop's participants, whose jobs are the last that wait on it: they start before it reads any response,
    /// in step with those of other loops. Call it on the loop.
    func startFirst(_ count: Int, on loop: EventLoop) {
        guard count > 0 else { return }
        release(count, on: loop.index)
        loop.runWaitingJobsFirst { [self, index = loop.index] in keepStep(index) }
    }

    /// One of them starts.
    func setOff(on loop: Int) {
        shares[loop].setOff.add(1, ordering: .relaxed)
    }

    /// Waits on the loop's own thread if it is ahead: only that leaves its core to another loop. If it went on with its turn
    /// instead, it would read responses, and take the core for that.
    private func keepStep(_ loop: Int) {
        guard isAhead(loop) else { return }
        let end = Moment.now.advanced(byNanoseconds: Self.longestWaitNanoseconds)
        repeat { usleep(Self.waitMicroseconds) } while isAhead(loop) && Moment.now < end
    }

    /// Whether the loop must wait for another one that still has participants to start.
    func isAhead(_ loop: Int) -> Bool {
        let own = shares[loop]
        let mine = own.setOff.load(ordering: .relaxed)
        guard mine < own.released.load(ordering: .relaxed) else { return false }
        return shares.contains { other in
            let theirs = other.setOff.load(ordering: .relaxed)
            return mine - theirs > Self.lead && theirs < other.released.load(ordering: .relaxed)
        }
    }
}
