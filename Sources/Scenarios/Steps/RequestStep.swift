// The step `request`: one request of any kind, to any site.
import Addresses

extension RequestPlan: StepKind {
    package var words: String {
        var words = ["\(method) \(url.written)"]
        if !query.isEmpty { words.append("query \(query.map(\.written).joined(separator: "&"))") }
        if let body { words.append(body.words) }
        if let authentication { words.append(authentication.words) }
        if let http { words.append("HTTP \(http.rawValue)") }
        if follow != EntryPlan.usualFollow {
            words.append(
                follow == 0 ? "follows no redirect" : "follows \(follow) \(follow == 1 ? "redirect" : "redirects")")
        }
        if !extractions.isEmpty { words.append("extracts \(extractions.map(\.name).joined(separator: ", "))") }
        if enters { words.append("counts as entered") }
        return words.joined(separator: ", ")
    }

    package var templates: [Template] {
        var templates = [url] + (query + headers).map(\.value) + (body?.templates ?? [])
        switch authentication {
        case .bearer(let token): templates.append(token)
        case .basic(let user, let password): templates += [user, password]
        case nil: break
        }
        return templates + extractions.compactMap(\.fallback)
    }

    package var contacts: [StepContact] { [.address(url, otherwise: .unknown)] }
    package var needsPlatform: Bool { false }
    package var entersRoom: Bool { enters }
    package var extracts: [String] { extractions.map(\.name) }
}

extension RequestPlan: ReadableStep {
    /// The options that only a request has.
    static let options = [
        "json", "form", "multipart", "body", "headers", "query", "auth", "http", "follow", "extract", "enters",
    ]

    static let section = Section("in request", options + Vocabulary.common, holdsSecrets: true)

    private static let example = "a method and a URL such as GET https://lms.example/login"

    static func read(_ draft: StepDraft, in context: LoadContext) -> StepAction? {
        let options = draft.options
        guard let argument = draft.argument else {
            context.report(
                .missingKey("request", section: "in the step", example: "request: GET https://lms.example/login"),
                at: draft.place)
            return nil
        }
        let line = RequestLine(context: context).read(argument)
        context.warnIfQueryWrittenOut(argument, options.path("request"))
        let body = RequestBodyReader(options: options, context: context)
        let values = FieldReader(context: context)
        let fields = FieldReader(context: context) { SecretName.isSecretInURL($0) }
        let query = options["query"].map { fields.fields($0, options.path("query")) } ?? []
        let headers = options["headers"].map { values.headers($0, options.path("headers")) } ?? []
        let written = body.read()
        let authentication = options["auth"].flatMap { credentials($0, options.path("auth"), in: context) }
        if let node = options["auth"], headers.contains(where: { $0.name.lowercased() == "authorization" }) {
            context.report(.twoAuthorizations, at: node.place)
        }
        let http = options["http"].flatMap { context.word($0, options.path("http"), as: TargetPlan.HTTPChoice.self) }
        let follow = options["follow"].flatMap { EntryPlan.follow($0, options.path("follow"), in: context) }
        let extractions =
            options["extract"].map { ExtractionReader(context: context).read($0, options.path("extract")) } ?? []
        let enters = draft.boolean("enters", in: context) ?? false
        guard let line else { return nil }
        if let body = written, ["GET", "HEAD"].contains(line.method) {
            context.report(.bodyWithoutMethod(line.method), at: body.place)
        }
        return .request(
            RequestPlan(
                method: line.method, url: line.url, query: query, headers: headers, body: written?.body,
                authentication: authentication, http: http, follow: follow ?? EntryPlan.usualFollow,
                extractions: extractions, enters: enters))
    }

    private static func credentials(
        _ node: WrittenNode, _ path: String, in context: LoadContext
    ) -> Authentication? {
        guard let reader = MappingReader(node, Vocabulary.auth, path: path, in: context) else { return nil }
        if reader["bearer"] != nil, let other = reader["basic"] {
            context.report(.oneOf(["bearer", "basic"], section: "in auth"), at: other.place)
            return nil
        }
        if let bearer = reader["bearer"] {
            context.warnIfWrittenOut(bearer, reader.path("bearer"))
            return context.template(bearer, reader.path("bearer"), isSecret: true).map { .bearer($0) }
        }
        // An unknown key was reported, and was meant to be one of them.
        if case .mapping(let entries) = node.content,
            entries.contains(where: { !Vocabulary.auth.keys.contains($0.key) })
        {
            return nil
        }
        guard let basic = reader.required("basic", example: "bearer: \"${token}\"", in: context),
            let inner = MappingReader(basic, Vocabulary.basic, path: reader.path("basic"), in: context)
        else { return nil }
        let user = inner.required("user", example: "user: \"${participant.email}\"", in: context)
            .flatMap { context.template($0, inner.path("user")) }
        let password = inner.required("password", example: "password: \"${participant.password}\"", in: context)
            .flatMap { node -> Template? in
                context.warnIfWrittenOut(node, inner.path("password"))
                return context.template(node, inner.path("password"), isSecret: true)
            }
        guard let user, let password else { return nil }
        // Servers that repeat what they were sent repeat it like this.
        if let pair = BasicCredentials.encoded(user, password) { context.keepSecret(pair) }
        return .basic(user: user, password: password)
    }
}

extension RequestPlan.Field {
    /// The field as a query writes it, secrets hidden.
    var written: String { "\(name)=\(value.written)" }
}

extension RequestPlan.Body {
    fileprivate var words: String {
        switch self {
        case .json: "a JSON body"
        case .form(let fields): "form \(fields.map(\.name).joined(separator: ", "))"
        case .multipart(let parts): "multipart form \(parts.map(\.name).joined(separator: ", "))"
        case .text: "a text as body"
        case .file(let file): "the file \(file.path) as body"
        }
    }

    /// The texts in it.
    package var templates: [Template] {
        switch self {
        case .json(let value): value.templates
        case .form(let fields): fields.map(\.value)
        case .multipart(let parts): parts.compactMap { if case .text(let text) = $0.content { text } else { nil } }
        case .text(let text): [text]
        case .file: []
        }
    }
}

extension RequestPlan.Authentication {
    fileprivate var words: String {
        switch self {
        case .bearer: "with a bearer token"
        case .basic: "with basic authentication"
        }
    }
}
