// The driver of one loop's libcurl: owner of the multi handle, of the slots, and of what flies.
import CLibcurl
import EventLoops
import Measuring

/// Owns one multi handle and drives it in the loop's turns. All of it runs on the loop.
///
/// Flights are started here and end here, in exactly one of two ways: libcurl says that they are done (`drain`), or they
/// are aborted. Both take the flight's continuation first and resume it once.
@safe
final class Reactor: TurnDriver {
    private static let slotsPerBlock = 64

    unowned let loop: EventLoop
    /// Lives until the last flight, session and engine have let the reactor go: connections kept by a session's share
    /// call back with it when they are closed.
    private let handle: UnsafeMutablePointer<tcurl_reactor>
    private var isOpen = true

    /// The ticket that ends the waits for `HTTPEngine.resolve`; no flight's slot has that number.
    static let resolvingTicket = UInt64.max
    var cancelResolving: () -> Void = {}

    /// Requests started in one turn, before answers are read.
    var startsPerTurn = 16
    private var startsThisTurn = 0

    private var blocks: [UnsafeMutablePointer<tcurl_slot>] = unsafe []
    private var freeSlots: [UnsafeMutablePointer<tcurl_slot>] = unsafe []
    /// The flight that a slot is lent to, by the slot's index.
    private var flights: [Flight?] = []

    /// The most bytes of a body.
    let bodyLimit: Int

    var addresses = AddressTable()

    init(loop: EventLoop, bodyLimit: Int) throws(Failure) {
        self.bodyLimit = bodyLimit
        self.loop = loop
        guard let handle = unsafe tcurl_reactor_make(loop.pollDescriptor, bodyLimit) else {
            throw Failure(kind: .harness, detail: "libcurl could not make a multi handle: out of memory")
        }
        unsafe self.handle = unsafe handle
    }

    deinit {
        unsafe tcurl_reactor_free(handle)
        for place in unsafe blocks.indices { unsafe blocks[place].deallocate() }
    }

    // MARK: Slots

    /// Takes a slot for a flight, which then registers itself.
    func takeSlot() -> UnsafeMutablePointer<tcurl_slot> {
        if unsafe freeSlots.isEmpty {
            let block = UnsafeMutablePointer<tcurl_slot>.allocate(capacity: Self.slotsPerBlock)
            for place in (0..<Self.slotsPerBlock).reversed() {
                var slot = unsafe tcurl_slot()
                unsafe slot.reactor = handle
                unsafe slot.index = UInt32(flights.count + place)
                unsafe (block + place).initialize(to: slot)
                unsafe freeSlots.append(block + place)
            }
            unsafe blocks.append(block)
            flights.append(contentsOf: repeatElement(nil, count: Self.slotsPerBlock))
        }
        return unsafe freeSlots.removeLast()
    }

    func register(_ flight: Flight) {
        unsafe flights[Int(flight.slot.pointee.index)] = flight
    }

    func giveBack(_ slot: UnsafeMutablePointer<tcurl_slot>) {
        unsafe tcurl_slot_reset(slot)
        unsafe slot.pointee.refuses_sockets = false
        unsafe flights[Int(slot.pointee.index)] = nil
        unsafe freeSlots.append(slot)
    }

    // MARK: Flights

    /// Hands a prepared flight to libcurl, which begins with it in this turn.
    func start(_ flight: Flight) {
        guard isOpen, let multi = unsafe handle.pointee.multi else {
            flight.end(with: Failure(kind: .cancelled, detail: "the engine is closed"))
            return
        }
        let code = unsafe curl_multi_add_handle(multi, flight.easy)
        guard code == CURLM_OK else {
            let words = unsafe String(cString: curl_multi_strerror(code))
            flight.end(with: Failure(kind: .harness, detail: "libcurl did not take the request: \(words)"))
            return
        }
        flight.isFlying = true
        startsThisTurn += 1
        if startsThisTurn >= startsPerTurn { loop.endJobsOfTurn() }
    }

    /// Ends a flight early, whatever it is doing; nothing if it has ended.
    func abort(_ flight: Flight, because failure: Failure) {
        guard !flight.hasEnded else { return }
        if flight.isFlying, let multi = unsafe handle.pointee.multi {
            unsafe curl_multi_remove_handle(multi, flight.easy)
            flight.wasDropped()
        }
        flight.end(with: failure)
    }

    /// Aborts all and ends the multi handle. Sessions may still be open: what they hold is theirs to free.
    func close() {
        guard isOpen else { return }
        isOpen = false
        for flight in flights {
            if let flight { abort(flight, because: Failure(kind: .cancelled, detail: "the engine was closed")) }
        }
        unsafe tcurl_reactor_end_multi(handle)
        loop.attach(nil)
    }

    /// The highest descriptor that a socket was ever given; -1 before the first.
    var highestDescriptor: Int { unsafe Int(handle.pointee.highest_descriptor) }

    // MARK: Turns

    var nextDue: Moment { unsafe Moment(nanoseconds: handle.pointee.due) }

    func startDue() {
        startsThisTurn = 0
        let code = unsafe tcurl_reactor_start_due(handle)
        drain(after: code)
    }

    func ready(token: UInt64, events: UInt32) {
        let code = unsafe tcurl_reactor_ready(handle, token, events)
        drain(after: code)
    }

    func take(ticket: UInt64) {
        guard ticket != Reactor.resolvingTicket else { return cancelResolving() }
        let index = Int(ticket & 0xffff_ffff)
        guard index < flights.count, let flight = flights[index], flight.ticket == ticket else { return }
        abort(flight, because: Failure(kind: .cancelled, detail: "cancelled before the answer was complete"))
    }

    /// Ends the flights that libcurl is done with. Called after each of its steps, so that `finished` is the moment at
    /// which this very answer was complete, and not that of the last one in the turn.
    private func drain(after code: CURLMcode) {
        // An error here is a mistake in the calls (a bad handle, a call from within a callback), not an event of the
        // network: nothing sensible could follow.
        precondition(code == CURLM_OK, "libcurl's multi handle: error \(code.rawValue)")
        var completion = unsafe tcurl_completion()
        while unsafe tcurl_reactor_take_done(handle, &completion) {
            guard let slot = unsafe completion.slot, let flight = unsafe flights[Int(slot.pointee.index)] else {
                continue
            }
            flight.isFlying = false
            unsafe flight.end(with: completion)
        }
        if unsafe handle.pointee.unwatched > 0 { abortUnwatched() }
    }

    private func abortUnwatched() {
        unsafe handle.pointee.unwatched = 0
        for case .some(let flight) in flights where unsafe flight.slot.pointee.unwatched {
            let error = unsafe flight.slot.pointee.os_error
            abort(
                flight,
                because: .fromCurl(
                    CURLE_FAILED_INIT, errorNumber: error, status: nil, text: "the socket cannot be watched", url: ""))
        }
    }
}
