// The responses of the document's operations: statuses, bodies, headers and links.

import PlatformContract

extension CallDescription {
    /// Every response of the call, by status.
    func responses(of call: PlatformCall) -> [String: OpenAPIDocument.Response] {
        var success = OpenAPIDocument.Response.success(success)
        if setsCookies {
            success.headers = [
                "Set-Cookie": OpenAPIDocument.Header(
                    description:
                        "The cookies `accessToken`, `refreshToken` and `trClId` of a user (contract section 6).",
                    required: false, schema: .text())
            ]
        }
        let links = DocumentLink.all.filter { $0.from == call }.map { link in
            (
                "\(link.to)",
                OpenAPIDocument.Link(
                    operationId: "\(link.to)", parameters: link.parameters, requestBody: link.body)
            )
        }
        if !links.isEmpty { success.links = Dictionary(uniqueKeysWithValues: links) }
        var responses = [self.success.status: success]
        for (status, cause) in allRefusals(of: call) {
            responses["\(status.rawValue)"] = .refusal(status, cause, body: body(of: status))
        }
        return responses
    }

    private func allRefusals(of call: PlatformCall) -> [ErrorResponse.Status: String] {
        var causes = refusals
        func add(_ status: ErrorResponse.Status, _ cause: String) { causes[status] = causes[status] ?? cause }
        let hasID = call.parameterNames.contains { $0 != Field.alias }
        switch access {
        case .anyone, .anyoneOrCookie: break
        case .token: add(.unauthorized, "No token, or one that is malformed, expired or foreign.")
        }
        if request != nil {
            add(.badRequest, "A malformed id, body or field; the message names it.")
            add(.contentTooLarge, "The body is too large.")
            add(.unsupportedMediaType, "The body is of another media type.")
        } else if call.method != "GET" {
            add(.badRequest, "A malformed id or field, or a body that claims to be JSON and is not.")
            add(.contentTooLarge, "The body is too large.")
        }
        if hasID {
            add(.badRequest, "A malformed id or field; the message names it.")
            add(.notFound, "An unknown id, or an alias in place of an id.")
        }
        add(.tooManyRequests, "Too many requests.")
        add(.serviceUnavailable, "The platform is overloaded.")
        return causes
    }

    /// The body of an error response.
    private func body(of status: ErrorResponse.Status) -> OpenAPIDocument.ErrorBody {
        switch (self.success, status) {
        case (.page, .unauthorized), (.page, .notFound): .page
        case (.body(is TokenAnswer.Type), .badRequest), (.body(is TokenAnswer.Type), .unauthorized): .oauth
        default: .api
        }
    }
}

extension CallDescription.Success {
    fileprivate var status: String {
        switch self {
        case .body, .page, .url: "200"
        case .nothing: "204"
        }
    }
}

extension OpenAPIDocument {
    /// The shapes of error bodies (contract section 1), and the web client's error page.
    enum ErrorBody {
        case api, oauth, page
    }
}

extension OpenAPIDocument.Response {
    /// A success.
    static func success(_ success: CallDescription.Success) -> Self {
        switch success {
        case .body(let body):
            Self(
                description: "Success.",
                content: [MediaTypeName.json: OpenAPIDocument.Media(schema: .of(body))])
        case .page:
            Self(
                description: "The page, which has space, room and channel in data attributes.",
                content: [MediaTypeName.html: OpenAPIDocument.Media(schema: .text())])
        case .url:
            Self(
                description: "A URL that is valid for a day.",
                content: [MediaTypeName.text: OpenAPIDocument.Media(schema: .text(TextRules(format: "uri")))])
        case .nothing: Self(description: "Success.")
        }
    }

    fileprivate static func refusal(
        _ status: ErrorResponse.Status, _ cause: String, body: OpenAPIDocument.ErrorBody
    ) -> Self {
        let media =
            switch body {
            case .api: [MediaTypeName.json: OpenAPIDocument.Media(schema: .of(APIErrorBody.self))]
            case .oauth: [MediaTypeName.json: OpenAPIDocument.Media(schema: .of(OAuthErrorBody.self))]
            case .page: [MediaTypeName.html: OpenAPIDocument.Media(schema: .text())]
            }
        var response = Self(description: cause, content: media)
        if status == .tooManyRequests || status == .serviceUnavailable {
            response.headers = [
                "Retry-After": OpenAPIDocument.Header(
                    description: "Seconds to wait before another try.", required: true, schema: .count)
            ]
        }
        return response
    }
}
