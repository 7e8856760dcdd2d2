// The OpenAPI document as values, field for field as the specification names them (OpenAPI 3.1.0).

/// A whole document.
struct OpenAPIDocument: Encodable, Sendable {
    /// Where the stand-in serves it.
    static let path = "/openapi.json"

    let openapi = "3.1.0"
    var info: Info
    var tags: [Tag]
    /// By path, then by method in lower case.
    var paths: [String: [String: Operation]]
    /// What the stand-in sends on its own: by name, then by method in lower case.
    var webhooks: [String: [String: Operation]]
    var components: Components

    /// Title and version.
    struct Info: Encodable, Sendable {
        var title: String
        var version: String
        var description: String
    }

    /// A group of operations.
    struct Tag: Encodable, Sendable {
        var name: String
        var description: String
    }

    /// One call.
    struct Operation: Encodable, Sendable {
        var operationId: String
        var tags: [String]
        var summary: String
        /// Alternatives, each the name of a scheme; an empty one means that no credentials are needed.
        var security: [[String: [String]]]
        var parameters: [Parameter]
        var requestBody: RequestBody?
        /// By status.
        var responses: [String: Response]
    }

    /// A parameter of a request.
    struct Parameter: Encodable, Sendable {
        /// Where the parameter is.
        enum Place: String, Encodable, Sendable {
            case path, query
        }

        var name: String
        var `in`: Place
        var required: Bool
        var description: String
        var schema: Schema
        var example: String?
    }

    /// The body of a request.
    struct RequestBody: Encodable, Sendable {
        let required = true
        var content: [String: Media]
    }

    /// A response.
    struct Response: Encodable, Sendable {
        var description: String
        var headers: [String: Header]?
        var content: [String: Media]?
        var links: [String: Link]?
    }

    /// A body in one media type.
    struct Media: Encodable, Sendable {
        var schema: Schema
        var example: Example?
    }

    /// A header of a response.
    struct Header: Encodable, Sendable {
        var description: String
        var required: Bool
        var schema: Schema
    }

    /// How a response leads to the next call.
    struct Link: Encodable, Sendable {
        var operationId: String
        var parameters: [String: String]?
        var requestBody: [String: String]?
    }

    /// What other parts refer to.
    struct Components: Encodable, Sendable {
        var schemas: [String: Schema]
        var securitySchemes: [String: SecurityScheme]
    }

    /// A way to authenticate.
    struct SecurityScheme: Encodable, Sendable {
        var type: String
        var description: String
        var scheme: String?
        var bearerFormat: String?
        var `in`: String?
        var name: String?
    }

    /// A body of the contract, filled in.
    struct Example: Encodable, Sendable {
        private let body: any Encodable & Sendable

        init(_ body: any Encodable & Sendable) { self.body = body }

        func encode(to encoder: any Encoder) throws { try body.encode(to: encoder) }
    }
}
