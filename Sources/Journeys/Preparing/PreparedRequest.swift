// A `request` step bound to a run: URL, header lines and body with nothing left to parse or look up.
import Addresses
import EventLoops
import Extracting
import Measuring
import Scenarios
import Transport

/// A request that any number of participants can make.
final class PreparedRequest: PreparedStep {
    /// A header line: the same for everybody, or with values to fill in.
    private enum Line {
        case constant(String)
        case text(PreparedText)
        /// Basic authentication (RFC 7617): user and password.
        case basic(PreparedText, PreparedText)

        init(_ text: PreparedText) {
            self = text.constant.map { .constant($0) } ?? .text(text)
        }

        func written(for values: ParticipantValues) -> String {
            switch self {
            case .constant(let line): return line
            case .text(let text): return text.text(for: values)
            case .basic(let user, let password):
                return "Authorization: Basic \(Line.pair(user, password, values))"
            }
        }

        /// The credentials as they are sent; nil if there are none in this form.
        func encodedCredentials(for values: ParticipantValues) -> String? {
            guard case .basic(let user, let password) = self else { return nil }
            return Line.pair(user, password, values)
        }

        private static func pair(_ user: PreparedText, _ password: PreparedText, _ values: ParticipantValues) -> String
        {
            BasicCredentials.encoded(user.bytes(for: values) + [UInt8(ascii: ":")] + password.bytes(for: values))
        }
    }

    /// The step's name, which its requests carry in the samples.
    let name: String
    let method: String
    private let address: PreparedTarget
    /// The lines, if they are the same for everybody.
    private let constantLines: [String]?
    private let lines: [Line]
    private let body: PreparedText?
    /// A body that is the same for everybody.
    private let constantBody: [UInt8]?
    private let version: TransportSettings.Version?
    let redirects: Int
    let extractions: PreparedExtractions
    let enters: Bool
    /// Whether it tells where it comes from, as browsers do for everything but GET and HEAD; unless a header does.
    private let sendsOrigin: Bool
    private let sendsReferer: Bool
    /// The line `Origin` of those who are on no page, if the target's origin is the same for everybody.
    private let ownOrigin: String?
    /// The names of header lines with secrets, in lower case: they are not sent to another origin.
    let secretHeaders: [String]
    /// The files in its body.
    let files: SentFiles?
    /// Whether the answer may be a page: unless something in the step says that it is JSON.
    private let mayBePage: Bool
    /// Whether the body has a secret in it that no step extracted, as that of a log-in has.
    let sendsSecret: Bool

    init(name: String, _ plan: RequestPlan, _ names: RunNames) throws(UnknownName) {
        self.name = name
        method = plan.method
        address = try PreparedTarget(plan, names)
        let body = try plan.body.map { (body) throws(UnknownName) in try PreparedBody(body, names) }
        self.body = body?.text
        constantBody = body?.text.constantBytes
        var lines: [Line] = []
        var written: Set<String> = []
        var secrets: Set = ["authorization", "cookie", "proxy-authorization"]
        for header in plan.headers {
            written.insert(header.name.lowercased())
            let isSecret = header.value.isSecret || header.value.names.contains(where: names.secret.contains)
            if isSecret || SecretName.isSecret(header.name) { secrets.insert(header.name.lowercased()) }
            var text = PreparedText(.plain)
            text.append(raw: header.value.segments.isEmpty ? "\(header.name):" : "\(header.name): ")
            try text.append(header.value, names)
            lines.append(Line(text))
        }
        if let type = body?.type, !written.contains("content-type") { lines.append(.constant("Content-Type: \(type)")) }
        switch plan.authentication {
        case .bearer(let token):
            var text = PreparedText(.plain)
            text.append(raw: "Authorization: Bearer ")
            try text.append(token, names)
            lines.append(Line(text))
        case .basic(let user, let password):
            let line = Line.basic(try PreparedText(user, names), try PreparedText(password, names))
            lines.append(line)
        case nil: break
        }
        self.lines = lines
        let constants = lines.compactMap { if case .constant(let line) = $0 { line } else { nil } }
        constantLines = constants.count == lines.count ? constants : nil
        version =
            switch plan.http {
            case .auto: .auto
            case .http1_1: .http1_1
            case .http2: .http2
            case nil: nil
            }
        redirects = plan.follow
        extractions = try PreparedExtractions(plan.extractions, names)
        enters = plan.enters
        let changes = !["GET", "HEAD"].contains(plan.method)
        sendsOrigin = changes && !written.contains("origin")
        sendsReferer = changes && !written.contains("referer")
        ownOrigin = address.knownOrigin.map { Referrer.origin(from: nil, to: $0) }
        secretHeaders = secrets.sorted()
        files = SentFiles(plan.body)
        mayBePage = !plan.speaksJSON
        sendsSecret = plan.body?.templates.contains { $0.hasOwnSecret } ?? false
    }

    /// User names and passwords as the request sends them, in a form of which no value is a part.
    func encodedCredentials(for values: ParticipantValues) -> [String] {
        lines.compactMap { $0.encodedCredentials(for: values) }
    }

    func walk(_ participant: Participant) async throws(Failure) { try await participant.request(self) }

    /// The request of one participant who is on a page; nil: on none yet.
    func request(for values: ParticipantValues, from page: WebURL?) -> HTTPRequest {
        var headers: [String] = []
        headers.reserveCapacity(lines.count + 2)
        if let constantLines {
            headers += constantLines
        } else {
            for line in lines { headers.append(line.written(for: values)) }
        }
        let url = address.url(for: values, on: page)
        if sendsOrigin || sendsReferer, case .success(let target) = url {
            if sendsOrigin {
                headers.append((page == nil ? ownOrigin : nil) ?? Referrer.origin(from: page, to: target))
            }
            if sendsReferer, let line = Referrer.line(from: page, to: target) { headers.append(line) }
        }
        return HTTPRequest(
            method: method, url: url, headers: headers, body: constantBody ?? body?.bytes(for: values),
            isPage: mayBePage, wantedHeaders: extractions.wantedHeaders, version: version)
    }
}

extension RequestPlan {
    /// Whether the step sends JSON, takes values out of JSON, or asks for it: its answer will hardly be a page.
    fileprivate var speaksJSON: Bool {
        if case .json? = body { return true }
        return extractions.contains { if case .json = $0.source { true } else { false } }
            || headers.contains { header in
                header.name.lowercased() == "accept"
                    && header.value.segments.contains {
                        if case .literal(let text) = $0 { text.lowercased().contains("json") } else { false }
                    }
            }
    }
}

extension Template {
    /// Whether there is a secret in it that no step extracted.
    fileprivate var hasOwnSecret: Bool {
        segments.contains { segment in
            switch segment {
            case .literal, .name(.value, _): false
            case .secret: true
            case .name(let name, _): name.isSecret
            }
        }
    }
}
