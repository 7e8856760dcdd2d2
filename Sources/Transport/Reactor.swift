// Drives one loop's libcurl: owns the multi handle, the slots and the transfers in progress.
import Addresses
import CLibcurl
import EventLoops
import Glibc
import Measuring

/// Owns one multi handle and drives it in the loop's turns. All of it runs on the loop.
///
/// A transfer ends here in exactly one of two ways: libcurl reports that it is done (`drain`), or it is aborted. Both
/// first take the transfer's continuation and then resume it, once.
@safe
final class Reactor: TurnDriver {
    private static let slotsPerBlock = 64

    unowned let loop: EventLoop
    /// Lives until the last transfer, session and engine have released the reactor: connections in a session's share
    /// call back into it when they are closed.
    private let handle: UnsafeMutablePointer<tcurl_reactor>
    private var isOpen = true

    /// The ticket that ends the wait with this number in `HTTPEngine.resolve`; no transfer's slot has this index.
    static func resolvingTicket(_ number: UInt32) -> UInt64 { UInt64(number) << 32 | resolvingIndex }
    private static let resolvingIndex: UInt64 = 0xffff_ffff
    var cancelResolving: (_ number: UInt32) -> Void = { _ in }

    /// The most requests to start in one turn.
    var startsPerTurn = 16
    private var startsThisTurn = 0

    private var blocks: [UnsafeMutablePointer<tcurl_slot>] = unsafe []
    private var freeSlots: [UnsafeMutablePointer<tcurl_slot>] = unsafe []
    /// The transfer using each slot, by the slot's index.
    private var transfers: [Transfer?] = []

    /// The number of transfers that libcurl has.
    private var active = 0
    /// Called when the first transfer begins (true) and when the last one has ended (false).
    var activityChanged: ((Bool) -> Void)?

    /// The maximum size of a body.
    let bodyLimit: Int
    /// Decodes small bodies; nil if bodies are left as they come.
    let decoder: BodyDecoder?

    /// Whether all addresses that are connected to are those of the engine's own lookups.
    var knowsAddresses = false

    var addressTexts = AddressTexts()
    /// The HTTP version of requests that do not name one.
    let version: TransportSettings.Version
    /// Whether each HTTP/2 request without TLS opens a new connection.
    let losesPriorKnowledge = Libcurl.losesPriorKnowledge
    /// The origins that have answered over HTTP/2 on a new connection.
    private var originsOverHTTP2: Set<String> = []

    init(
        loop: EventLoop, version: TransportSettings.Version, bodyLimit: Int, decodes: Bool, connectMilliseconds: Int,
        asksForStamps: Bool
    ) throws(Failure) {
        decoder = decodes ? BodyDecoder() : nil
        self.version = version
        self.bodyLimit = bodyLimit
        self.loop = loop
        guard let handle = unsafe tcurl_reactor_make(loop.pollDescriptor, bodyLimit) else {
            throw Failure(kind: .harness, detail: "libcurl could not make a multi handle: out of memory")
        }
        unsafe handle.pointee.attempt_limit = Int64(connectMilliseconds) * 1_000_000
        unsafe handle.pointee.stamps.wanted = asksForStamps
        unsafe self.handle = unsafe handle
    }

    deinit {
        unsafe tcurl_reactor_free(handle)
        for place in unsafe blocks.indices { unsafe blocks[place].deallocate() }
    }

    /// Records that a new connection to this URL speaks HTTP/2.
    func noteHTTP2(at url: WebURL) { originsOverHTTP2.insert(url.origin) }

    /// Whether connections to this URL speak HTTP/2. What libcurl does not say of a request without a response.
    func hasSpokenHTTP2(to url: WebURL) -> Bool { originsOverHTTP2.contains(url.origin) }

    // MARK: Releases

    /// Last bytes that are to go now, and the time limits of those that have gone.
    private var lastBytes = LastByteQueue()
    private var releasedLimits = ReleasedLimits()
    /// How many more times the loop looks at what has come before a release, so that what was answered or closed by then is
    /// found to be: libcurl may read in the call in which it writes the last byte, and nothing would tell the two apart.
    private var looksLeft = 0

    /// Lets the last bytes of these requests go, those that still serve them.
    func release(_ held: [(transfer: Transfer, ticket: UInt64)]) {
        guard !held.isEmpty else { return }
        lastBytes.add(held)
        // The kernel tells descriptors in the order in which they became ready: what comes meanwhile delays nothing further.
        looksLeft = active / EventLoop.eventsPerTurn + 1
    }

    func looked(atAll: Bool) {
        looksLeft = atAll ? 0 : max(looksLeft - 1, 0)
    }

    /// Without reading responses in between, or nearly so (`isReleasing`): a response has the kernel's moment however late it
    /// is read, and whatever else the loop did now would keep others' last bytes waiting.
    private func releaseLastBytes() {
        let going = lastBytes.take().filter { $0.transfer.ticket == $0.ticket && !$0.transfer.hasEnded }
        for (transfer, _) in going { transfer.held?.release() }
        drain(after: unsafe tcurl_reactor_start_due(handle))
        let now = Moment.now
        let limits = going.compactMap { transfer, ticket -> (deadline: Moment, ticket: UInt64)? in
            guard transfer.ticket == ticket, !transfer.hasEnded, let held = transfer.held else { return nil }
            return ((held.sent ?? now).advanced(byNanoseconds: Int64(held.limitMilliseconds) * 1_000_000), ticket)
        }
        releasedLimits.add(limits)
    }

    private func endOverdue() {
        let now = Moment.now
        let code = Int32(CURLE_OPERATION_TIMEDOUT.rawValue)
        while let (deadline, ticket) = releasedLimits.takeOverdue(at: now) {
            guard let transfer = transfer(of: ticket), !transfer.hasEnded, let held = transfer.held else { continue }
            let unread = unsafe tcurl_unread_since(handle, transfer.slot)
            let tooLate = TooLate(unreadSince: unread, limitOver: deadline)
            abort(
                transfer,
                because: tooLate?.failure(status: nil, curlCode: code)
                    ?? held.timeout(at: deadline, stalledSince: loop.stalledSince(now), now: now, curlCode: code))
        }
    }

    // MARK: Slots

    /// Takes a slot for a transfer, which then registers itself.
    func takeSlot() -> UnsafeMutablePointer<tcurl_slot> {
        if unsafe freeSlots.isEmpty {
            let block = UnsafeMutablePointer<tcurl_slot>.allocate(capacity: Self.slotsPerBlock)
            for place in (0..<Self.slotsPerBlock).reversed() {
                var slot = unsafe tcurl_slot()
                unsafe slot.reactor = handle
                unsafe slot.index = UInt32(transfers.count + place)
                unsafe (block + place).initialize(to: slot)
                unsafe freeSlots.append(block + place)
            }
            unsafe blocks.append(block)
            transfers.append(contentsOf: repeatElement(nil, count: Self.slotsPerBlock))
        }
        return unsafe freeSlots.removeLast()
    }

    func register(_ transfer: Transfer) {
        unsafe transfers[Int(transfer.slot.pointee.index)] = transfer
    }

    func giveBack(_ slot: UnsafeMutablePointer<tcurl_slot>) {
        unsafe tcurl_slot_reset(slot)
        unsafe slot.pointee.easy = nil
        unsafe transfers[Int(slot.pointee.index)] = nil
        unsafe freeSlots.append(slot)
    }

    // MARK: Transfers

    /// Hands a prepared transfer to libcurl, which starts it in this turn.
    func start(_ transfer: Transfer) {
        guard isOpen, let multi = unsafe handle.pointee.multi else {
            transfer.end(with: Failure(kind: .cancelled, detail: "the engine is closed"))
            return
        }
        let code = unsafe curl_multi_add_handle(multi, transfer.easy)
        guard code == CURLM_OK else {
            let words = unsafe String(cString: curl_multi_strerror(code))
            transfer.end(with: Failure(kind: .harness, detail: "libcurl did not accept the request: \(words)"))
            return
        }
        transfer.isActive = true
        startsThisTurn += 1
        if startsThisTurn >= startsPerTurn { loop.endJobsOfTurn() }
    }

    /// Counts a transfer that was handed to libcurl or taken back.
    func transferChanged(isActive: Bool) {
        active += isActive ? 1 : -1
        if active == (isActive ? 1 : 0) { activityChanged?(isActive) }
    }

    /// Ends a transfer early, whatever its state. Does nothing if it has ended.
    func abort(_ transfer: Transfer, because failure: Failure) {
        guard !transfer.hasEnded else { return }
        guard transfer.isActive, let multi = unsafe handle.pointee.multi else {
            transfer.end(with: failure)
            return
        }
        var known = unsafe tcurl_completion()
        unsafe tcurl_describe(transfer.easy, &known)
        unsafe curl_multi_remove_handle(multi, transfer.easy)
        transfer.wasDropped()
        unsafe transfer.end(with: failure, knowing: known)
    }

    /// Aborts all transfers and closes the multi handle. Sessions may still be open; they free what they hold.
    func close() {
        guard isOpen else { return }
        isOpen = false
        for transfer in transfers {
            if let transfer { abort(transfer, because: Failure(kind: .cancelled, detail: "the engine was closed")) }
        }
        unsafe tcurl_reactor_end_multi(handle)
        loop.attach(nil)
    }

    /// The highest descriptor ever assigned to a socket; -1 before the first.
    var highestDescriptor: Int { unsafe Int(handle.pointee.highest_descriptor) }

    // MARK: Turns

    var nextDue: Moment {
        guard lastBytes.isEmpty else { return Moment(nanoseconds: 0) }
        return min(releasedLimits.next, unsafe Moment(nanoseconds: tcurl_reactor_next_due(handle)))
    }

    var isReleasing: Bool { !lastBytes.isEmpty && looksLeft == 0 }

    func startDue() {
        startsThisTurn = 0
        if isReleasing { releaseLastBytes() }
        endOverdue()
        let code = unsafe tcurl_reactor_start_due(handle)
        drain(after: code)
    }

    func ready(token: UInt64, events: UInt32) {
        let code = unsafe tcurl_reactor_ready(handle, token, events)
        drain(after: code)
    }

    func take(ticket: UInt64) {
        guard ticket & 0xffff_ffff != Reactor.resolvingIndex else { return cancelResolving(UInt32(ticket >> 32)) }
        guard let transfer = transfer(of: ticket) else { return }
        abort(transfer, because: Failure(kind: .cancelled, detail: "cancelled before the response was complete"))
    }

    /// The transfer whose current request has this ticket.
    private func transfer(of ticket: UInt64) -> Transfer? {
        let index = Int(ticket & 0xffff_ffff)
        guard index < transfers.count, let transfer = transfers[index], transfer.ticket == ticket else { return nil }
        return transfer
    }

    /// Ends the transfers that libcurl has finished. Called after each of its steps, so that `finished` is the moment
    /// at which this response was complete, and not the last one of the turn.
    private func drain(after code: CURLMcode) {
        // An error here is a bug in the calls (a bad handle, a call from within a callback), not a network event, so
        // there is no sensible way to continue.
        precondition(code == CURLM_OK, "libcurl's multi handle: error \(code.rawValue)")
        while let slot = unsafe tcurl_reactor_take_primed(handle) {
            unsafe transfers[Int(slot.pointee.index)]?.becamePrimed()
        }
        var completion = unsafe tcurl_completion()
        while unsafe tcurl_reactor_take_done(handle, &completion) {
            guard let slot = unsafe completion.slot, let transfer = unsafe transfers[Int(slot.pointee.index)] else {
                continue
            }
            transfer.isActive = false
            unsafe transfer.end(with: completion)
        }
        if unsafe handle.pointee.unwatched > 0 { abortUnwatched() }
    }

    private func abortUnwatched() {
        unsafe handle.pointee.unwatched = 0
        for case .some(let transfer) in transfers where unsafe transfer.slot.pointee.unwatched {
            let error = unsafe transfer.slot.pointee.os_error
            abort(
                transfer,
                because: .fromCurl(
                    CURLE_FAILED_INIT, errorNumber: error, status: nil, text: "the socket cannot be watched"))
        }
    }
}
