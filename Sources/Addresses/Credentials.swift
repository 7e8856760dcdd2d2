// Which parts of a URL let in whoever holds them: the loader, granted links and `run URL` all ask here.

/// Credentials in URLs, by the name of their field or by their look.
package enum Credentials {
    /// A value of fewer bytes under any other name is not taken for a credential by its look.
    private static let shortestOpaque = 8

    /// The credentials among the fields of a query or a fragment, as written and decoded: the values of fields with such
    /// a name, and under whatever name those that look like a token and not like words.
    package static func values(inFields text: some StringProtocol) -> [String] {
        text.split(whereSeparator: { "?&#".contains($0) }).flatMap { field -> [String] in
            let equals = field.firstIndex(of: "=")
            let value = String(field[(equals.map { field.index(after: $0) } ?? field.startIndex)...])
            let forms = forms(of: value)
            let hasName = equals.map { SecretName.isSecretInURL(field[..<$0]) } ?? false
            return hasName || forms.contains(where: isOpaque) ? forms : []
        }
    }

    /// A value as written, decoded, and decoded as in a form, where a plus sign is a space.
    package static func forms(of value: String) -> [String] {
        guard !value.isEmpty else { return [] }
        let decoded = PercentEncodeSet.decoded(value)
        let inForm = PercentEncodeSet.decoded(value.replacing("+", with: " "))
        var forms = [value]
        for form in [decoded, inForm] where !forms.contains(form) { forms.append(form) }
        return forms
    }

    /// The credentials in a value that may be a link, whole or relative, as pages and APIs give them: those of its fields,
    /// and the segments of its path that may be tokens.
    package static func values(inLink text: String, known: Set<String> = []) -> [String] {
        guard text.contains(where: { "/?#".contains($0) }) else { return [] }
        let start = text.firstRange(of: "://").flatMap { scheme in
            text[scheme.upperBound...].firstIndex(of: "/") ?? text.endIndex
        }
        let target = text[(start ?? text.startIndex)...]
        let path = target.prefix { $0 != "?" && $0 != "#" }
        let segments = path.split(separator: "/").map(String.init).filter { segment in
            path.contains("/") && !known.contains(segment) && !WebURL.readsLikeWords(segment)
        }
        return values(inFields: target.dropFirst(path.count)) + segments.flatMap(forms)
    }

    private static func isOpaque(_ value: String) -> Bool {
        value.utf8.count >= shortestOpaque
            && !value.split(whereSeparator: { " +".contains($0) }).allSatisfy { WebURL.readsLikeWords($0) }
    }
}

extension WebURL {
    /// The credentials of a URL that a server granted, as written and decoded: those of its query, its user information,
    /// and the segments of its path that may be tokens (see ``shownTarget(known:)``).
    package func credentials(known: Set<String> = []) -> [String] {
        let segments = path.split(separator: "/").filter {
            !known.contains(String($0)) && !WebURL.readsLikeWords($0)
        }
        return Credentials.values(inFields: query ?? "") + segments.flatMap { Credentials.forms(of: String($0)) }
            + (userInformation ?? "").split(separator: ":").flatMap { Credentials.forms(of: String($0)) }
    }
}
