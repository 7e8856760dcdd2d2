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
        /// Plain text.
        case text
        /// A record's file.
        case video
    }

    /// What becomes of an answer between the service and whoever asked.
    enum Fate: Sendable, Hashable {
        /// It arrives.
        case arrives
        /// Half of its body arrives, then the connection ends.
        case truncated
        /// Nothing arrives, the connection is reset.
        case reset
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
    /// The value of `Location`.
    var location: String?
    /// Whether it is meant for the browser that asked and nobody else: ``PersonalAnswer``.
    var isPersonal = false
    /// What a browser is told where a page of another origin asked.
    var crossOrigin: CrossOrigin?
    /// What becomes of it on its way.
    var fate = Fate.arrives

    /// An answer without a body.
    static let noContent = Answer(status: 204)

    /// What nobody gets.
    static let lost = Answer(status: 0, fate: .reset)

    /// Makes JSON that is none: its last bracket is missing.
    mutating func malform() {
        if media == .json, !body.isEmpty { body.removeLast() }
    }

    /// 303: a browser that has sent a form, or has no business here, goes on elsewhere.
    static func seeOther(_ location: String) -> Answer {
        Answer(status: 303, location: location)
    }

    /// 200 with a JSON object.
    static func json(_ fields: (inout JSONText) -> Void) -> Answer {
        var text = JSONText()
        text.object(fields)
        return Answer(status: 200, body: text.bytes)
    }
}
