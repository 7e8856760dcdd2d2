// Requests that hold back the last byte of their body until a crowd is released (last-byte synchronisation, known from
// testing for race conditions).
import EventLoops
package import Measuring

/// The requests of one loop that are released together: those behind one gate.
///
/// `@unchecked Sendable`, since child tasks carry it: its variables are touched on its engine's loop only, which each
/// entry point checks.
package final class HeldRequests: @unchecked Sendable {
    private let engine: HTTPEngine
    private let settled: (Int32, UnprimedCause?) -> Bool
    /// The transfers whose last byte is held back, each with the ticket of its request.
    private var transfers: [(transfer: Transfer, ticket: UInt64)] = []
    private var waiters: [CheckedContinuation<Moment?, Never>] = []
    /// When the last bytes were released; nil before.
    package private(set) var released: Moment?
    private var isAbandoned = false
    /// When the last bytes are to be released at the latest; nil: whenever that is.
    package var deadline: Moment?
    /// A release that is later than that was not on time: a busy loop takes some milliseconds.
    package static let overrunNanoseconds: Int64 = 100_000_000

    /// Creates an empty group. Call it on the engine's loop.
    ///
    /// `settled` is called on the loop, once for each participant: with nil when all but the last byte of its request was
    /// written, or with the reason why that will not be. It returns whether that was in time.
    package init(engine: HTTPEngine, settled: @escaping (_ participant: Int32, UnprimedCause?) -> Bool) {
        engine.checkLoop("requests that hold back their last byte")
        self.engine = engine
        self.settled = settled
    }

    /// A participant's part of the group, for its next request.
    package func hold(for participant: Int32) -> RequestHold { RequestHold(self, participant) }

    /// Lets all last bytes go, once the loop has looked at what had come before, without reading a response in between. Of the
    /// requests that are not primed by then, all goes as soon as it can. Each has the time limit that it asked for
    /// from when its last byte goes. Call it on the loop, once.
    package func release(at moment: Moment) {
        engine.checkLoop("release(at:)")
        guard released == nil, !isAbandoned else { return }
        released = moment
        let held = transfers
        transfers = []
        engine.reactor.release(held)
        wake(moment)
    }

    /// Whether a moment is after the release should have been.
    func isTooLate(_ moment: Moment) -> Bool {
        guard let deadline else { return false }
        return moment.nanoseconds(since: deadline) > Self.overrunNanoseconds
    }

    /// The run has ended before the release.
    package func abandon() {
        engine.checkLoop("abandon()")
        isAbandoned = true
        transfers = []
        wake(nil)
    }

    private func wake(_ moment: Moment?) {
        let woken = waiters
        waiters = []
        for waiter in woken { waiter.resume(returning: moment) }
    }

    fileprivate func settle(_ participant: Int32, _ cause: UnprimedCause?) -> Bool { settled(participant, cause) }

    /// Waits for the release; nil if the run ended first.
    fileprivate func wait() async -> Moment? {
        if let released { return released }
        if isAbandoned { return nil }
        return await withCheckedContinuation { waiters.append($0) }
    }

    /// Adds a request that holds back its last byte.
    func add(_ transfer: Transfer) { transfers.append((transfer, transfer.ticket)) }
}

/// One participant's first request behind a primed gate. Used on its loop only.
///
/// `@unchecked Sendable` for the same reason as its group.
package final class RequestHold: @unchecked Sendable {
    private enum State {
        case pending
        case primed(inTime: Bool)
        case unprimed
    }

    let group: HeldRequests
    private let participant: Int32
    private var state = State.pending

    fileprivate init(_ group: HeldRequests, _ participant: Int32) {
        self.group = group
        self.participant = participant
    }

    /// When the last bytes were released; nil before.
    package var released: Moment? { group.released }

    /// Whether all but its last byte was written before the release.
    var wasPrimedInTime: Bool {
        if case .primed(let inTime) = state { inTime } else { false }
    }

    /// All but the last byte was written.
    func becamePrimed() {
        guard case .pending = state else { return }
        state = .primed(inTime: group.settle(participant, nil))
    }

    /// The participant's request will not be primed, or no longer is. That the server ended it before the release may be
    /// noticed after it.
    package func end(_ cause: UnprimedCause) {
        if case .unprimed = state { return }
        state = .unprimed
        _ = group.settle(participant, cause)
    }

    /// Waits for the release, without a request; nil if the run ended first.
    package func wait() async -> Moment? { await group.wait() }
}
