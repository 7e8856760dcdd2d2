// The last byte of a request's body that is held back until a release.
import CLibcurl
import EventLoops
import Measuring

/// What is held back of one request, from its preparation until its end. Used on its loop only.
@safe
struct HeldLastByte {
    /// The participant's part in the release.
    let hold: RequestHold
    /// The time limit that the request asked for, which begins when the byte goes, or with the release if it is not ready then.
    let limitMilliseconds: Int
    private let slot: UnsafeMutablePointer<tcurl_slot>

    /// The slot's body has to be set, for being held back.
    init(_ hold: RequestHold, limitMilliseconds: Int, in slot: UnsafeMutablePointer<tcurl_slot>) {
        self.hold = hold
        self.limitMilliseconds = limitMilliseconds
        unsafe self.slot = unsafe slot
    }

    /// Lets it go.
    func release() { unsafe tcurl_slot_release_last_byte(slot) }

    /// When it was handed to libcurl; nil before.
    var sent: Moment? {
        unsafe slot.pointee.last_byte_at == 0 ? nil : Moment(nanoseconds: slot.pointee.last_byte_at)
    }

    /// When all before it was written, if that was in time; nil otherwise. A request that is made again after the release is
    /// not, although its participant was.
    var primed: Moment? {
        guard hold.wasPrimedInTime, unsafe slot.pointee.primed_at != 0 else { return nil }
        return unsafe Moment(nanoseconds: slot.pointee.primed_at)
    }

    /// The release until which it was held back; nil if the exchange ends before that.
    var released: Moment? {
        guard unsafe slot.pointee.is_released && slot.pointee.early == tcurl_early_nothing else { return nil }
        return hold.released
    }

    /// Whether it went after the rest of the request, with the release. A request that the server ended early was told to go
    /// on then, which is no release.
    var wentWithRelease: Bool {
        unsafe slot.pointee.early == tcurl_early_nothing && slot.pointee.last_byte_at > slot.pointee.sent_at
    }

    /// Notes that the response had come before it left, or before the release: the loop may have come to the release first,
    /// although the response was there.
    func noteAnswer(receivedAt received: Int64) {
        guard let released = hold.released, unsafe slot.pointee.early == tcurl_early_nothing else { return }
        let wasBefore = received != 0 && received < released.nanoseconds
        // libcurl reads before it writes, so that in one call it may read the response, and then send the last byte.
        let first = unsafe slot.pointee.first_byte_at
        let wasFirst = unsafe slot.pointee.last_byte_at == 0 || first != 0 && first < slot.pointee.last_byte_at
        if wasBefore || wasFirst { unsafe slot.pointee.early = tcurl_early_answered }
    }

    /// The failure of a request whose time limit is over.
    /// - Parameters:
    ///   - deadline: when it was over.
    ///   - stall: since when the loop had not run, if for long.
    ///   - now: when it is noticed.
    ///   - code: libcurl's.
    /// - Returns: `timeout`, or `harness` if it may be that Turnout did not send.
    func timeout(at deadline: Moment, stalledSince stall: Moment?, now: Moment, curlCode code: Int32) -> Failure {
        let limit = "\(limitMilliseconds) milliseconds"
        guard sent == nil else {
            return Failure(
                kind: .timeout, detail: "Operation timed out after \(limit) since its last byte was sent",
                curlCode: code)
        }
        if let stall, stall < deadline {
            let words = Duration.nanoseconds(now.nanoseconds(since: stall) / 1_000_000 * 1_000_000).words
            return Failure(
                kind: .harness,
                detail: "the generator did not run for \(words), and the time limit of \(limit) was over",
                curlCode: code)
        }
        return Failure(
            kind: .timeout,
            detail: "Operation timed out after \(limit) since the release, and its last byte was not sent",
            curlCode: code)
    }

    /// Why an exchange ended before the release, if it did.
    /// - Parameters:
    ///   - failure: what it has met; nil: a response.
    ///   - received: when the kernel had received the response; nil: unknown, or there is none.
    ///   - finished: when that was noticed.
    ///   - hasStalled: whether the loop had not run before that for long.
    /// - Returns: the cause; nil if it was released.
    func earlyEnd(_ failure: Failure?, received: Moment?, finished: Moment, hasStalled: Bool) -> EarlyEnd? {
        guard released == nil else { return nil }
        let cause: UnprimedCause =
            switch unsafe slot.pointee.early {
            case tcurl_early_answered: .answered
            case tcurl_early_closed: .closed
            // libcurl met the end of the connection itself.
            default: unsafe slot.pointee.sent_at != 0 && failure?.kind == .reset ? .closed : .failed
            }
        var fault: EarlyEnd.Fault?
        if cause != .failed {
            if received == nil, hasStalled {
                fault = .generatorStalled
            } else if hold.group.isTooLate(received ?? finished) {
                fault = .heldTooLong
            }
        }
        return EarlyEnd(cause: cause, fault: fault)
    }
}
