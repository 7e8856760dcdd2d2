// The one place where steps make requests: perform, judge, follow redirects, extract, record, and retry if the scenario
// says so. It knows nothing of the platform.
import Addresses
import EventLoops
import Measuring
import Scenarios
import Transport

extension Participant {
    /// Makes a request and returns what `read` extracts from its response. Follows redirects as far as the call allows,
    /// and repeats the request as the step's rules say. Each request is recorded, together with its failure if `read`
    /// threw one.
    /// - Returns: nil if the response is not a success but satisfies the step's checks, or has an accepted status.
    /// - Throws: the failure of the last attempt.
    @inline(never)
    func exchange<Value>(
        _ call: Call, read: (HTTPExchange) throws(Failure) -> Value
    ) async throws(Failure) -> Value? {
        call.request.timeoutMilliseconds = scope.rules.timeoutMilliseconds
        if !scope.rules.checkedHeaders.isEmpty { call.request.wantedHeaders += scope.rules.checkedHeaders }
        if place.observer != nil { call.request.keepsWire = true }
        while true {
            let isCounted = place.budget != nil && scope.index.rawValue >= 0
            if isCounted { try await place.takeRequest { endHold(.limited, keeps: true) } }
            if let trace = journey.trace { mark(call, trace) }
            if hold != nil { try await prime(call) }
            let exchange = await session.perform(call.request)
            if call.request.hold != nil { released(exchange, call) }
            if exchange.sent != nil { call.isSent = true }
            if isCounted { place.requestEnded(wasMade: exchange.figures.mayHaveBeenSeen(failure: exchange.failure)) }
            if exchange.body.count > BodyReading.mostOnLoop { await readElsewhere(exchange, call) }
            switch take(exchange, call, read) {
            case .passed(let value): return value
            case .again: continue
            case .failed(let failure):
                if replays(exchange, call) { continue }
                guard let retry = retry(after: failure, call.attempt) else { throw failure }
                try await wait(retry, afterAttempt: call.attempt, exchange, failure)
                call.triesAgain()
            }
        }
    }

    /// Gives the next request a span of its own. Out of line, so that the suspended task keeps nothing of it.
    @inline(never)
    private func mark(_ call: Call, _ trace: TraceContext) {
        let number: UInt32
        if identity.index > 0 {
            requestCount += 1
            number = requestCount
        } else {
            place.recorder.hostRequestCount += 1
            number = place.recorder.hostRequestCount
        }
        call.carry(HeaderLines.traceParent(trace.parent(participant: identity.index, request: number)))
    }

    private enum Taken<Value> {
        /// The exchange is over. Nil: there is nothing to read in the response.
        case passed(Value?)
        case failed(Failure)
        /// The call must make another request at once.
        case again
    }

    /// Evaluates and records a response. Separate from `exchange` and out of line, so that none of its values stay in
    /// the suspended task.
    @inline(never)
    private func take<Value>(
        _ exchange: HTTPExchange, _ call: Call, _ read: (HTTPExchange) throws(Failure) -> Value
    ) -> Taken<Value> {
        defer { call.forgetResponse() }
        call.received(exchange, self)
        var value: Value?
        var next: HTTPRequest?
        var failure: Failure?
        switch judge(exchange, call) {
        case .failed(let found): failure = found
        case .moved(let request): next = request
        case .nothing: break
        case .answered:
            do throws(Failure) {
                value = try read(exchange)
            } catch {
                failure = error
                failure?.status = exchange.status.map(Int.init)
            }
        }
        if let found = failure, let end = exchange.endedEarly { failure = end.blaming(found) }
        if let found = failure {
            var context = call.context(of: found, exchange, self)
            context.attemptsUsed = attemptsUsed(by: found, call.attempt)
            failure?.diagnosis = Diagnosis(of: context)
        }
        if let observer = place.observer {
            tell(observer, of: exchange, call, failure, isAnswered: value != nil || failure?.kind == .extract)
        }
        record(exchange, call, failure)
        if let failure { return .failed(failure) }
        guard let next else { return .passed(value) }
        if let url = next.url, scope.redirects.count < StepScope.mostRedirects { scope.redirects.append(url) }
        call.follows(next)
        return .again
    }

    /// Whether to repeat the same request at once, as browsers do: its kept-alive connection closed before the first
    /// byte of the response. If so, the call is prepared for that, with a new connection.
    @inline(never)
    private func replays(_ exchange: HTTPExchange, _ call: Call) -> Bool {
        guard isToBeReplayed(exchange, call) else { return false }
        call.isReplay = true
        call.request.needsFreshConnection = true
        return true
    }

    private func isToBeReplayed(_ exchange: HTTPExchange, _ call: Call) -> Bool {
        exchange.diedUnanswered && !call.isReplay && journey.replays && !Task.isCancelled
    }

    private func record(_ exchange: HTTPExchange, _ call: Call, _ failure: Failure?) {
        // What ended before the release says nothing about its spread. Its replay may still be primed.
        let gate = exchange.endedEarly == nil ? scope.gate : 0
        let sample = RequestSample(
            participant: identity.index, step: scope.index, endpoint: call.endpoint, attempt: call.attempt,
            isReplay: call.isReplay, method: RequestMethod(call.request.method), firstBehindGate: gate,
            server: call.request.url?.hostPort ?? "", intended: scope.intended, figures: exchange.figures,
            failure: failure)
        place.recorder.record(sample)
        if exchange.sent != nil {
            scope.generatorNanoseconds = (scope.generatorNanoseconds ?? 0) + sample.generatorNanoseconds
        }
        if exchange.endedEarly == nil || hold == nil { scope.gate = 0 }
        if scope.firstStarted == nil { scope.firstStarted = exchange.started }
        scope.lastFinished = exchange.answered
        scope.intended = exchange.answered
    }
}

// Behind a primed gate.
extension Participant {
    /// Has the call's next request hold back its last byte until the release. One without a body waits for that, and so
    /// does one for which the release has come already.
    /// - Throws: `.cancelled` if the run ended first.
    @inline(never)
    private func prime(_ call: Call) async throws(Failure) {
        guard let hold else { return }
        let hasBody = call.request.method != "HEAD" && call.request.body?.isEmpty == false
        if hasBody, hold.released == nil {
            call.request.hold = hold
            return
        }
        // A request is made again after the release if its primed connection has died.
        hold.end(hasBody ? .closed : .bodiless)
        self.hold = nil
        call.request.hold = nil
        guard let opening = await hold.wait() else {
            throw Failure(kind: .cancelled, detail: "the run ended before the release")
        }
        wasReleased(at: opening)
    }

    /// Notes how the hold of a request has ended. One that is made again because its connection died is still to be primed.
    @inline(never)
    private func released(_ exchange: HTTPExchange, _ call: Call) {
        if let opening = exchange.released {
            wasReleased(at: opening)
        } else if isToBeReplayed(exchange, call) {
            return
        } else {
            hold?.end(exchange.endedEarly?.cause ?? .failed)
        }
        hold = nil
        call.request.hold = nil
    }

    private func wasReleased(at opening: Moment) {
        schedule.released(at: opening)
        scope.released(at: schedule.next)
    }

    /// Nobody need wait for this participant at a primed gate: it makes no request behind it, or `keeps` its place for a
    /// request that it can perhaps still make.
    func endHold(_ cause: UnprimedCause, keeps: Bool = false) {
        hold?.end(cause)
        if !keeps { hold = nil }
    }
}
