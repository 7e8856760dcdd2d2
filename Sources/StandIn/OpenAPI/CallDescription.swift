// What the document says about one call beyond its method and path.

import PlatformContract

/// A call in words, bodies and statuses.
struct CallDescription: Sendable {
    /// Whom a call lets in.
    enum Access: Sendable {
        /// Everybody.
        case anyone
        /// Everybody, and a browser that is known by its cookie as who it is.
        case anyoneOrCookie
        /// Who has a token, in the header or in the cookie.
        case token
    }

    /// What a request carries.
    struct Request: Sendable {
        /// The type of the body.
        var body: any DescribedBody.Type
        /// A body that the server understands.
        var example: OpenAPIDocument.Example
        /// Media types in which it may come.
        var media = [MediaTypeName.json]

        init<Body: DescribedBody>(_ example: Body, media: [String] = [MediaTypeName.json]) {
            body = Body.self
            self.example = OpenAPIDocument.Example(example)
            self.media = media
        }
    }

    /// What a success answers.
    enum Success: Sendable {
        /// 200 with a JSON body.
        case body(any DescribedBody.Type)
        /// 200 with a page.
        case page
        /// 200 with a text, which is a URL.
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
    /// Further statuses of refusals, with their causes: beside those that follow from an id in the path, from a body, a
    /// query or a token that is needed, and from lack of capacity.
    var refusals: [ErrorResponse.Status: String] = [:]
}
