// A request together with how its answer is to be taken. Nothing here knows the platform: what a failure means is told by
// a subclass.
import Measuring
import Transport

/// What counts as an answer, as against a status that means something else.
enum ExpectedAnswer: Sendable {
    /// A JSON object.
    case json
    /// A JSON object, or nothing at all.
    case jsonOrNothing
    /// A page.
    case page
    /// Whatever comes with success.
    case anything

    /// Whether an answer with this status is one. Servers differ about 200 and 201; 202 says that nothing has been done
    /// yet.
    func hasStatus(_ status: Int16) -> Bool {
        switch self {
        case .json: status == 200 || status == 201
        case .jsonOrNothing: status == 200 || status == 201 || status == 204
        case .page: status == 200 || status == 201 || status == 203
        case .anything: (200..<300).contains(status)
        }
    }
}

/// A request together with how its answer is to be taken. Made for one exchange and given up with it; a class, so that a
/// suspended participant holds a reference.
class Call {
    /// What is requested next: after a redirect, where that leads.
    var request: HTTPRequest
    /// What the samples call it: in the contract's words, or the step's name.
    let endpoint: String
    /// What counts as an answer.
    let expected: ExpectedAnswer
    /// Whether the step ends with it, so that the step's checks apply to its answer.
    var isLast = true
    /// How many redirects are followed.
    var redirects = 0 { didSet { redirectsLeft = redirects } }
    /// How many of them are still left.
    var redirectsLeft = 0
    /// Statuses from 400 on that are answers too, though there is nothing to read in them.
    var accepted: [Int16] = []
    /// The number of the attempt, from 1.
    var attempt: Int16 = 1
    /// Whether the request is made once more because its connection died unanswered.
    var isReplay = false

    init(_ endpoint: String, _ request: HTTPRequest, expecting expected: ExpectedAnswer) {
        self.endpoint = endpoint
        self.request = request
        self.expected = expected
    }

    /// Another request, or another attempt at it, begins.
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
