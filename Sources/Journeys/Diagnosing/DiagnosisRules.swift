// The rule book: which failure means what (contract section 11). The words are in DiagnosisWords.swift.
public import Measuring
import PlatformContract
import Scenarios

extension Diagnosis {
    /// What a failure means; nil where nothing general can be said. The first rule that fits counts.
    public init?(of scene: FailureScene) {
        guard let found = Diagnosis.rule(for: scene) else { return nil }
        self = found
    }

    private static func rule(for scene: FailureScene) -> Diagnosis? {
        switch scene.kind {
        case .notAllowed: return .hostNotAllowed(scene.host)
        case .timeout: return scene.isHost ? nil : .overloaded(status: nil)
        case .status, .check: break
        case .resolve, .connect, .tls, .reset, .protocol, .extract, .redirects, .tooLarge, .cancelled, .harness:
            return nil
        }
        switch scene.status {
        case 429: return .rateLimited(retryAfter: scene.retryAfter)
        case 503, 504: return scene.isHost ? nil : .overloaded(status: scene.status)
        case 400, 401, 403, 404: break
        default: return nil
        }
        switch scene.endpoint {
        case .token: return token(scene)
        case .roomPage: return roomPage(scene)
        case .room, .participant, .signalingToken, .join, .leave: return entry(scene) ?? ids(scene)
        case .generateAccess, .rooms, .roles, .polls, .records: return grant(scene) ?? ids(scene)
        case .users, .spaces, .invites, .calls, .report, .webhooks: return grant(scene)
        case .sitePage, .siteLogin, .siteLesson, nil: return nil
        }
    }

    private static func token(_ scene: FailureScene) -> Diagnosis? {
        switch scene.errorCode {
        case OAuthErrorCode.invalidGrant.rawValue:
            switch scene.bearer {
            case .asking(.password, usernameHasAt: false): return .usernameNotEmail
            case .asking(.password, usernameHasAt: true): return .wrongCredentials
            case .asking(.refresh, _): return .refreshTokenDead
            default: return nil
            }
        case OAuthErrorCode.invalidClient.rawValue: return .wrongClient
        default: return nil
        }
    }

    private static func roomPage(_ scene: FailureScene) -> Diagnosis? {
        switch scene.status {
        case 404: return scene.linkTarget.map { Identifier.isID($0) } == true ? .idInLink : nil
        case 401:
            guard let link = scene.link else { return nil }
            let ttl = link.ttlSeconds ?? AccessRequest.defaultTTLSeconds
            // A JWT's lifetime ends at a whole second: a link may die up to one second early.
            if link.ageSeconds > Double(ttl - 1) { return .linkExpired(ttlSeconds: ttl) }
            return link.openings > 0 && !link.isPermanent ? .linkUsed : nil
        default: return nil
        }
    }

    private static func entry(_ scene: FailureScene) -> Diagnosis? {
        switch scene.status {
        case 401:
            if !scene.storesCookies { return .cookiesNotStored }
            return scene.hasAccessCookie ? nil : .noAccessCookie
        // Whoever holds a link was given access, and whoever leaves was in the room: something else is refused then.
        case 403 where scene.endpoint == .leave || scene.holdsLink || scene.roomIsPublic == true: return nil
        case 403: return .privateRoom
        default: return nil
        }
    }

    private static func grant(_ scene: FailureScene) -> Diagnosis? {
        guard scene.status == 403 else { return nil }
        if scene.bearer == .client { return .clientToken }
        return scene.endpoint == .generateAccess ? .notRoomsCreator(scene.bearer) : nil
    }

    /// Ids and aliases in each other's places. A malformed id is 400 or 404, as the server has it.
    private static func ids(_ scene: FailureScene) -> Diagnosis? {
        guard scene.status == 404 || scene.status == 400, let room = scene.roomID, let space = scene.spaceID else {
            return nil
        }
        if space == room || space == scene.roomAlias { return .sameValueTwice }
        return Identifier.isAlias(room) || room == scene.roomAlias ? .aliasForID : nil
    }
}
