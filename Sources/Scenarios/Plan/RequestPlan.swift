// A request of any kind, to any site: the step `request` as data.
import Addresses
package import Extracting

/// A request step.
package struct RequestPlan: Hashable, Sendable {
    /// A name with a value to fill in: a header, a field of a query or of a form.
    package struct Field: Hashable, Sendable {
        /// The name.
        package var name: String
        /// The value.
        package var value: Template

        /// Creates a field.
        package init(name: String, value: Template) {
            self.name = name
            self.value = value
        }
    }

    /// A part of a multipart body (RFC 7578).
    package struct Part: Hashable, Sendable {
        /// What a part holds.
        package enum Content: Hashable, Sendable {
            /// A text.
            case text(Template)
            /// A file, read when the scenario was loaded.
            case file(RequestFile)
        }

        /// The field's name.
        package var name: String
        /// What it holds.
        package var content: Content
        /// The file name that is sent; nil: none, or that of the file.
        package var fileName: String?
        /// The media type that is sent; nil: none for a text, `application/octet-stream` for a file.
        package var type: String?

        /// Creates a part.
        package init(name: String, content: Content, fileName: String? = nil, type: String? = nil) {
            self.name = name
            self.content = content
            self.fileName = fileName
            self.type = type
        }
    }

    /// The body.
    package enum Body: Hashable, Sendable {
        /// JSON (RFC 8259).
        case json(JSONTemplate)
        /// A form: `application/x-www-form-urlencoded`.
        case form([Field])
        /// A form with files: `multipart/form-data`.
        case multipart([Part])
        /// A text.
        case text(Template)
        /// A file's bytes.
        case file(RequestFile)
    }

    /// How the request identifies its sender.
    package enum Authentication: Hashable, Sendable {
        /// RFC 6750.
        case bearer(Template)
        /// RFC 7617.
        case basic(user: Template, password: Template)
    }

    /// The method.
    package var method: String
    /// The URL.
    package var url: Template
    /// Fields that are added to the URL's query, encoded.
    package var query: [Field]
    /// Header lines. An empty value removes a header that would be sent otherwise.
    package var headers: [Field]
    /// The body; nil: none.
    package var body: Body?
    /// The credentials.
    package var authentication: Authentication?
    /// The HTTP version; nil: the target's.
    package var http: TargetPlan.HTTPChoice?
    /// How many redirects to follow; 0: a redirect is the answer.
    package var follow: Int
    /// What is taken from the answer.
    package var extractions: [ExtractionPlan]
    /// Whether its success counts as having entered.
    package var enters: Bool

    /// Creates a request.
    package init(
        method: String = "GET", url: Template, query: [Field] = [], headers: [Field] = [], body: Body? = nil,
        authentication: Authentication? = nil, http: TargetPlan.HTTPChoice? = nil,
        follow: Int = EntryPlan.usualFollow, extractions: [ExtractionPlan] = [], enters: Bool = false
    ) {
        self.method = method
        self.url = url
        self.query = query
        self.headers = headers
        self.body = body
        self.authentication = authentication
        self.http = http
        self.follow = follow
        self.extractions = extractions
        self.enters = enters
    }
}

/// A file whose bytes requests send.
package struct RequestFile: Hashable, Sendable {
    /// Its path as the scenario writes it.
    package var path: String
    /// Its bytes.
    package var bytes: [UInt8]
    /// Where it was found: the path by which a command finds it too.
    package var location: String

    /// Creates a file; by default its path is also where it was found.
    package init(path: String, bytes: [UInt8], location: String? = nil) {
        self.path = path
        self.bytes = bytes
        self.location = location ?? path
    }

    /// The last part of its path.
    package var name: String { RequestFile.name(of: path) }

    /// The last part of a path.
    package static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}

/// A JSON value with texts to fill in.
package indirect enum JSONTemplate: Hashable, Sendable {
    /// A member of an object.
    package struct Member: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// Its value.
        package var value: JSONTemplate

        /// Creates a member.
        package init(name: String, value: JSONTemplate) {
            self.name = name
            self.value = value
        }
    }

    case object([Member])
    case array([JSONTemplate])
    case string(Template)
    /// A number, `true`, `false` or `null`, as JSON writes it.
    case literal(String)
    /// A number that must never be written.
    case secret(Secret)

    /// The texts in it.
    package var templates: [Template] {
        switch self {
        case .object(let members): members.flatMap(\.value.templates)
        case .array(let items): items.flatMap(\.templates)
        case .string(let text): [text]
        case .literal, .secret: []
        }
    }
}

/// A value to be taken from an answer.
package struct ExtractionPlan: Hashable, Sendable {
    /// Where it stands.
    package enum Source: Hashable, Sendable {
        /// In a JSON body, at a pointer (RFC 6901).
        case json(JSONPointer)
        /// In a page.
        case html(XPath)
        /// In a header; of several lines, the last.
        case header(String)
        /// In the participant's cookies after the answer.
        case cookie(name: String, host: String?, path: String?)
        /// In the body, what the expression's first group matches.
        case regex(Pattern)
    }

    /// The name under which later steps use it.
    package var name: String
    /// Where it stands.
    package var source: Source
    /// What it is if the answer does not have it; nil: the step fails.
    package var fallback: Template?

    /// Creates an extraction.
    package init(name: String, source: Source, fallback: Template? = nil) {
        self.name = name
        self.source = source
        self.fallback = fallback
    }

    /// Whether its value must never be written.
    package var isSecret: Bool {
        if SecretName.isSecret(name) { return true }
        return switch source {
        case .cookie: true
        case .header(let header): SecretName.isSecret(header)
        case .json, .html, .regex: false
        }
    }
}
