// How the loops keep step in a release, so that none is through with its participants long before another.
import Synchronization

/// How far each loop is with a release.
///
/// Loops share the cores with all else, and often with the server. While it keeps one core busy beside one loop, another
/// loop has its core for itself, and the scheduler moves none of the three, since all are busy: with 10,000 on two cores
/// the one loop was through after 240 ms, the other after 350. A loop that is ahead therefore stands back for moments.
/// It reads answers meanwhile, its core has room for whoever waits, and both are through after less than 300.
final class ReleasePace: Sendable {
    /// So many more than another loop may have set off. As many as set off in some fifteen turns: far fewer would keep
    /// the loops waiting for each other's turns, and small crowds are not concerned at all.
    static let lead = 256

    /// One loop's part, which that loop alone changes.
    private final class Share: Sendable {
        let released = Atomic(0)
        let setOff = Atomic(0)
    }

    private let shares: [Share]

    init(loops: Int) {
        shares = (0..<loops).map { _ in Share() }
    }

    /// So many of a loop's participants are released now. Called once, before the first sets off.
    func release(_ count: Int, on loop: Int) {
        shares[loop].released.store(count, ordering: .relaxed)
    }

    /// One of them sets off.
    func setOff(on loop: Int) {
        shares[loop].setOff.add(1, ordering: .relaxed)
    }

    /// Whether the loop has to wait for another one that still has participants to let go.
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
