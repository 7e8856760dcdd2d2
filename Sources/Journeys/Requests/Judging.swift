// Whether a response is a success: the rule about statuses, the scenario's checks, and what the body says.
import Addresses
import Extracting
import Measuring
import Scenarios
import Transport

/// The judgement on a response, or on its absence.
enum Judgement {
    case failed(Failure)
    /// A redirect to follow, with the next request.
    case moved(HTTPRequest)
    /// A response to read.
    case answered
    /// Neither a response to read nor a failure.
    case nothing
}

extension Participant {
    /// Judges an exchange. A status of 400 or above, and any status that is not a response to this call, is a failure.
    /// A check on `status` replaces that rule; no other check does.
    func judge(_ exchange: HTTPExchange, _ call: Call) -> Judgement {
        if var failure = exchange.failure {
            // libcurl may repeat what it could not read of the response.
            if failure.kind == .protocol { failure.detail = hidingSecrets(in: failure.detail) }
            return .failed(failure)
        }
        guard let status = exchange.status else {
            return .failed(Failure(kind: .protocol, detail: "a response without a status"))
        }
        let rules = scope.rules
        let isExpected = call.expected.hasStatus(status)
        if let location = location(in: exchange, status, call) { return follow(status, location, call) }
        if rules.checksStatus, call.isLast || !isExpected {
            if let failure = failedCheck(exchange, status, call) { return .failed(failure) }
            guard (200..<300).contains(status) || call.expected == .anyStatus else { return .nothing }
        } else {
            if status >= 400 {
                if call.accepted.contains(status) { return .nothing }
                let page = call.expected == .anyStatus ? exchange.body : nil
                let detail = refusal(call.errorWords(exchange), status, page: page)
                return .failed(Failure(kind: .status, status: Int(status), detail: detail))
            }
            guard isExpected else {
                let detail =
                    Redirect.statuses.contains(status) && exchange.location == nil
                    ? "status \(status) without a Location header"
                    : "answered with status \(status), which is not a response to this request"
                return .failed(Failure(kind: .protocol, status: Int(status), detail: detail))
            }
        }
        if let failure = bodyFailure(exchange, status, call) { return .failed(failure) }
        if !rules.checksStatus, !rules.checks.isEmpty, call.isLast, let failure = failedCheck(exchange, status, call) {
            return .failed(failure)
        }
        return .answered
    }

    /// Reads a large answer on another thread, as far as it will be read at all, before it is judged.
    @inline(never)
    func readElsewhere(_ exchange: HTTPExchange, _ call: Call) async {
        let reading = reading(of: exchange, call)
        guard reading.isNeeded else { return }
        call.keep(
            await reading.resultElsewhere(
                of: exchange.body, contentType: exchange.headers[PreparedExtractions.contentType]))
    }

    /// What `judge`, and then the step, will read of an answer.
    private func reading(of exchange: HTTPExchange, _ call: Call) -> BodyReading {
        var reading = BodyReading()
        guard exchange.failure == nil, let status = exchange.status, location(in: exchange, status, call) == nil else {
            return reading
        }
        let rules = scope.rules
        let isExpected = call.expected.hasStatus(status)
        let isJudgedByChecks = rules.checksStatus && (call.isLast || !isExpected)
        guard isJudgedByChecks || isExpected else {
            reading.wantsErrorWords = status >= 400 && !call.accepted.contains(status)
            return reading
        }
        if isJudgedByChecks || !rules.checksStatus && call.isLast {
            let answer = checked(exchange, status, at: call.request.url)
            for check in rules.checks {
                let question = check.bodyQuestion(for: values)
                // Nothing behind it is read.
                if question == nil, check.fault(of: answer, values: values) != nil { return reading }
                reading.questions.append(question)
            }
        }
        reading.search = call.search
        return reading
    }

    /// Where a redirect leads that is to be followed; nil if the response is none.
    private func location(in exchange: HTTPExchange, _ status: Int16, _ call: Call) -> String? {
        guard Redirect.statuses.contains(status), let location = exchange.location,
            call.redirectsLeft > 0 || !(scope.rules.checksStatus && call.isLast) || call.expected == .anyStatus,
            call.redirects > 0 || call.expected != .anyStatus
        else { return nil }
        return location
    }

    private func follow(_ status: Int16, _ location: String, _ call: Call) -> Judgement {
        func failed(_ detail: String) -> Judgement {
            .failed(Failure(kind: .redirects, status: Int(status), detail: detail))
        }
        let target: WebURL
        do throws(WebURL.Fault) {
            target = try call.request.destination.get().resolving(location)
        } catch {
            return failed("redirected to an invalid URL: \(error.expectation) is needed")
        }
        guard call.redirectsLeft > 0 else {
            let room = journey.provisionedRoom
            let known = [room.spaceID, room.roomID, room.roomAlias].compactMap { $0 }
            let shown = hidingSecrets(in: target.shownTarget(known: Set(known)))
            return failed(
                call.redirects == 0
                    ? "redirected to \(shown), which this request does not follow"
                    : "more than \(call.redirects) redirects, the last one to \(shown)")
        }
        return .moved(Redirect.next(after: call.request, status, to: target, secretHeaders: call.secretHeaders))
    }

    private func checked(_ exchange: HTTPExchange, _ status: Int16, at url: WebURL?) -> CheckedAnswer {
        CheckedAnswer(
            status: Int(status), body: exchange.body,
            milliseconds: Double(exchange.answered.nanoseconds(since: scope.intended)) / 1e6,
            headers: exchange.headers, contentType: exchange.headers[PreparedExtractions.contentType],
            cookie: { self.cookieValue($0, sentTo: url) })
    }

    /// What the check examines that does not hold, as its failure's detail says.
    func failedSubject(_ exchange: HTTPExchange, at url: WebURL?, detail: String) -> Check.Subject? {
        guard let status = exchange.status else { return nil }
        let answer = checked(exchange, status, at: url)
        return scope.rules.checks.first { $0.fault(of: answer, values: values)?.detail == detail }?.subject
    }

    /// The value of a cookie that the participant holds: of several with one name, of the one that goes back to this URL.
    private func cookieValue(_ name: String, sentTo url: WebURL?) -> String? {
        let stored = session.cookie(name, host: nil, path: nil)
        guard stored.count > 1, let url else { return stored.first?.value }
        return (stored.first { $0.isSent(to: url) } ?? stored[0]).value
    }

    private func failedCheck(_ exchange: HTTPExchange, _ status: Int16, _ call: Call) -> Failure? {
        let answer = checked(exchange, status, at: call.request.url)
        for (place, check) in scope.rules.checks.enumerated() {
            let known = call.reading.flatMap { $0.verdicts.indices.contains(place) ? $0.verdicts[place] : nil }
            if let fault = check.fault(of: answer, values: values, known: known) {
                return Failure(kind: fault.kind, status: Int(status), detail: fault.detail)
            }
        }
        return nil
    }

    /// An error in the body of a success response.
    private func bodyFailure(_ exchange: HTTPExchange, _ status: Int16, _ call: Call) -> Failure? {
        let expected = call.expected
        switch expected {
        case .page, .anything, .anyStatus: return nil
        case .jsonOrNothing where exchange.body.isEmpty: return nil
        case .json, .jsonOrNothing: break
        }
        do throws(JSONFault) {
            // The code that reads a value from it examines the rest.
            let first = JSONScan.firstByte(exchange.body)
            if first != UInt8(ascii: "{") && first != UInt8(ascii: "[") || expected == .jsonOrNothing {
                try JSONScan.check(exchange.body)
            }
            guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
                return Failure(kind: .protocol, status: Int(status), detail: "the response is JSON, but not an object")
            }
            if let error = try ErrorWords.inSuccess(exchange.body) {
                call.keep(error.words)
                return Failure(
                    kind: error.isError ? .check : .protocol, status: Int(status),
                    detail: "answered with status \(status), but its body says \(hidingSecrets(in: error.text))")
            }
        } catch {
            return Failure(kind: .protocol, status: Int(status), detail: notJSON(exchange, error))
        }
        return nil
    }

    func notJSON(_ exchange: HTTPExchange, _ fault: JSONFault) -> String {
        if exchange.body.isEmpty { return "the response is empty instead of JSON" }
        if ContentCoding.isCompressed(exchange.body) {
            return journey.asksForCompression
                ? "the response is compressed, and its Content-Encoding does not say so"
                : "the response is compressed, which was not requested"
        }
        guard JSONScan.firstByte(exchange.body) == UInt8(ascii: "<") else { return "the response is \(fault)" }
        let title = shownTitle(of: exchange.body, limit: 80).map { " (“\($0)”)" } ?? ""
        return "the response is a page\(title) instead of JSON"
    }
}

/// Content codings by the first bytes of a body.
enum ContentCoding {
    /// Whether a body is compressed with gzip or zstd. (Brotli has no mark of its own.)
    static func isCompressed(_ body: [UInt8]) -> Bool {
        body.starts(with: [0x1F, 0x8B]) || body.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
    }
}
