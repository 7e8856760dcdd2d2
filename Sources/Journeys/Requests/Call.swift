// A request together with how its response is interpreted. Nothing here knows the platform: a subclass says what a
// failure means.
import Measuring
import Scenarios
import Transport

/// What counts as a response to the call, unlike a status that means something else.
enum ExpectedAnswer: Sendable {
    /// A JSON object.
    case json
    /// A JSON object, or no body at all.
    case jsonOrNothing
    /// A page.
    case page
    /// Anything with a success status.
    case anything
    /// Whatever has a status below 400, which is the answer to be read.
    case anyStatus

    /// Whether this status is a response to the call. Servers differ about 200 and 201; 202 means that nothing has been
    /// done yet.
    func hasStatus(_ status: Int16) -> Bool {
        switch self {
        case .json: status == 200 || status == 201
        case .jsonOrNothing: status == 200 || status == 201 || status == 204
        case .page: status == 200 || status == 201 || status == 203
        case .anything: (200..<300).contains(status)
        case .anyStatus: status < 400
        }
    }
}

/// A request together with how its response is interpreted. Made for one exchange and then discarded. A class, so that
/// a suspended participant holds only a reference.
class Call {
    /// The next request; after a redirect, the request to the redirect's target.
    var request: HTTPRequest
    /// Its name in samples: as in the contract, or the step's name.
    let endpoint: String
    /// What counts as a response.
    let expected: ExpectedAnswer
    /// Whether the step ends with it, so that the step's checks apply to its response.
    var isLast = true
    /// How many redirects to follow.
    var redirects = 0 { didSet { redirectsLeft = redirects } }
    /// How many of them are left.
    var redirectsLeft = 0
    /// Statuses of 400 and above that also count as a response, though without anything to read.
    var accepted: [Int16] = []
    /// The number of the attempt, from 1. An attempt follows redirects: the budget of a `retry` is the call's.
    var attempt: Int16 = 1
    /// The request that the call is for, once a redirect was followed; until then it is `request`.
    private var first: HTTPRequest?
    /// What the body of the response says about an error, once that was read.
    private var words: ErrorWords?
    /// What was read of the response, if it is so large that this was not done on the loop.
    private(set) var reading: BodyReading.Result?
    /// Whether any of its requests was sent, at least in part.
    var isSent = false
    /// Whether the request is being repeated because its connection closed without a response.
    var isReplay = false

    init(_ endpoint: String, _ request: consuming HTTPRequest, expecting expected: ExpectedAnswer) {
        self.endpoint = endpoint
        self.request = request
        self.expected = expected
    }

    /// Whether its request is one that a redirect led to.
    var isRedirected: Bool { first != nil }

    /// A value that was taken from an answer, for somebody who watches.
    struct Extracted {
        var name: String
        var text: String
        var isSecret: Bool
        /// Where it stood.
        var source: String
    }

    /// The values that the participant took from the answer, as far as they were there.
    func extracted(by participant: Participant) -> [Extracted] { [] }

    /// Where the value stands that was missing; nil if none was, or if the step says it in other ways.
    var missing: ExtractionPlan.Source? { nil }

    /// The files in the body of its request, for somebody who watches; nil: none.
    var files: SentFiles? { nil }

    /// The names of header lines that a redirect to another origin drops, in lower case.
    var secretHeaders: [String] { ["authorization"] }

    /// Prepares the call for the request that a redirect leads to.
    func follows(_ next: HTTPRequest) {
        if first == nil { first = request }
        request = next
        redirectsLeft -= 1
        endsReplay()
    }

    /// Prepares the call for another attempt, which begins where the first one began.
    func triesAgain() {
        if let first { request = first }
        first = nil
        redirectsLeft = redirects
        attempt += 1
        endsReplay()
    }

    /// Puts a `traceparent` into the next request, in the place of that of the request before. One that the scenario sets
    /// itself stays.
    func carry(_ traceParent: String) {
        guard let place = request.headers.firstIndex(where: HeaderLines.isTraceParent) else {
            return request.headers.append(traceParent)
        }
        guard HeaderLines.areOfOneTrace(request.headers[place], traceParent) else { return }
        request.headers[place] = traceParent
    }

    private func endsReplay() {
        isReplay = false
        request.needsFreshConnection = false
    }

    /// What is searched for in an answer; nil: nothing that takes long.
    var search: BodySearch? { nil }

    /// Called with each response of the call, redirects included, before it is judged.
    func received(_ exchange: HTTPExchange, _ participant: Participant) {}

    /// What the body of a response says about an error, read once a response.
    func errorWords(_ exchange: HTTPExchange) -> ErrorWords {
        if let words { return words }
        let read = ErrorWords(exchange.body)
        words = read
        return read
    }

    /// Keeps what was read of a response's body already.
    func keep(_ words: ErrorWords) { self.words = words }

    /// Keeps what was read of a large response.
    func keep(_ reading: BodyReading.Result) {
        self.reading = reading
        words = reading.errorWords
    }

    /// Forgets the last response.
    func forgetResponse() {
        words = nil
        reading = nil
    }

    /// What is known of a failure of this call, for its diagnosis.
    func context(of failure: Failure, _ exchange: HTTPExchange, _ participant: Participant) -> FailureContext {
        var context = FailureContext(failure, exchange, requested: request.url, proxy: participant.journey.proxy)
        if participant.journey.asksForCompression { context.isCompressed = false }
        if failure.kind == .notAllowed { context.allowedHosts = participant.journey.allowedHosts }
        return context
    }
}
