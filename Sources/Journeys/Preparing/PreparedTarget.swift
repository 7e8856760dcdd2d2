// The URL of a `request` step bound to a run.
import Addresses
import Scenarios

/// A URL with the fields of its query.
struct PreparedTarget: Sendable {
    /// A URL that is the same for everybody but for its query.
    private struct Common {
        let url: WebURL
        /// What the URL's own text has behind its question mark; nil if it has none.
        let written: PreparedText?
    }

    private let base: PreparedText
    private let query: PreparedText?
    /// The whole URL, if it is the same for everybody.
    private let constant: WebURL.Reading?
    /// What is the same for everybody, if all of it but the query is.
    private let common: Common?
    /// A URL on the same origin, if that is the same for everybody.
    private let origin: WebURL?

    init(_ plan: RequestPlan, _ names: RunNames) throws(UnknownName) {
        let base = try PreparedText(plan.url, names)
        let query = plan.query.isEmpty ? nil : try PreparedText(form: plan.query, names)
        (self.base, self.query) = (base, query)
        origin = plan.url.knownURL(at: names.origins).flatMap { try? WebURL($0.origin) }
        if let base = base.constant, query == nil || query?.constant != nil {
            constant = WebURL.read(PreparedTarget.join(base, query?.constant))
        } else {
            constant = nil
        }
        common = PreparedTarget.common(base, hasQuery: query != nil)
    }

    private static func common(_ base: PreparedText, hasQuery: Bool) -> Common? {
        guard let (before, behind) = base.split(at: UInt8(ascii: "?")), behind != nil || hasQuery,
            !before.utf8.contains(UInt8(ascii: "#")),
            // A space at the end would be dropped; before a question mark it is a part of the path.
            let url = try? WebURL(before + "?")
        else { return nil }
        return Common(url: url, written: behind)
    }

    /// Where it leads for everybody, as far as that is known.
    var knownOrigin: WebURL? { (try? constant?.get()) ?? origin }

    /// The URL for one participant. A link that a page gave may be relative to the page that the participant is on.
    func url(for values: ParticipantValues, on page: WebURL?) -> WebURL.Reading {
        if let constant { return constant }
        if let common, let url = common.url.replacingQuery(with: wholeQuery(common, values)) { return .success(url) }
        let text = PreparedTarget.join(base.text(for: values), query?.text(for: values))
        guard let origin else {
            let whole = WebURL.read(text)
            guard case .failure(.scheme) = whole, let page, !text.isEmpty else { return whole }
            return WebURL.Reading { () throws(WebURL.Fault) in try page.resolving(text) }
        }
        return WebURL.Reading { () throws(WebURL.Fault) in try WebURL(text, near: origin) }
    }

    /// What stands behind the question mark: what is written there, and then the fields. As in `join`, but that a fragment
    /// makes it one that has to be mended.
    private func wholeQuery(_ common: Common, _ values: ParticipantValues) -> String {
        guard let written = common.written else { return query?.text(for: values) ?? "" }
        guard let query else { return written.text(for: values) }
        return written.text(for: values) + "&" + query.text(for: values)
    }

    private static func join(_ base: String, _ query: String?) -> String {
        guard let query else { return base }
        let base = base.prefix { $0 != "#" }
        return base.contains("?") ? "\(base)&\(query)" : "\(base)?\(query)"
    }
}

extension PreparedText {
    /// Fields as forms and queries write them.
    init(form fields: [RequestPlan.Field], _ names: RunNames) throws(UnknownName) {
        self.init(.form)
        for (place, field) in fields.enumerated() {
            if place > 0 { append(raw: "&") }
            append(text: field.name)
            append(raw: "=")
            try append(field.value, names)
        }
    }
}
