// A request together with how its response is interpreted. Nothing here knows the platform: a subclass says what a
// failure means.
import Measuring
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

    /// Whether this status is a response to the call. Servers differ about 200 and 201; 202 means that nothing has been
    /// done yet.
    func hasStatus(_ status: Int16) -> Bool {
        switch self {
        case .json: status == 200 || status == 201
        case .jsonOrNothing: status == 200 || status == 201 || status == 204
        case .page: status == 200 || status == 201 || status == 203
        case .anything: (200..<300).contains(status)
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
    /// The number of the attempt, from 1.
    var attempt: Int16 = 1
    /// Whether the request is being repeated because its connection closed without a response.
    var isReplay = false

    init(_ endpoint: String, _ request: HTTPRequest, expecting expected: ExpectedAnswer) {
        self.endpoint = endpoint
        self.request = request
        self.expected = expected
    }

    /// Resets the call for another request, or for another attempt at the same one.
    func startsAnew(attempt: Int16) {
        self.attempt = attempt
        isReplay = false
        request.needsFreshConnection = false
    }

    /// What is known of a failure of this call, for its diagnosis.
    func context(of failure: Failure, _ exchange: HTTPExchange, _ participant: Participant) -> FailureContext {
        FailureContext(failure, exchange, requested: request.url)
    }
}
