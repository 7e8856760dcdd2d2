// What a participant knows about its failure.
import Measuring
import PlatformContract
import Transport

extension Participant {
    /// What a failure of this participant's request means.
    func diagnose(_ failure: Failure, _ exchange: HTTPExchange, _ call: Call) -> Diagnosis? {
        var scene = FailureScene(kind: failure.kind, status: failure.status, endpoint: call.platform)
        scene.errorCode = Participant.words(of: exchange).code
        scene.bearer = call.bearer
        scene.spaceID = call.spaceID
        scene.roomID = call.roomID
        scene.roomAlias = journey.venue.roomAlias
        scene.holdsLink = link != nil
        scene.storesCookies = session.storesCookies
        scene.hasAccessCookie = session.cookies.contains {
            $0.name == CookieName.accessToken && $0.isSent(to: call.request.url)
        }
        scene.roomIsPublic = journey.roomIsPublic
        scene.isHost = identity.index == 0
        scene.retryAfter = exchange.retryAfter
        scene.host = URLReference.host(of: call.request.url)
        if call.platform == .roomPage {
            scene.linkTarget = URLReference.shown(call.request.url).split(separator: "/").last.map(String.init)
            scene.link = link.map {
                FailureScene.Link(
                    ageSeconds: Double(exchange.finished.nanoseconds(since: $0.grantedAt)) / 1e9,
                    ttlSeconds: $0.ttlSeconds, isPermanent: $0.isPermanent, openings: $0.openings)
            }
        }
        return Diagnosis(of: scene)
    }
}
