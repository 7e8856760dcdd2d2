// The method of a request, as counts distinguish it.

/// The methods that HTTP defines (RFC 9110 section 9.3, RFC 5789); every other one is `other`, so that counts by method
/// have a bounded number of rows.
package enum RequestMethod: String, CaseIterable, Hashable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
    case connect = "CONNECT"
    case options = "OPTIONS"
    case trace = "TRACE"
    case patch = "PATCH"
    /// Another one, or unknown. The word is OpenTelemetry's.
    case other = "_OTHER"

    /// The method of a request line.
    package init(_ word: String) {
        // Nearly all requests, and a comparison of short texts is one of two integers.
        if word == "GET" {
            self = .get
        } else if word == "POST" {
            self = .post
        } else {
            self = RequestMethod(rawValue: word) ?? .other
        }
    }
}
