// What the document says about one call beyond its method and path.

import PlatformContract

/// A call's description: texts, bodies and statuses.
struct CallDescription: Sendable {
    /// Who may make a call.
    enum Access: Sendable {
        /// Everybody.
        case anyone
        /// Everybody; a browser is identified by its cookie, if it sends one.
        case anyoneOrCookie
        /// Anyone with a token, in the header or in the cookie.
        case token
    }

    /// The body of a request.
    struct Request: Sendable {
        /// The type of the body.
        var body: any DescribedBody.Type
        /// A body that the server accepts.
        var example: OpenAPIDocument.Example
        /// The media types that the server accepts.
        var media = [MediaTypeName.json]

        init<Body: DescribedBody>(_ example: Body, media: [String] = [MediaTypeName.json]) {
            body = Body.self
            self.example = OpenAPIDocument.Example(example)
            self.media = media
        }
    }

    /// The response to a successful call.
    enum Success: Sendable {
        /// 200 with a JSON body.
        case body(any DescribedBody.Type)
        /// 200 with a page.
        case page
        /// 200 with a text that is a URL.
        case url
        /// 204.
        case nothing
    }

    /// What the call does.
    var summary: String
    var access = Access.token
    var query: [OpenAPIDocument.Parameter] = []
    var request: Request?
    var success: Success
    /// Whether a success sets the cookies of contract section 6.
    var setsCookies = false
    /// Further error statuses and their causes, in addition to those that follow from an id in the path, from a body, a
    /// query or a token, and from lack of capacity.
    var refusals: [ErrorResponse.Status: String] = [:]
}
