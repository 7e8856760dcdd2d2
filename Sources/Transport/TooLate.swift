// A time limit that was over only because the loop came too late.
import CLibcurl
import Measuring

/// What the target had done within a request's time limit, and the loop had not noticed when the limit was over.
///
/// libcurl looks at the time before it reads. A process that was stopped, or had no processor, for longer than the rest of the
/// limit would otherwise blame the target.
struct TooLate {
    /// How late the loop was, in nanoseconds.
    private let nanoseconds: Int64

    /// Nil if nothing was left unread, or if it came after the limit.
    /// - Parameters:
    ///   - completion: what libcurl says of the transfer.
    ///   - milliseconds: the request's time limit; nil if it has none.
    ///   - now: when libcurl was done with it.
    init?(_ completion: tcurl_completion, milliseconds: Int?, now: Moment) {
        let unreadSince = unsafe completion.unread_since
        guard unreadSince > 0, let milliseconds else { return nil }
        let over = unsafe now.nanoseconds - completion.total * 1000 + Int64(milliseconds) * 1_000_000
        guard unreadSince <= over else { return nil }
        nanoseconds = now.nanoseconds - unreadSince
    }

    /// The failure of the request.
    func failure(status: Int?, curlCode: Int32) -> Failure {
        Failure(
            kind: .harness, status: status,
            detail:
                "the generator did not run for \(nanoseconds / 1_000_000) ms, and the time limit was over before it "
                + "noticed what the server had done in time",
            curlCode: curlCode)
    }
}
