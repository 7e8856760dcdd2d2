// libcurl's own parsed form of a URL.
import CLibcurl

/// A `CURLU *` with its owner. Many URLs may share one.
///
/// `@unchecked Sendable`: it is changed only while a URL is made, before anybody else has it. Afterwards it is only ever
/// read, by libcurl too, which makes its own copy for each transfer.
@safe
final class ParsedURL: @unchecked Sendable {
    let handle: OpaquePointer

    /// An empty one, to be filled by `settleHost`.
    init() throws(WebURL.Fault) {
        guard let handle = unsafe curl_url() else { throw .refused }
        unsafe self.handle = unsafe handle
    }

    /// One on the same origin with another path and query, which need no mending.
    init(copying other: ParsedURL, path: String, query: String?) throws(WebURL.Fault) {
        guard let handle = unsafe curl_url_dup(other.handle) else { throw .refused }
        unsafe self.handle = unsafe handle
        guard unsafe curl_url_set(handle, CURLUPART_PATH, path, 0) == CURLUE_OK,
            unsafe curl_url_set(handle, CURLUPART_QUERY, query, 0) == CURLUE_OK
        else { throw .refused }
    }

    deinit {
        unsafe curl_url_cleanup(handle)
    }

    /// Parses until the host is what libcurl itself makes of it, so that what is checked is what is contacted: in
    /// `0x%61` libcurl decodes the letter and only the next time sees an IPv4 address.
    /// `url` gives the URL's text with a host, which has the root's dot if it was written.
    /// - Returns: the host, and the text that was parsed last.
    func settleHost(
        _ written: String, url: (String) -> String
    ) throws(WebURL.Fault) -> (host: String, text: String) {
        var written = written
        for _ in 0..<4 {
            let text = url(written)
            try parse(text)
            let (host, isRooted) = try host()
            let settled = isRooted ? host + "." : host
            if settled == written { return (host, text) }
            written = settled
        }
        throw .host
    }

    /// Dot segments are resolved already, as browsers do it; libcurl would do it its own way.
    private func parse(_ text: String) throws(WebURL.Fault) {
        switch unsafe curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_PATH_AS_IS)) {
        case CURLUE_OK: return
        case CURLUE_BAD_PORT_NUMBER: throw .port
        case CURLUE_MALFORMED_INPUT, CURLUE_BAD_HOSTNAME, CURLUE_BAD_IPV6, CURLUE_NO_HOST, CURLUE_BAD_SLASHES,
            CURLUE_BAD_LOGIN, CURLUE_USER_NOT_ALLOWED, CURLUE_URLDECODE:
            throw .host
        default: throw .refused
        }
    }

    /// The host as the name service gets it, and whether it ends with the root's dot.
    private func host() throws(WebURL.Fault) -> (name: String, isRooted: Bool) {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(handle, CURLUPART_HOST, &text, 0) == CURLUE_OK, let found = unsafe text else {
            throw .host
        }
        var host = unsafe String(cString: found)
        unsafe curl_free(found)
        if !host.utf8.allSatisfy({ $0 < 0x80 }) {
            unsafe text = nil
            guard unsafe tcurl_ascii_host(handle, &text) == CURLUE_OK, let found = unsafe text else {
                throw .internationalHost
            }
            host = unsafe String(cString: found)
            unsafe curl_free(found)
            guard host.utf8.allSatisfy({ $0 < 0x80 }) else { throw .internationalHost }
        }
        host = host.lowercased()
        let isRooted = host.hasSuffix(".")
        if isRooted { host.removeLast() }
        guard HostName.isValid(host) else { throw .host }
        return (host, isRooted)
    }
}
