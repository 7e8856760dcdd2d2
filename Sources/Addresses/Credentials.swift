// Which parts of a URL let in whoever holds them: the loader, granted links and `run URL` all ask here.

/// Credentials in URLs, by the name of their field or by their look.
package enum Credentials {
    /// A value of fewer bytes under any other name is not taken for a credential by its look.
    private static let shortestOpaque = 8

    private static let marks = Array("?&#".utf8)
    private static let blanks = Array(" +".utf8)
    fileprivate static let slash = Array("/".utf8)

    /// The credentials among the fields of a query or a fragment, as written and decoded: the values of fields with such
    /// a name, and under whatever name those that look like a token and not like words.
    package static func values(inFields text: some StringProtocol) -> [String] {
        fields(of: Array(text.utf8), between: marks).flatMap { field -> [String] in
            let equals = field.firstIndex(of: UInt8(ascii: "="))
            let value = Array(field[(equals.map { $0 + 1 } ?? field.startIndex)...])
            let hasName =
                equals.map { SecretName.isSecretInURL(String(decoding: field[..<$0], as: UTF8.self)) } ?? false
            let forms = forms(of: value)
            return hasName || forms.contains(where: isOpaque) ? forms : []
        }
    }

    /// The stretches without these characters, but for empty ones. A redirect may have a very long query, so bytes are
    /// compared and not characters.
    static func fields(of bytes: [UInt8], between separators: [UInt8]) -> [ArraySlice<UInt8>] {
        let isSeparator = separators.reduce(into: [Bool](repeating: false, count: 256)) { $0[Int($1)] = true }
        var fields: [ArraySlice<UInt8>] = []
        var start = 0
        var index = 0
        while index <= bytes.count {
            if index == bytes.count || isSeparator[Int(bytes[index])] {
                if index > start { fields.append(bytes[start..<index]) }
                start = index + 1
            }
            index += 1
        }
        return fields
    }

    /// A value as written, decoded, and decoded as in a form, where a plus sign is a space.
    package static func forms(of value: String) -> [String] { forms(of: Array(value.utf8)) }

    private static func forms(of bytes: [UInt8]) -> [String] {
        guard !bytes.isEmpty else { return [] }
        let value = String(decoding: bytes, as: UTF8.self)
        let hasPlus = PercentEncodeSet.contains(UInt8(ascii: "+"), bytes)
        guard hasPlus || PercentEncodeSet.contains(UInt8(ascii: "%"), bytes) else { return [value] }
        let decoded = PercentEncodeSet.decoded(value)
        let plus = UInt8(ascii: "+")
        let spaced = hasPlus ? String(decoding: bytes.map { $0 == plus ? 0x20 : $0 }, as: UTF8.self) : value
        var forms = [value]
        for form in [decoded, PercentEncodeSet.decoded(spaced)] where !forms.contains(form) { forms.append(form) }
        return forms
    }

    /// The credentials in a value that may be a link, whole or relative, as pages and APIs give them: those of its fields,
    /// and the segments of its path that may be tokens.
    package static func values(inLink text: String, known: Set<String> = []) -> [String] {
        guard text.contains(where: { "/?#".contains($0) }), !isMediaType(text) else { return [] }
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

    /// The top-level media types (https://www.iana.org/assignments/media-types).
    private static let mediaTypes: Set<String> = [
        "application", "audio", "font", "haptics", "image", "message", "model", "multipart", "text", "video",
    ]

    /// Whether a text is a media type, with a charset at most: `text/html; charset=utf-8` looks like a relative link.
    private static func isMediaType(_ text: String) -> Bool {
        let name = text.prefix { $0 != ";" }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, mediaTypes.contains(parts[0].lowercased()) else { return false }
        let parameter = text.dropFirst(name.count + 1).drop { $0 == " " }.lowercased()
        return (parameter.isEmpty || parameter.hasPrefix("charset=") && !parameter.contains { "/?&".contains($0) })
            && !parts[1].isEmpty
            && parts[1].utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func isOpaque(_ value: String) -> Bool {
        value.utf8.count >= shortestOpaque
            && !fields(of: Array(value.utf8), between: blanks).allSatisfy { WebURL.readsLikeWords(bytes: $0) }
    }
}

extension WebURL {
    /// The credentials of a URL that a server granted, as written and decoded: those of its query, its user information,
    /// and the segments of its path that may be tokens (see ``shownTarget(known:)``).
    package func credentials(known: Set<String> = []) -> [String] {
        let segments = Credentials.fields(of: Array(path.utf8), between: Credentials.slash).filter {
            !WebURL.readsLikeWords(bytes: $0)
        }.map { String(decoding: $0, as: UTF8.self) }.filter { !known.contains($0) }
        return Credentials.values(inFields: query ?? "") + segments.flatMap { Credentials.forms(of: $0) }
            + (userInformation ?? "").split(separator: ":").flatMap { Credentials.forms(of: String($0)) }
    }
}
