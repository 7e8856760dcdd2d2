// The rules of the diagnosis: which failure means what (contract section 11). The texts are in DiagnosisWords.swift.
package import Measuring
import PlatformContract
import Scenarios

extension Diagnosis {
    /// The diagnosis of a failure; nil if nothing general can be said. The first matching rule counts.
    package init?(of context: FailureContext) {
        guard let found = Diagnosis.rule(for: context) else { return nil }
        self = found
    }

    private static func rule(for context: FailureContext) -> Diagnosis? {
        if let variable = context.unusedProxy { return .unusedProxy(variable) }
        switch context.kind {
        case .notAllowed:
            return .hostNotAllowed(
                context.host, besides: context.allowedHosts, isPlainAddress: context.isPlainAddress)
        case .tls: return tls(context)
        case .protocol where context.isRelative: return .relativeURL
        case .protocol where context.isCompressed: return .compressedBody
        case .protocol: return isInvalidHTTP2(context.curlCode) ? .invalidHTTP2 : nil
        case .reset: return isHTTP2(context.curlCode) ? .http2Stream : nil
        case .status, .check: break
        // A missing response says nothing about its cause. Analysis looks at what the failures of a crowd have in
        // common.
        case .timeout, .resolve, .connect, .extract, .redirects, .tooLarge, .cancelled, .harness: return nil
        }
        if let site = context.site, let found = Diagnosis.site(site, status: context.status) { return found }
        switch context.status {
        case 429: return .rateLimited(context)
        case 503, 504: return context.isHost ? nil : .unavailable(context)
        case 404 where context.apiHasVersion && context.endpoint != .roomPage: return .versionInAPI
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

    /// Certificate errors, recognised by OpenSSL's texts for X509_V_ERR_… and libcurl's own for a name mismatch.
    private static func tls(_ context: FailureContext) -> Diagnosis? {
        let words = context.detail.lowercased()
        func says(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
        if says("wrong version number", "packet length too long", "http request") { return .noTLS }
        if says("certificate has expired") { return .certificateExpired }
        if says("certificate is not yet valid") { return .certificateNotYetValid }
        if says("no alternative certificate subject name", "does not match target host", "subject name") {
            return .certificateOfAnotherName(isPlainAddress: context.isPlainAddress)
        }
        if says(
            "self-signed certificate", "self signed certificate", "unable to get local issuer", "unable to get issuer")
        {
            return .certificateOfUnknownIssuer(isPlainAddress: context.isPlainAddress)
        }
        return nil
    }

    /// Also CURLE_GOT_NOTHING, if it is no `reset`: libcurl ended the connection itself.
    private static func isInvalidHTTP2(_ code: Int32) -> Bool { isHTTP2(code) || code == 52 }

    /// CURLE_HTTP2 and CURLE_HTTP2_STREAM.
    private static func isHTTP2(_ code: Int32) -> Bool { code == 16 || code == 92 }

    private static func token(_ context: FailureContext) -> Diagnosis? {
        switch context.errorCode {
        case OAuthErrorCode.invalidGrant.rawValue:
            switch context.bearer {
            case .asking(.password, _) where context.isHost: return .wrongHostCredentials
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
            // A JWT expires at a whole second, so a link may expire up to a second early.
            if link.ageSeconds > Double(ttl - 1) { return .linkExpired(ttlSeconds: ttl) }
            return link.openings > 0 && !link.isPermanent ? .linkUsed : nil
        default: return nil
        }
    }

    private static func entry(_ context: FailureContext) -> Diagnosis? {
        switch context.status {
        case 401:
            if !context.storesCookies { return .cookiesNotStored }
            guard context.hasAccessCookie else {
                return context.cookieNeedsTLS && context.isPlainHTTP ? .secureCookieOverHTTP : .noAccessCookie
            }
            // Signed in by the page, but unknown a moment later. Leaving happens long after that.
            return context.pageSetCookies && context.endpoint != .leave ? .sessionRace(context) : nil
        // A participant with a link was granted access, and one who leaves was in the room, so the cause must be
        // another one.
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

    /// An id in place of an alias, or the reverse. For a malformed id servers answer 400 or 404.
    private static func ids(_ context: FailureContext) -> Diagnosis? {
        guard context.status == 404 || context.status == 400, let room = context.roomID, let space = context.spaceID
        else {
            return nil
        }
        if space == room || space == context.roomAlias { return .sameValueTwice }
        return Identifier.isAlias(room) || room == context.roomAlias ? .aliasForID : nil
    }
}
