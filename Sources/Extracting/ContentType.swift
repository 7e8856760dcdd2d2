// The Content-Type header of a response, as far as it says how the body is to be read.

/// A media type (RFC 9110 section 8.3.1).
struct ContentType: Hashable, Sendable {
    /// Type and subtype in lower case; empty if the header has none.
    let media: String
    /// The parameter `charset` as written, without quotes.
    let charset: String?

    /// Reads a header's value. Accepts any text.
    init(_ value: String?) {
        var parts = (value ?? "").split(separator: ";", omittingEmptySubsequences: false)[...]
        media = String((parts.popFirst() ?? "").trimmingSpace()).lowercased()
        charset =
            parts.lazy.compactMap { part -> String? in
                let pair = part.split(separator: "=", maxSplits: 1)
                guard pair.count == 2, pair[0].trimmingSpace().lowercased() == "charset" else { return nil }
                let text = pair[1].trimmingSpace()
                return String(text.first == "\"" ? text.dropFirst().prefix { $0 != "\"" } : text)
            }.first
    }

    /// Whether the body is JSON, which is always UTF-8 (RFC 8259 section 8.1).
    var isJSON: Bool { media == "application/json" || media == "text/json" || media.hasSuffix("+json") }

    /// Whether the body is XML by its type alone.
    var isXML: Bool { media == "application/xml" || media == "text/xml" || media.hasSuffix("+xml") }

    /// Whether the body may be HTML: it says so, or says nothing.
    var mayBeHTML: Bool { media == "text/html" || media == "application/xhtml+xml" || media.isEmpty }
}

extension Substring {
    fileprivate func trimmingSpace() -> Substring {
        drop { $0 == " " || $0 == "\t" }.trimmingEnd()
    }

    private func trimmingEnd() -> Substring {
        var rest = self
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}
