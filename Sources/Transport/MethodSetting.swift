// How an HTTP method is set in libcurl.
import CLibcurl

/// The state of the easy handle's options that together form a method.
enum MethodSetting: Equatable {
    case get
    case head
    case post
    /// Any other word, with or without a body.
    case other(String, hasBody: Bool)

    init(_ request: HTTPRequest) {
        switch (request.method, request.body) {
        case ("GET", nil): self = .get
        case ("HEAD", _): self = .head
        case ("POST", _): self = .post
        case (let word, let body): self = .other(word, hasBody: body != nil)
        }
    }

    var sendsBody: Bool {
        switch self {
        case .get, .head: false
        case .post: true
        case .other(_, let hasBody): hasBody
        }
    }

    /// Changes the handle from the previous setting to this one.
    @unsafe
    func apply(to easy: UnsafeMutableRawPointer, after before: MethodSetting) -> CURLcode {
        var code = CURLE_OK
        if case .other = before { code = unsafe tcurl_set_text(easy, CURLOPT_CUSTOMREQUEST, nil) }
        if code == CURLE_OK, before == .head { code = unsafe tcurl_set_long(easy, CURLOPT_NOBODY, 0) }
        guard code == CURLE_OK else { return code }
        switch self {
        case .get:
            return unsafe tcurl_set_long(easy, CURLOPT_HTTPGET, 1)
        case .head:
            return unsafe tcurl_set_long(easy, CURLOPT_NOBODY, 1)
        case .post:
            return unsafe tcurl_set_long(easy, CURLOPT_POST, 1)
        case .other(let word, let hasBody):
            code = unsafe tcurl_set_long(easy, hasBody ? CURLOPT_POST : CURLOPT_HTTPGET, 1)
            if code == CURLE_OK {
                code = unsafe word.withCString { unsafe tcurl_set_text(easy, CURLOPT_CUSTOMREQUEST, $0) }
            }
            return code
        }
    }

    /// Resets the handle to GET, whatever its setting. Allocates nothing and cannot fail.
    @unsafe
    static func reset(_ easy: UnsafeMutableRawPointer) {
        _ = unsafe tcurl_set_text(easy, CURLOPT_CUSTOMREQUEST, nil)
        _ = unsafe tcurl_set_long(easy, CURLOPT_NOBODY, 0)
        _ = unsafe tcurl_set_long(easy, CURLOPT_HTTPGET, 1)
    }

    /// Whether the word is a token (RFC 9110, section 5.6.2), so that it cannot break the request line.
    static func isToken(_ word: String) -> Bool {
        !word.isEmpty
            && word.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
