// Parses URLs as people and servers write them, like browsers do (URL standard, https://url.spec.whatwg.org).
//
// libcurl's parser follows RFC 3986 and rejects what browsers correct: spaces, raw UTF-8, backslashes, missing slashes.
// A text is therefore normalised here first, and libcurl parses the result. The host is left to libcurl.

/// The parts of a normalised http or https URL: path and query are percent-encoded, dot segments are resolved, the
/// fragment is removed.
struct URLParts {
    enum Scheme: String {
        case http, https

        var port: Int { self == .http ? 80 : 443 }
        var opening: String { self == .http ? "http://" : "https://" }
    }

    var scheme: Scheme
    /// User name and password, percent-encoded; nil without an `@`.
    var userInformation: [UInt8]?
    /// As written.
    var host: [UInt8]
    /// Nil if there is none.
    var port: Int?
    /// Begins with a slash.
    var path: [UInt8]
    /// What follows the question mark; nil if there is none.
    var query: [UInt8]?

    /// Parses a URL or, with a base, a relative reference.
    init(_ text: String, base: URLParts? = nil) throws(WebURL.Fault) {
        let rest = URLParts.cleaned(text)
        if let colon = URLParts.endOfScheme(rest) {
            let word = String(decoding: rest[..<colon], as: UTF8.self).lowercased()
            guard let scheme = Scheme(rawValue: word) else { throw .scheme }
            let behind = rest[(colon + 1)...]
            // `http:path` is relative to a base of the same scheme; without one, only the slashes are missing.
            if let base, base.scheme == scheme, !behind.starts(with: [UInt8(ascii: "/"), UInt8(ascii: "/")]) {
                try self.init(relative: behind, to: base)
            } else {
                try self.init(scheme: scheme, behind: behind.drop(while: URLParts.isSlash))
            }
        } else if let base {
            try self.init(relative: rest, to: base)
        } else {
            throw .scheme
        }
    }

    private init(relative rest: ArraySlice<UInt8>, to base: URLParts) throws(WebURL.Fault) {
        guard let first = rest.first else {
            self = base
            return
        }
        if URLParts.isSlash(first), rest.count > 1, URLParts.isSlash(rest[rest.startIndex + 1]) {
            try self.init(scheme: base.scheme, behind: rest.drop(while: URLParts.isSlash))
            return
        }
        self = base
        if first == UInt8(ascii: "?") {
            query = URLParts.encodedQuery(rest.dropFirst())
        } else if URLParts.isSlash(first) {
            setTarget(rest)
        } else {
            let folder = base.path.lastIndex(of: UInt8(ascii: "/")).map { base.path[...$0] } ?? []
            setTarget((folder + rest)[...])
        }
    }

    /// Parses what follows the scheme and its slashes.
    private init(scheme: Scheme, behind rest: ArraySlice<UInt8>) throws(WebURL.Fault) {
        let end = rest.firstIndex { URLParts.isSlash($0) || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        var authority = rest[..<end]
        var userInformation: [UInt8]?
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            userInformation = URLParts.encodedUserInformation(authority[..<at])
            authority = authority[(at + 1)...]
        }
        let (host, port) = try URLParts.hostAndPort(authority)
        self.scheme = scheme
        self.userInformation = userInformation
        self.host = Array(host)
        self.port = port
        path = []
        setTarget(rest[end...])
    }

    /// Splits a host and its port. A colon without a port after it is ignored.
    static func hostAndPort(
        _ authority: ArraySlice<UInt8>
    ) throws(WebURL.Fault) -> (host: ArraySlice<UInt8>, port: Int?) {
        let isBracketed = authority.first == UInt8(ascii: "[")
        let bracket = isBracketed ? authority.firstIndex(of: UInt8(ascii: "]")) : nil
        guard !isBracketed || bracket != nil else { throw .host }
        let colon = authority[(bracket ?? authority.startIndex)...].firstIndex(of: UInt8(ascii: ":"))
        let host = authority[..<(colon ?? authority.endIndex)]
        guard !host.isEmpty else { throw .host }
        // An address with a zone is valid only on this machine, and no browser accepts it.
        if bracket != nil, host.contains(UInt8(ascii: "%")) { throw .host }
        guard let colon, colon + 1 < authority.endIndex else { return (host, nil) }
        let digits = authority[(colon + 1)...]
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(String(decoding: digits, as: UTF8.self)), (1...65535).contains(port)
        else { throw .port }
        return (host, port)
    }

    // MARK: Path and query

    /// Sets path and query from what follows the authority.
    private mutating func setTarget(_ rest: ArraySlice<UInt8>) {
        let mark = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        path = URLParts.normalisedPath(rest[..<mark])
        query = mark < rest.endIndex ? URLParts.encodedQuery(rest[(mark + 1)...]) : nil
    }

    private static func encodedQuery(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(bytes.count)
        PercentEncodeSet.query.append(bytes, to: &encoded)
        return encoded
    }

    /// The first colon separates name and password; all others are encoded.
    private static func encodedUserInformation(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        var encoded: [UInt8] = []
        PercentEncodeSet.userInformation.append(bytes[..<colon], to: &encoded)
        if colon < bytes.endIndex {
            encoded.append(UInt8(ascii: ":"))
            PercentEncodeSet.userInformation.append(bytes[(colon + 1)...], to: &encoded)
        }
        return encoded
    }

    /// The path with every segment encoded and without `.` and `..` (also written `%2e`). A backslash separates
    /// segments too.
    private static func normalisedPath(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var path: [UInt8] = []
        path.reserveCapacity(bytes.count + 1)
        var rest = bytes
        if let first = rest.first, isSlash(first) { rest = rest.dropFirst() }
        while true {
            let end = rest.firstIndex(where: isSlash)
            let segment = rest[..<(end ?? rest.endIndex)]
            switch dots(segment) {
            case 1:
                if end == nil { path.append(UInt8(ascii: "/")) }
            case 2:
                path.removeSubrange((path.lastIndex(of: UInt8(ascii: "/")) ?? 0)...)
                if end == nil { path.append(UInt8(ascii: "/")) }
            default:
                path.append(UInt8(ascii: "/"))
                PercentEncodeSet.path.append(segment, to: &path)
            }
            guard let end else { return path }
            rest = rest[(end + 1)...]
        }
    }

    /// 1 for `.`, 2 for `..`, however the dots are written; 0 for any other segment.
    private static func dots(_ segment: ArraySlice<UInt8>) -> Int {
        guard segment.count <= 6, let first = segment.first, first == UInt8(ascii: ".") || first == UInt8(ascii: "%")
        else { return 0 }
        switch String(decoding: segment, as: UTF8.self).lowercased().replacing("%2e", with: ".") {
        case ".": return 1
        case "..": return 2
        default: return 0
        }
    }

    // MARK: Bytes

    /// Without control characters and spaces at either end, a leading byte order mark, tabs and line breaks anywhere, and
    /// the fragment, which is never sent. No other part of a URL can contain a number sign, so the first one begins it.
    private static func cleaned(_ text: String) -> ArraySlice<UInt8> {
        let bytes = Array(text.utf8)
        let span = bytes.span
        var (start, end) = (0, span.count)
        func trim() {
            while start < end, span[start] <= 0x20 { start += 1 }
            while start < end, span[end - 1] <= 0x20 { end -= 1 }
        }
        trim()
        if end - start >= 3, span[start] == 0xEF, span[start + 1] == 0xBB, span[start + 2] == 0xBF {
            start += 3
            trim()
        }
        var (at, hasRemoved) = (start, false)
        // Links are long, and seldom have any of these.
        let marks = marks.span
        while at < end {
            if marks[Int(span[at])] {
                if span[at] == UInt8(ascii: "#") { break }
                hasRemoved = true
            }
            at += 1
        }
        let rest = bytes[start..<at]
        return hasRemoved ? Array(rest.filter { !isRemoved($0) })[...] : rest
    }

    /// Which bytes end a URL or are removed from it.
    private static let marks = (UInt8.min...UInt8.max).map { $0 == UInt8(ascii: "#") || isRemoved($0) }

    private static func isRemoved(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private static func isSlash(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
    }

    /// The index of the colon after a scheme, if the bytes begin with one.
    private static func endOfScheme(_ bytes: ArraySlice<UInt8>) -> Int? {
        for (count, byte) in bytes.enumerated() {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A: continue
            case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if count == 0 { return nil }
            case UInt8(ascii: ":"): return count > 0 ? bytes.startIndex + count : nil
            default: return nil
            }
        }
        return nil
    }
}
