// The rule book: which failure means what (contract section 11). The words are in DiagnosisWords.swift.
public import Measuring
import PlatformContract
import Scenarios

extension Diagnosis {
    /// What a failure means; nil where nothing general can be said. The first rule that fits counts.
    public init?(of context: FailureContext) {
        guard let found = Diagnosis.rule(for: context) else { return nil }
        self = found
    }

    private static func rule(for context: FailureContext) -> Diagnosis? {
        switch context.kind {
        case .notAllowed: return .hostNotAllowed(context.host)
        case .timeout: return context.isHost ? nil : .overloaded(status: nil)
        case .status, .check: break
        case .resolve, .connect, .tls, .reset, .protocol, .extract, .redirects, .tooLarge, .cancelled, .harness:
            return nil
        }
        switch context.status {
        case 429: return .rateLimited(retryAfter: context.retryAfter)
        case 503, 504: return context.isHost ? nil : .overloaded(status: context.status)
        case 400, 401, 403, 404: break
        default: return nil
        }
        switch context.endpoint {
        case .token: return token(context)
        case .roomPage: return roomPage(context)
        case .room, .participant, .signalingToken, .join, .leave: return entry(context) ?? ids(context)
        case .generateAccess, .rooms, .roles, .polls, .records: return grant(context) ?? ids(context)
        case .users, .spaces, .invites, .calls, .report, .webhooks: return grant(context)
        case .sitePage, .siteLogin, .siteLesson, nil: return nil
        }
    }

    private static func token(_ context: FailureContext) -> Diagnosis? {
        switch context.errorCode {
        case OAuthErrorCode.invalidGrant.rawValue:
            switch context.bearer {
            case .asking(.password, usernameHasAt: false): return .usernameNotEmail
            case .asking(.password, usernameHasAt: true): return .wrongCredentials
            case .asking(.refresh, _): return .refreshTokenDead
            default: return nil
            }
        case OAuthErrorCode.invalidClient.rawValue: return .wrongClient
        default: return nil
        }
    }

    private static func roomPage(_ context: FailureContext) -> Diagnosis? {
        switch context.status {
        case 404: return context.linkTarget.map { Identifier.isID($0) } == true ? .idInLink : nil
        case 401:
            guard let link = context.link else { return nil }
            let ttl = link.ttlSeconds ?? AccessRequest.defaultTTLSeconds
            // A JWT's lifetime ends at a whole second: a link may die up to one second early.
            if link.ageSeconds > Double(ttl - 1) { return .linkExpired(ttlSeconds: ttl) }
            return link.openings > 0 && !link.isPermanent ? .linkUsed : nil
        default: return nil
        }
    }

    private static func entry(_ context: FailureContext) -> Diagnosis? {
        switch context.status {
        case 401:
            if !context.storesCookies { return .cookiesNotStored }
            return context.hasAccessCookie ? nil : .noAccessCookie
        // Whoever holds a link was given access, and whoever leaves was in the room: something else is refused then.
        case 403 where context.endpoint == .leave || context.holdsLink || context.roomIsPublic == true: return nil
        case 403: return .privateRoom
        default: return nil
        }
    }

    private static func grant(_ context: FailureContext) -> Diagnosis? {
        guard context.status == 403 else { return nil }
        if context.bearer == .client { return .clientToken }
        return context.endpoint == .generateAccess ? .notRoomsCreator(context.bearer) : nil
    }

    /// Ids and aliases in each other's places. A malformed id is 400 or 404, as the server has it.
    private static func ids(_ context: FailureContext) -> Diagnosis? {
        guard context.status == 404 || context.status == 400, let room = context.roomID, let space = context.spaceID
        else {
            return nil
        }
        if space == room || space == context.roomAlias { return .sameValueTwice }
        return Identifier.isAlias(room) || room == context.roomAlias ? .aliasForID : nil
    }
}
