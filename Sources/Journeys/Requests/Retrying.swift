// Retries after a failure, if the scenario's `retry` asks for it.
import EventLoops
import Measuring
import Scenarios
import Transport

extension Participant {
    /// The step's retry rule, if it applies to this failure and attempt.
    func retry(after failure: Failure, _ attempt: Int16) -> RetryPlan? {
        guard failure.kind != .cancelled, let retry = scope.rules.retry, Int(attempt) < retry.attempts,
            retry.covers(failure)
        else { return nil }
        return retry
    }

    /// How many attempts the step's retry rule allows, if this failure ended the last of them.
    func attemptsUsed(by failure: Failure, _ attempt: Int16) -> Int? {
        guard let retry = scope.rules.retry, attempt > 1, Int(attempt) >= retry.attempts, retry.covers(failure) else {
            return nil
        }
        return retry.attempts
    }

    /// Waits before another attempt: the interval; or else the backoff, doubled each time and drawn between half and all
    /// of it; or the response's Retry-After if that is longer.
    @inline(never)
    func wait(
        _ retry: RetryPlan, afterAttempt attempt: Int16, _ exchange: HTTPExchange, _ failure: Failure
    ) async throws(Failure) {
        var nanoseconds: Double
        if let interval = retry.interval {
            nanoseconds = Double(interval.wholeNanoseconds)
        } else {
            let doubled = Double(retry.backoff.wholeNanoseconds) * Double(1 << min(Int(attempt) - 1, 20))
            nanoseconds = Double.random(in: 0.5...1, using: &random) * doubled
        }
        if retry.honourRetryAfter, let asked = exchange.retryAfterSeconds {
            try scope.rules.patience?.permit(seconds: Int(asked), failure)
            nanoseconds = max(nanoseconds, Double(asked) * 1e9)
        }
        let until = exchange.answered.advanced(byNanoseconds: Int64(min(nanoseconds, 3.6e12)))
        place.steps?.rest(scope.index, until: until)
        defer { place.steps?.goOn(scope.index) }
        do {
            try await place.loop.sleep(until: until)
        } catch {
            throw Failure(kind: .cancelled, detail: "the run ended before another attempt")
        }
        scope.intended = until
    }
}

extension RetryPlan {
    /// Whether the rule covers a failure.
    fileprivate func covers(_ failure: Failure) -> Bool {
        for trigger in triggers {
            switch trigger {
            case .status(let status): if failure.status == status { return true }
            case .kind(let word): if failure.kind.rawValue == word { return true }
            }
        }
        return false
    }
}
