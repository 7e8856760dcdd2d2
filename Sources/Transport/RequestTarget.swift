// Path and query of a URL with a long query, handed to libcurl apart.
//
// libcurl formats a URL, and its query once more, character by character through its own printf, at about ninety
// instructions each (7.88), and copies a request target that it is given. An access link carries a token of some four
// hundred characters.
import Glibc

/// The request target (RFC 9112 section 3.2.1) within a URL that is sent as it stands: from `path` to the end. libcurl
/// needs of the URL what comes before `query`.
struct RequestTarget {
    /// Where the path begins.
    var path: Int
    /// Where the query's question mark stands.
    var query: Int

    /// A shorter query is not worth it.
    private static let shortestQuery = 64

    /// The target of a URL. nil where the query is short, or where libcurl would send something else than what stands
    /// there: dot segments, fragments, characters that it encodes or refuses.
    init?(in url: UnsafeBufferPointer<UInt8>) {
        guard let query = unsafe Self.place(of: "?", in: url, from: 0), url.count - query > Self.shortestQuery,
            let scheme = unsafe Self.place(of: "/", in: url, from: 0),
            let path = unsafe Self.place(of: "/", in: url, from: scheme + 2), path < query,
            unsafe Self.standsAsIs(url, from: scheme + 2)
        else { return nil }
        for index in path..<query where unsafe url[index] == UInt8(ascii: "/") && url[index + 1] == UInt8(ascii: ".") {
            return nil
        }
        self.path = path
        self.query = query
    }

    @unsafe
    private static func place(of byte: Unicode.Scalar, in url: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard start < url.count, let base = url.baseAddress else { return nil }
        let found = unsafe memchr(base + start, Int32(UInt8(ascii: byte)), url.count - start)
        return unsafe found.map { unsafe UnsafeRawPointer($0) - UnsafeRawPointer(base) }
    }

    /// Whether all of it from `start` on is printable ASCII without `#` and `\`. Eight bytes at a time.
    @unsafe
    private static func standsAsIs(_ url: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        let raw = UnsafeRawBufferPointer(url)
        let ones: UInt64 = 0x0101_0101_0101_0101
        var at = start
        while at + 8 <= raw.count {
            let word = unsafe raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            // A byte's top bit is set where it is beyond ASCII, below 0x21, DEL, a number sign or a backslash; a borrow
            // marks no byte unless one below it is marked by right.
            let delete = word ^ (ones &* 0x7F)
            let number = word ^ (ones &* 0x23)
            let backslash = word ^ (ones &* 0x5C)
            let marks =
                word | (word &- (ones &* 0x21)) | (delete &- ones) | (number &- ones) | (backslash &- ones)
            guard marks & (ones &* 0x80) == 0 else { return false }
            at += 8
        }
        while at < raw.count {
            switch unsafe raw[at] {
            case UInt8(ascii: "#"), UInt8(ascii: "\\"), 0...0x20, 0x7F...0xFF: return false
            default: at += 1
            }
        }
        return true
    }
}
