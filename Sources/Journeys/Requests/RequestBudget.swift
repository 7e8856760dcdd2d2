// `max-requests`: how many requests the participants of a run may still make, over all loops.
import EventLoops
import Measuring
import Synchronization
import Transport

/// The requests that a run's participants may make.
///
/// Each loop has a share of the budget, which it alone uses as long as it lasts, so that loops do not contend for one
/// counter. A loop whose share is used up takes a portion of the rest, and when nothing is left of that, a single
/// request from another loop's share: exactly as many requests are made as the limit says. Those under way are waited
/// for, so that the count here and the server's are the same; then the run ends.
package final class RequestBudget: Sendable {
    /// One loop's counters. Another loop changes `left` only when the rest is used up.
    private final class Share: Sendable {
        let left = Atomic(0)
        let finished = Atomic(0)

        /// Takes one of those left; false if there is none.
        func take() -> Bool {
            var known = left.load(ordering: .relaxed)
            while known > 0 {
                let (exchanged, original) = left.compareExchange(
                    expected: known, desired: known - 1, ordering: .relaxed)
                if exchanged { return true }
                known = original
            }
            return false
        }
    }

    /// The most requests that a loop takes from the rest at once.
    private static let portion = 64

    private let limit: Int
    private let rest: Atomic<Int>
    private let shares: [Share]
    private let isExhausted = Atomic(false)
    private let line = WaitingLine()
    private let whenReached: @Sendable () -> Void

    /// Creates the budget of a run. `whenReached` is called on a loop, at least once, when every request has been made
    /// and another one was wanted.
    package init(limit: Int, loops: Int, whenReached: @escaping @Sendable () -> Void) {
        self.limit = limit
        rest = Atomic(limit)
        shares = (0..<loops).map { _ in Share() }
        self.whenReached = whenReached
    }

    /// Takes one request for a loop.
    /// - Returns: false if none is left. The run will end, unless a request that was taken is given back.
    package func take(on loop: Int) -> Bool {
        let own = shares[loop]
        if own.take() { return true }
        while true {
            let left = rest.load(ordering: .relaxed)
            guard left > 0 else { break }
            // Small portions towards the end leave little to be fetched from other loops.
            let portion = min(RequestBudget.portion, max(1, left / (2 * shares.count)))
            guard rest.compareExchange(expected: left, desired: left - portion, ordering: .relaxed).exchanged else {
                continue
            }
            own.left.add(portion - 1, ordering: .relaxed)
            return true
        }
        if shares.contains(where: { $0.take() }) { return true }
        isExhausted.store(true, ordering: .sequentiallyConsistent)
        endIfReached()
        return false
    }

    /// A request that was taken has ended.
    package func finish(on loop: Int) {
        shares[loop].finished.add(1, ordering: .sequentiallyConsistent)
        if isExhausted.load(ordering: .sequentiallyConsistent) { endIfReached() }
    }

    /// A request that was taken was not made.
    package func giveBack(on loop: Int) {
        shares[loop].left.add(1, ordering: .relaxed)
        line.wakeFirst()
    }

    /// Waits until a request that was taken may have been given back.
    /// - Returns: false if the task was cancelled in the meantime.
    package func waitForOneGivenBack() async -> Bool {
        await line.wait { [shares] in shares.contains { $0.left.load(ordering: .relaxed) > 0 } }
    }

    /// How many requests have been made.
    package var made: Int { shares.reduce(0) { $0 + $1.finished.load(ordering: .sequentiallyConsistent) } }

    private func endIfReached() {
        // Either the loop that wants one more request sees the last one finished, or the loop that finishes it sees
        // that one more is wanted.
        if made >= limit { whenReached() }
    }
}

extension LoopContext {
    /// Takes a request from the run's budget, if it has one. Without any left it calls `waits`, and waits for one that is
    /// given back, or for the end of the run.
    /// - Throws: `.cancelled` when the run has ended.
    func takeRequest(_ waits: () -> Void) async throws(Failure) {
        guard let budget else { return }
        while !budget.take(on: loop.index) {
            waits()
            guard await budget.waitForOneGivenBack() else {
                throw Failure(kind: .cancelled, detail: "the run ended")
            }
        }
    }

    /// Notes that a request has ended, and whether it was made at all.
    func requestEnded(wasMade: Bool) {
        guard let budget else { return }
        if wasMade { budget.finish(on: loop.index) } else { budget.giveBack(on: loop.index) }
    }
}
