// A time limit that was over only because the loop came too late.
import CLibcurl
import Measuring

/// What the target had done within a request's time limit, and the loop had not noticed when the limit was over.
///
/// libcurl looks at the time before it reads. A process that was stopped, or had no processor, for longer than the rest of the
/// limit would otherwise blame the target.
struct TooLate {
    /// Nil if nothing was left unread, or if it came after the limit.
    /// - Parameters:
    ///   - unreadSince: when the kernel had received what is left unread, in CLOCK_MONOTONIC nanoseconds; 0: there is nothing.
    ///   - over: when the limit was over.
    init?(unreadSince: Int64, limitOver over: Moment) {
        guard unreadSince > 0, unreadSince <= over.nanoseconds else { return nil }
    }

    /// The same for a limit that libcurl keeps.
    /// - Parameters:
    ///   - completion: what libcurl says of the transfer.
    ///   - milliseconds: the request's time limit; nil if it has none.
    ///   - now: when libcurl was done with it.
    init?(_ completion: tcurl_completion, milliseconds: Int?, now: Moment) {
        guard let milliseconds else { return nil }
        let limit = unsafe Int64(milliseconds) * 1_000_000 - completion.total * 1000
        unsafe self.init(
            unreadSince: completion.unread_since, limitOver: now.advanced(byNanoseconds: limit))
    }

    /// The failure of the request.
    func failure(status: Int?, curlCode: Int32) -> Failure {
        Failure(
            kind: .harness, status: status,
            detail:
                "the time limit was over before the generator came to notice what the server had done in time",
            curlCode: curlCode)
    }
}
