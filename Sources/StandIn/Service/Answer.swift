// An answer of the platform, whatever server it leaves through.

import PlatformContract

/// An answer.
struct Answer: Sendable, Hashable {
    /// What the body is.
    enum Media: Sendable, Hashable {
        /// JSON.
        case json
        /// A page.
        case html
    }

    /// The HTTP status.
    var status: Int
    /// What the body is.
    var media = Media.json
    /// The body.
    var body: [UInt8] = []
    /// Values of `Set-Cookie`.
    var cookies: [String] = []
    /// The value of `Retry-After`.
    var retryAfterSeconds: Int?
    /// The value of `Allow`.
    var allow: String?

    /// An answer without a body.
    static let noContent = Answer(status: 204)

    /// 200 with a JSON object.
    static func json(_ fields: (inout JSONText) -> Void) -> Answer {
        var text = JSONText()
        text.object(fields)
        return Answer(status: 200, body: text.bytes)
    }
}
