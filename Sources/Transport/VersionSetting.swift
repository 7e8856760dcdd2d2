// How an HTTP version is set in libcurl, and how connections of different versions are kept apart.
import Addresses
import CLibcurl

extension TransportSettings.Version {
    /// Sets it in a handle. `run` is the version that requests have which do not name one.
    ///
    /// libcurl does not offer a kept HTTP/2 connection to a request for HTTP/1.1, but offers a kept HTTP/1.1 connection
    /// to any request (7.88; from 8.13 on it compares both ways). Over TLS it only offers connections with the same TLS
    /// options. An option for revocation lists that only Windows' TLS reads therefore marks the requests, and so the
    /// connections, that are on the other side of HTTP/1.1 than those of the run. (Without TLS: see `isApart`.)
    @unsafe
    func apply(to easy: UnsafeMutableRawPointer, in run: TransportSettings.Version) -> CURLcode {
        let choice =
            switch self {
            case .auto: CURL_HTTP_VERSION_2TLS
            case .http1_1: CURL_HTTP_VERSION_1_1
            case .http2: CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE
            }
        var code = unsafe tcurl_set_long(easy, CURLOPT_HTTP_VERSION, choice)
        // Concurrent requests wait for the first one's connection, to share it if it turns out to be HTTP/2.
        if code == CURLE_OK { code = unsafe tcurl_set_long(easy, CURLOPT_PIPEWAIT, self == .http1_1 ? 0 : 1) }
        let isMarked = (self == .http1_1) != (run == .http1_1)
        if code == CURLE_OK { code = unsafe tcurl_set_long(easy, CURLOPT_SSL_OPTIONS, isMarked ? Self.mark : 0) }
        return code
    }

    /// `CURLSSLOPT_NO_REVOKE`, which is a macro with a cast.
    private static let mark = 1 << 1

    /// Whether a request with this version needs a connection for itself alone.
    ///
    /// Without TLS only `.http2` speaks HTTP/2, and nothing keeps libcurl from offering such a connection to `.auto`, or
    /// one that speaks HTTP/1.1 to `.http2`. Requests on the other side of the run's version keep no connection.
    func isApart(to url: WebURL, in run: TransportSettings.Version) -> Bool {
        (self == .http2) != (run == .http2) && url.scheme == "http"
    }
}
