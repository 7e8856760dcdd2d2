// Error responses and their bodies (contract section 1); for a browser, a page.

import PlatformContract

/// An error status with its body: thrown where the cause is found, turned into a response where the request came in.
struct ErrorResponse: Error, Sendable, Hashable {
    /// The statuses that are used.
    enum Status: Int, Sendable, Hashable {
        case badRequest = 400
        case unauthorized = 401
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case conflict = 409
        case gone = 410
        case contentTooLarge = 413
        case unsupportedMediaType = 415
        case tooManyRequests = 429
        case internalServerError = 500
        case notImplemented = 501
        case badGateway = 502
        case serviceUnavailable = 503

        /// The reason phrase, for the `error` of an API error body.
        var words: String {
            switch self {
            case .badRequest: "Bad Request"
            case .unauthorized: "Unauthorized"
            case .forbidden: "Forbidden"
            case .notFound: "Not Found"
            case .methodNotAllowed: "Method Not Allowed"
            case .conflict: "Conflict"
            case .gone: "Gone"
            case .contentTooLarge: "Payload Too Large"
            case .unsupportedMediaType: "Unsupported Media Type"
            case .tooManyRequests: "Too Many Requests"
            case .internalServerError: "Internal Server Error"
            case .notImplemented: "Not Implemented"
            case .badGateway: "Bad Gateway"
            case .serviceUnavailable: "Service Unavailable"
            }
        }
    }

    /// The shape of the body.
    private enum Body: Sendable, Hashable {
        case api(Status, String)
        case oauth(OAuthErrorCode, String)
        case page(Status, String)
    }

    private var body: Body
    private var retryAfterSeconds: Int?
    private var allow: String?

    /// An error of the API.
    static func api(_ status: Status, _ message: String) -> ErrorResponse {
        ErrorResponse(body: .api(status, message))
    }

    /// An error of the token endpoint.
    static func oauth(_ code: OAuthErrorCode, _ description: String) -> ErrorResponse {
        ErrorResponse(body: .oauth(code, description))
    }

    /// An error of the web client, as a page.
    static func page(_ status: Status, _ message: String) -> ErrorResponse {
        ErrorResponse(body: .page(status, message))
    }

    /// An error for lack of capacity, with a `Retry-After`.
    static func overload(_ status: Status, _ message: String, retryAfterSeconds: Int?) -> ErrorResponse {
        ErrorResponse(body: .api(status, message), retryAfterSeconds: retryAfterSeconds)
    }

    /// 405: the path exists, but for other methods.
    static func method(allowed: [String]) -> ErrorResponse {
        let allow = allowed.joined(separator: ", ")
        return ErrorResponse(
            body: .api(.methodNotAllowed, "This path answers \(allow) only"), allow: allow)
    }

    /// The same error as a page, for a browser.
    var asPage: ErrorResponse {
        guard case .api(let status, let message) = body else { return self }
        var page = self
        page.body = .page(status, message)
        return page
    }

    /// The response.
    var answer: Answer {
        var answer: Answer
        switch body {
        case .api(let status, let message):
            answer = Answer.json {
                $0.field("statusCode", status.rawValue)
                $0.field("error", status.words)
                $0.field("message", message)
            }
            answer.status = status.rawValue
        case .oauth(let code, let description):
            answer = Answer.json {
                $0.field("error", code.rawValue)
                $0.field("error_description", description)
            }
            answer.status = code.status
        case .page(let status, let message):
            answer = Answer(
                status: status.rawValue, media: .html,
                body: Array(ErrorPage.html(status: status.rawValue, title: status.words, message: message).utf8))
        }
        answer.retryAfterSeconds = retryAfterSeconds
        answer.allow = allow
        return answer
    }
}

extension ErrorResponse {
    /// A missing, malformed, expired or foreign token.
    static let unauthorized = ErrorResponse.api(.unauthorized, "Unauthorized")
    /// A client token where a user token is needed.
    static let forbiddenForUser = ErrorResponse.api(.forbidden, PlatformMessage.forbiddenForUser)
    /// The platform has no such path.
    static let noSuchPath = ErrorResponse.api(.notFound, "No such path")
    /// A body beyond the limit.
    static let bodyTooLarge = ErrorResponse.api(.contentTooLarge, "The body is too large")
}

/// Writes the page of an error.
enum ErrorPage {
    /// The page.
    static func html(status: Int, title: String, message: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>\(status) \(HTMLText.escaped(title))</title></head>
        <body><main id="refusal" data-status="\(status)"><h1>\(HTMLText.escaped(title))</h1><p>\(HTMLText.escaped(message))</p></main></body>
        </html>

        """
    }
}
