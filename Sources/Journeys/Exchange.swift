// One request of a step: made, judged, written down, and made again where the scenario says so.
import EventLoops
import Extracting
import Measuring
import PlatformContract
import Scenarios
import Transport

/// A request together with how its answer is to be taken. Made for one exchange and given up with it; a class, so that a
/// suspended participant holds a reference.
final class Call {
    var request: HTTPRequest
    /// What is requested, in the contract's words or the step's.
    var endpoint: String
    /// The platform's endpoint, for the diagnosis; nil outside the platform.
    var platform: Endpoint?
    /// Whose token goes with it.
    var bearer = FailureContext.Bearer.none
    /// Space and room in its path, as far as there are any.
    var spaceID: String?
    var roomID: String?
    /// Whether the step ends with it, so that the step's checks apply to its answer.
    var isLast = true
    /// The statuses whose answers are read on.
    var readable: ClosedRange<Int16> = 200...299
    /// Whether the step goes on with another request where the answer leads elsewhere.
    var followsRedirects = false
    /// Statuses that are answers too, though there is nothing to read in them.
    var accepted: [Int16] = []

    init(_ endpoint: Endpoint, _ request: HTTPRequest) {
        self.request = request
        self.endpoint = endpoint.rawValue
        platform = endpoint
    }

    init(name: String, _ request: HTTPRequest) {
        self.request = request
        endpoint = name
    }
}

extension Participant {
    /// Makes a request and takes from its answer what `read` takes; makes it again as the step's rules say. Each
    /// attempt is written down, with its failure if `read` threw one.
    /// - Returns: nil if the answer is no success but satisfies the step's checks, or has an accepted status.
    /// - Throws: the failure of the last attempt.
    @inline(never)
    func exchange<Value>(
        _ call: Call, read: (HTTPExchange) throws(Failure) -> Value
    ) async throws(Failure) -> Value? {
        call.request.timeoutMilliseconds = scope.rules.timeoutMilliseconds
        call.request.wantedHeaders = scope.rules.checkedHeaders
        var attempt: Int16 = 1
        while true {
            let exchange = await session.perform(call.request)
            switch take(exchange, call, attempt: attempt, read) {
            case .success(let value): return value
            case .failure(let failure):
                guard let retry = retry(after: failure, attempt) else { throw failure }
                try await wait(retry, afterAttempt: attempt, exchange)
            }
            attempt += 1
        }
    }

    /// What an answer comes to, written down. Apart from `exchange`, so that none of its values lie in the suspended
    /// task: kept out of line for the same reason.
    @inline(never)
    private func take<Value>(
        _ exchange: HTTPExchange, _ call: Call, attempt: Int16, _ read: (HTTPExchange) throws(Failure) -> Value
    ) -> Result<Value?, Failure> {
        var value: Value?
        var failure = judge(exchange, call)
        if failure == nil, let status = exchange.status, call.readable.contains(status) {
            do throws(Failure) {
                value = try read(exchange)
            } catch {
                failure = error
                failure?.status = Int(status)
            }
        }
        if let found = failure { failure?.diagnosis = diagnose(found, exchange, call) }
        record(exchange, call, attempt: attempt, failure)
        if let failure { return .failure(failure) }
        return .success(value)
    }

    /// The step's rule for another attempt, where it wants one.
    private func retry(after failure: Failure, _ attempt: Int16) -> RetryPlan? {
        guard failure.kind != .cancelled, let retry = scope.rules.retry, Int(attempt) < retry.attempts,
            retry.covers(failure)
        else { return nil }
        return retry
    }

    private func record(_ exchange: HTTPExchange, _ call: Call, attempt: Int16, _ failure: Failure?) {
        place.recorder.record(
            RequestSample(
                participant: identity.index, step: scope.index, endpoint: call.endpoint, attempt: attempt,
                firstBehindGate: scope.gate, intended: scope.intended, figures: exchange.figures, failure: failure))
        scope.gate = 0
        if scope.firstStarted == nil { scope.firstStarted = exchange.started }
        scope.lastFinished = exchange.finished
        scope.intended = exchange.finished
    }

    /// Whether an answer, or its absence, is a failure by itself.
    private func judge(_ exchange: HTTPExchange, _ call: Call) -> Failure? {
        if let failure = exchange.failure { return failure }
        guard let status = exchange.status else {
            return Failure(kind: .protocol, detail: "an answer without a status")
        }
        let leadsOn = call.followsRedirects && (300..<400).contains(status) && exchange.location != nil
        if !scope.rules.checks.isEmpty, call.isLast && !leadsOn || status >= 400 {
            return failedCheck(exchange, status)
        }
        if status >= 400 {
            return call.accepted.contains(status)
                ? nil : Failure(kind: .status, status: Int(status), detail: refusal(exchange, status))
        }
        if call.readable.contains(status) { return nil }
        guard let location = exchange.location else {
            return Failure(kind: .protocol, status: Int(status), detail: "status \(status) is no answer to this")
        }
        return Failure(
            kind: .redirects, status: Int(status),
            detail: "redirected to \(shownTarget(location, of: call)), which this request does not follow")
    }

    private func failedCheck(_ exchange: HTTPExchange, _ status: Int16) -> Failure? {
        let answer = CheckedAnswer(
            status: Int(status), body: exchange.body,
            milliseconds: Double(exchange.finished.nanoseconds(since: scope.intended)) / 1e6,
            headers: exchange.headers, cookie: { self.session.cookie($0) })
        for check in scope.rules.checks {
            if let detail = check.failure(of: answer, identity: identity) {
                return Failure(kind: .check, status: Int(status), detail: detail)
            }
        }
        return nil
    }

    /// Waits before another attempt: the backoff, doubled each time and drawn between half and the whole, or what the
    /// answer's Retry-After asks for where that is longer.
    @inline(never)
    private func wait(
        _ retry: RetryPlan, afterAttempt attempt: Int16, _ exchange: HTTPExchange
    ) async throws(Failure) {
        let doubled = Double(retry.backoff.wholeNanoseconds) * Double(1 << min(Int(attempt) - 1, 20))
        var nanoseconds = Double.random(in: 0.5...1, using: &random) * doubled
        if retry.honourRetryAfter, let asked = exchange.retryAfterSeconds {
            nanoseconds = max(nanoseconds, Double(asked) * 1e9)
        }
        let until = exchange.finished.advanced(byNanoseconds: Int64(min(nanoseconds, 3.6e12)))
        do {
            try await place.loop.sleep(until: until)
        } catch {
            throw Failure(kind: .cancelled, detail: "the run ended before another attempt")
        }
        scope.intended = until
    }
}

extension RetryPlan {
    /// Whether a failure is worth another attempt.
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
