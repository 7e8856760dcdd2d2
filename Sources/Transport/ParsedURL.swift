// A URL as libcurl itself will read it, so that what is checked is what is contacted.
import CLibcurl

/// The parts of a URL that say who is contacted, by curl's own parser.
struct ParsedURL: Hashable {
    /// `http` or `https`.
    var scheme: String
    /// In lower case, without the root's dot; an IPv6 address in brackets.
    var host: String
    /// The port, the scheme's own where the URL has none.
    var port: Int

    /// The name and the port, as they stand in curl's cache of addresses.
    var hostAndPort: String { "\(host):\(port)" }

    /// Whether the host is an address and needs no look-up.
    var isAddress: Bool {
        host.hasPrefix("[")
            || (host.allSatisfy { $0.isNumber || $0 == "." } && host.split(separator: ".").count == 4)
    }

    /// Fails with curl's words for what is wrong with the text.
    static func parse(_ url: String) -> Result<ParsedURL, ParsedURLError> {
        guard let handle = unsafe curl_url() else { return .failure(ParsedURLError(words: "out of memory")) }
        defer { unsafe curl_url_cleanup(handle) }
        let code = unsafe curl_url_set(handle, CURLUPART_URL, url, 0)
        guard code == CURLUE_OK else {
            return .failure(ParsedURLError(words: unsafe String(cString: curl_url_strerror(code))))
        }
        guard let scheme = unsafe part(CURLUPART_SCHEME, of: handle), ["http", "https"].contains(scheme) else {
            return .failure(ParsedURLError(words: "neither http nor https"))
        }
        guard var host = unsafe part(CURLUPART_HOST, of: handle)?.lowercased(), !host.isEmpty,
            let port = unsafe part(CURLUPART_PORT, of: handle).flatMap({ Int($0) })
        else { return .failure(ParsedURLError(words: "no host")) }
        if host.hasSuffix(".") { host.removeLast() }
        return .success(ParsedURL(scheme: scheme, host: host, port: port))
    }

    /// The path of a URL, `/` where it has none or is no URL.
    static func path(of url: String) -> String {
        guard let handle = unsafe curl_url() else { return "/" }
        defer { unsafe curl_url_cleanup(handle) }
        guard unsafe curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK else { return "/" }
        return unsafe part(CURLUPART_PATH, of: handle) ?? "/"
    }

    @unsafe
    private static func part(_ what: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(handle, what, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text = unsafe text
        else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }
}

/// What is wrong with a URL.
struct ParsedURLError: Error, Hashable {
    var words: String
}
