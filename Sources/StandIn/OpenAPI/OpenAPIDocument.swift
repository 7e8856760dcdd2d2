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
    /// What the stand-in sends by itself: by name, then by method in lower case.
    var webhooks: [String: [String: Operation]]
    var components: Components

    /// What it is about.
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
        /// Alternatives, each a scheme's name; an empty one: nothing is needed.
        var security: [[String: [String]]]
        var parameters: [Parameter]
        var requestBody: RequestBody?
        /// By status.
        var responses: [String: Response]
    }

    /// A part of the address.
    struct Parameter: Encodable, Sendable {
        /// Where it stands.
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

    /// What is sent.
    struct RequestBody: Encodable, Sendable {
        let required = true
        var content: [String: Media]
    }

    /// What is answered.
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

    /// A header of an answer.
    struct Header: Encodable, Sendable {
        var description: String
        var required: Bool
        var schema: Schema
    }

    /// How an answer leads to the next call.
    struct Link: Encodable, Sendable {
        var operationId: String
        var parameters: [String: String]?
        var requestBody: [String: String]?
    }

    /// What the rest refers to.
    struct Components: Encodable, Sendable {
        var schemas: [String: Schema]
        var securitySchemes: [String: SecurityScheme]
    }

    /// A way to be known.
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
