// Requests whose server gave up while the loop did not run.
import EventLoops
import Measuring

extension Failure {
    /// A connection that was cut off while the generator did not run: the server may have waited for it in vain, so that it is
    /// not to be blamed. Other failures stay as they are.
    /// `sent` is when the request was sent, nil if it was not; `since` since when the loop had not run when it noticed the
    /// failure, at `now`, nil if it had.
    func blamingStall(sent: Moment?, since: Moment?, now: Moment) -> Failure {
        guard kind == .reset, let since, let sent else { return self }
        let stall = now.nanoseconds(since: max(since, sent))
        guard stall >= EventLoop.stallNanoseconds else { return self }
        let words = Duration.nanoseconds(stall / 1_000_000 * 1_000_000).words
        return Failure(
            kind: .harness, status: status, detail: "the generator did not run for \(words), and then: \(detail)",
            curlCode: curlCode)
    }
}
