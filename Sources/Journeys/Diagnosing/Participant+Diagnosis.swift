// What a participant knows about its failure.
import Addresses
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
            $0.name == CookieName.accessToken && (call.request.url.map($0.isSent(to:)) ?? false)
        }
        context.roomIsPublic = journey.roomIsPublic
        context.isHost = identity.index == 0
        context.retryAfter = exchange.retryAfter
        context.host = call.request.url.map { $0.isUsualPort ? $0.host : $0.hostPort }
        if call.platform == .roomPage {
            context.linkTarget = call.request.url?.path.split(separator: "/").last.map(String.init)
            context.link = link.map {
                FailureContext.Link(
                    ageSeconds: Double(exchange.finished.nanoseconds(since: $0.grantedAt)) / 1e9,
                    ttlSeconds: $0.ttlSeconds, isPermanent: $0.isPermanent, openings: $0.openings)
            }
        }
        return Diagnosis(of: context)
    }
}
