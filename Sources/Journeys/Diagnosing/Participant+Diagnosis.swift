// What a participant knows about its failure.
import Measuring
import PlatformContract
import Transport

extension Participant {
    /// What a failure of this participant's request means.
    func diagnose(_ failure: Failure, _ exchange: HTTPExchange, _ call: Call) -> Diagnosis? {
        var context = FailureContext(kind: failure.kind, status: failure.status, endpoint: call.platform)
        context.errorCode = Participant.words(of: exchange).code
        context.bearer = call.bearer
        context.spaceID = call.spaceID
        context.roomID = call.roomID
        context.roomAlias = journey.provisionedRoom.roomAlias
        context.holdsLink = link != nil
        context.storesCookies = session.storesCookies
        context.hasAccessCookie = session.cookies.contains {
            $0.name == CookieName.accessToken && $0.isSent(to: call.request.url)
        }
        context.roomIsPublic = journey.roomIsPublic
        context.isHost = identity.index == 0
        context.retryAfter = exchange.retryAfter
        context.host = URLReference.host(of: call.request.url)
        if call.platform == .roomPage {
            context.linkTarget = URLReference.shown(call.request.url).split(separator: "/").last.map(String.init)
            context.link = link.map {
                FailureContext.Link(
                    ageSeconds: Double(exchange.finished.nanoseconds(since: $0.grantedAt)) / 1e9,
                    ttlSeconds: $0.ttlSeconds, isPermanent: $0.isPermanent, openings: $0.openings)
            }
        }
        return Diagnosis(of: context)
    }
}
