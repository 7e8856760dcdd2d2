// Builds the document of a stand-in from the contract's own tables.

import FoundationEssentials
import PlatformContract

extension OpenAPIDocument {
    /// The document of a stand-in.
    ///
    /// - Parameter examples: The ids of the first objects that it creates.
    init(_ examples: DocumentExamples) {
        info = Info(
            title: "The platform's contract, as implemented by the stand-in", version: "1",
            description: """
                The video-meeting platform's API and its room page (docs/platform-contract.md), and what the stand-in \
                tells about itself (docs/stand-in.md). A path answers methods that are not listed for it with 405 and \
                `Allow`. Fields that nobody knows are passed over. Webhooks lead to this machine, or to hosts that the \
                configuration names; others are refused. The header `X-Turnout-Participant`, a whole number, says \
                which participant a request belongs to in `/_truth`.
                """)
        tags = DocumentSection.allCases.map { Tag(name: $0.rawValue, description: $0.summary) }
        paths = [:]
        for call in PlatformCall.allCases {
            paths[call.template, default: [:]][call.method.lowercased()] = Operation(call, examples)
        }
        paths[Truth.path] = Operation.truth
        webhooks = ["event": ["post": .event]]
        components = Components(
            schemas: Dictionary(uniqueKeysWithValues: DescribedBodies.all.map { ($0.schemaName, $0.schema) }),
            securitySchemes: SecurityScheme.all)
    }

    /// The document as JSON.
    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}

extension OpenAPIDocument.Operation {
    fileprivate init(_ call: PlatformCall, _ examples: DocumentExamples) {
        let description = call.description(examples)
        operationId = "\(call)"
        tags = [call.section.rawValue]
        summary = description.summary
        security = OpenAPIDocument.SecurityScheme.alternatives(for: description.access)
        parameters = examples.pathParameters(of: call) + description.query
        requestBody = description.request.map { request in
            OpenAPIDocument.RequestBody(
                content: Dictionary(
                    uniqueKeysWithValues: request.media.map {
                        ($0, OpenAPIDocument.Media(schema: .of(request.body), example: request.example))
                    }))
        }
        responses = description.responses(of: call)
    }

    /// What the stand-in reports about itself.
    fileprivate static let truth: [String: OpenAPIDocument.Operation] = [
        "get": OpenAPIDocument.Operation(
            operationId: "readTruth", tags: [DocumentSection.truth.rawValue], summary: "Read what the stand-in saw",
            security: [], parameters: [], responses: ["200": .success(.body(Truth.self))]),
        "delete": OpenAPIDocument.Operation(
            operationId: "resetTruth", tags: [DocumentSection.truth.rawValue], summary: "Reset what the stand-in saw",
            security: [], parameters: [], responses: ["204": .success(.nothing)]),
    ]

    /// The events that a webhook receives.
    fileprivate static let event = OpenAPIDocument.Operation(
        operationId: "receiveEvent", tags: [DocumentSection.webhooks.rawValue],
        summary: "Receive an event of a room; sent again up to twice if the response is not 2xx",
        security: [], parameters: [],
        requestBody: OpenAPIDocument.RequestBody(
            content: [MediaTypeName.json: OpenAPIDocument.Media(schema: .of(WebhookDelivery.self))]),
        responses: ["2XX": OpenAPIDocument.Response(description: "The event has arrived.")])
}

extension OpenAPIDocument.SecurityScheme {
    private static let bearer = "bearerAuth"
    private static let cookie = "cookieAuth"

    fileprivate static let all = [
        bearer: OpenAPIDocument.SecurityScheme(
            type: "http", description: "A user's or a client's access token (contract section 1).", scheme: "bearer",
            bearerFormat: "JWT"),
        cookie: OpenAPIDocument.SecurityScheme(
            type: "apiKey", description: "The cookie of the room page or of a user's token (contract section 6).",
            in: "cookie", name: CookieName.accessToken),
    ]

    fileprivate static func alternatives(for access: CallDescription.Access) -> [[String: [String]]] {
        switch access {
        case .anyone: []
        case .anyoneOrCookie: [[:], [cookie: []]]
        case .token: [[bearer: []], [cookie: []]]
        }
    }
}
