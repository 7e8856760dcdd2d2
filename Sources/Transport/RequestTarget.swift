// Path and query of a URL with a long query, handed to libcurl apart.
//
// libcurl formats a query character by character through its own printf, at about ninety instructions each (7.88), and
// copies a request target that it is given. An access link carries a token of some four hundred characters.

/// The request target (RFC 9112 section 3.2.1) of URLs that are sent as they stand.
enum RequestTarget {
    /// A shorter query is not worth it.
    private static let shortestQuery = 64

    /// Where the target begins in a URL: at its path, which goes to the end with the query. nil where the query is short,
    /// or where libcurl would send something else than what stands there: dot segments, fragments, characters that it
    /// encodes or refuses.
    static func offset(in url: UnsafeBufferPointer<UInt8>) -> Int? {
        var place = 0
        // Past the scheme and its slashes, then to the end of the authority.
        guard unsafe skip(to: "/", in: url, from: &place) else { return nil }
        place += 2
        guard unsafe skip(to: "/", in: url, from: &place) else { return nil }
        let path = place
        guard unsafe skip(to: "?", in: url, from: &place), url.count - place > shortestQuery else { return nil }
        for index in path..<url.count {
            switch unsafe url[index] {
            case UInt8(ascii: "#"), UInt8(ascii: "\\"), 0...0x20, 0x7f...0xff: return nil
            case UInt8(ascii: ".") where unsafe index < place && url[index - 1] == UInt8(ascii: "/"): return nil
            default: continue
            }
        }
        return path
    }

    @unsafe
    private static func skip(to end: Unicode.Scalar, in url: UnsafeBufferPointer<UInt8>, from place: inout Int) -> Bool
    {
        let end = UInt8(ascii: end)
        while place < url.count {
            let byte = unsafe url[place]
            if byte == end { return true }
            // A query or fragment right behind the authority, or before a scheme ends.
            if byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") { return false }
            place += 1
        }
        return false
    }
}
