// Path and query of URLs that need no mending. Targets grant links by the thousand, nearly all of them on an origin that
// is known and in the form in which they are sent.

/// Path and query of a URL on a known origin.
struct PlainTarget {
    let path: String
    /// What stands behind the question mark; nil where there is none.
    let query: String?

    // No escapes in a path: one may hide a dot segment, and libcurl rewrites those of a part that is set alone.
    private static let inPath = (UInt8.min...UInt8.max).map { byte in
        !PercentEncodeSet.path.contains(byte) && byte != UInt8(ascii: "%") && byte != UInt8(ascii: "\\")
    }
    private static let inQuery = (UInt8.min...UInt8.max).map { !PercentEncodeSet.query.contains($0) }

    /// Whether a query is sent as it is written. It may have escapes, if it travels apart.
    static func isPlain(query: String) -> Bool {
        let (bytes, plain) = (query.utf8.span, inQuery.span)
        for place in bytes.indices where !plain[Int(bytes[place])] { return false }
        return true
    }

    /// Nil if the text is not on the origin, or might have to be mended: then it must be parsed.
    init?(of text: String, on origin: String) {
        let (bytes, known) = (text.utf8.span, origin.utf8.span)
        guard bytes.count > known.count, bytes[known.count] == UInt8(ascii: "/") else { return nil }
        for place in known.indices where bytes[place] != known[place] { return nil }
        let slash = known.count
        var mark = slash
        while mark < bytes.count, bytes[mark] != UInt8(ascii: "?") {
            guard PlainTarget.inPath[Int(bytes[mark])] else { return nil }
            // It may begin a dot segment.
            if bytes[mark] == UInt8(ascii: "."), bytes[mark - 1] == UInt8(ascii: "/") { return nil }
            mark += 1
        }
        let plain = PlainTarget.inQuery.span
        // Nor in a query that libcurl gets. A longer one travels apart.
        let mayHaveEscapes = bytes.count - mark - 1 > WebURL.shortestTarget
        for place in mark..<bytes.count {
            guard plain[Int(bytes[place])], mayHaveEscapes || bytes[place] != UInt8(ascii: "%") else { return nil }
        }
        let view = text.utf8
        let (start, end) = (view.index(view.startIndex, offsetBy: slash), view.index(view.startIndex, offsetBy: mark))
        path = String(text[start..<end])
        query = end < view.endIndex ? String(text[view.index(after: end)...]) : nil
    }
}
