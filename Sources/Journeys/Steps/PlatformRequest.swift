// A call of the platform's contract, whose failures can be diagnosed.
import Addresses
import Measuring
import PlatformContract
import Scenarios
import Transport

/// A request to the platform, with what the diagnosis of its failures needs.
final class PlatformRequest: Call {
    private let platform: Endpoint
    /// Whose token it carries.
    private let bearer: FailureContext.Bearer
    /// Space and room in its path, if any.
    private let spaceID: String?
    private let roomID: String?

    init(
        _ platform: Endpoint, _ request: HTTPRequest, expecting expected: ExpectedAnswer = .json,
        bearer: FailureContext.Bearer = .none, space: String? = nil, room: String? = nil
    ) {
        self.platform = platform
        self.bearer = bearer
        spaceID = space
        roomID = room
        super.init(platform.rawValue, request, expecting: expected)
    }

    override func received(_ exchange: HTTPExchange, _ participant: Participant) {
        guard platform == .roomPage else { return }
        // Of several cookies of that name the last one counts, over all redirects.
        for line in exchange.cookieLines where CookieLine.sets(CookieName.accessToken, line) {
            participant.pageCookie = CookieLine.isSecure(line) ? .setSecure : .set
        }
    }

    override func context(
        of failure: Failure, _ exchange: HTTPExchange, _ participant: Participant
    ) -> FailureContext {
        var context = super.context(of: failure, exchange, participant)
        let journey = participant.journey
        context.endpoint = platform
        context.isHost = participant.identity.index == 0
        guard context.mayKnowMore else { return context }
        context.errorCode = errorWords(exchange).code
        context.bearer = bearer
        context.spaceID = spaceID
        context.roomID = roomID
        context.roomAlias = journey.provisionedRoom.roomAlias
        context.holdsLink = participant.link != nil
        context.roomIsPublic = journey.roomIsPublic
        context.apiHasVersion = journey.origins.api.text.hasSuffix("/v1")
        if context.isAboutCookies { participant.describeCookies(&context, requested: request.url) }
        if platform == .roomPage {
            context.linkTarget = request.url?.path.split(separator: "/").last.map(String.init)
            context.link = participant.link.map {
                FailureContext.Link(
                    ageSeconds: Double(exchange.finished.nanoseconds(since: $0.grantedAt)) / 1e9,
                    ttlSeconds: $0.ttlSeconds, isPermanent: $0.isPermanent, openings: $0.openings)
            }
        }
        return context
    }
}

/// The value of a `Set-Cookie` header (RFC 6265 section 4.1.1).
enum CookieLine {
    /// Whether it sets the cookie of that name.
    static func sets(_ name: String, _ line: String) -> Bool {
        let bytes = line.utf8.span
        let start = afterSpaces(bytes, 0)
        guard bytes.count >= start + name.utf8.count else { return false }
        var at = start
        for byte in name.utf8 {
            guard bytes[at] == byte else { return false }
            at += 1
        }
        return at == bytes.count || bytes[at] == UInt8(ascii: "=") || bytes[at] == UInt8(ascii: ";")
    }

    /// Whether it has the attribute `Secure`. Looked for in every participant's page, so byte by byte.
    static func isSecure(_ line: String) -> Bool {
        let bytes = line.utf8.span
        var at = 0
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: ";") else {
                at += 1
                continue
            }
            at = afterSpaces(bytes, at + 1)
            var matched = 0
            while at < bytes.count, matched < secure.count, bytes[at] | 0x20 == secure[matched] {
                at += 1
                matched += 1
            }
            guard matched == secure.count else { continue }
            at = afterSpaces(bytes, at)
            if at == bytes.count || bytes[at] == UInt8(ascii: ";") || bytes[at] == UInt8(ascii: "=") { return true }
        }
        return false
    }

    private static let secure = Array("secure".utf8)

    private static func afterSpaces(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t") { at += 1 }
        return at
    }
}

extension Participant {
    /// What the cookie jar says. The jar is exported for this, so only if a diagnosis needs it.
    fileprivate func describeCookies(_ context: inout FailureContext, requested url: WebURL?) {
        context.storesCookies = session.storesCookies
        let access = session.cookies.filter { $0.name == CookieName.accessToken }
        context.hasAccessCookie = url.map { url in access.contains { $0.isSent(to: url) } } ?? false
        context.pageSetCookies = pageCookie != .none
        context.cookieNeedsTLS = pageCookie == .setSecure
    }
}
