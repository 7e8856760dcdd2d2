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
        guard case .roomPage = platform else { return }
        // Over all redirects, the last page that sets the cookie counts.
        if exchange.watchedCookie != .untouched { participant.pageCookie = exchange.watchedCookie }
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
                    ageSeconds: Double(exchange.answered.nanoseconds(since: $0.grantedAt)) / 1e9,
                    ttlSeconds: $0.ttlSeconds, isPermanent: $0.isPermanent, openings: $0.openings)
            }
        }
        return context
    }
}

extension Participant {
    /// What the cookie jar says. The jar is exported for this, so only if a diagnosis needs it.
    fileprivate func describeCookies(_ context: inout FailureContext, requested url: WebURL?) {
        context.storesCookies = session.storesCookies
        let access = session.cookies.filter { $0.name == CookieName.accessToken }
        context.hasAccessCookie = url.map { url in access.contains { $0.isSent(to: url) } } ?? false
        context.pageSetCookies = pageCookie != .untouched
        context.cookieNeedsTLS = pageCookie == .setSecure
    }
}
