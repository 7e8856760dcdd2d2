// The texts of the diagnosis: cause and remedy of each known failure (contract section 11).
import Measuring
import PlatformContract

extension Diagnosis {
    static let usernameNotEmail = Diagnosis(
        code: "username-not-email",
        cause: "the password grant needs the user's e-mail in `username`, because user names are not unique",
        remedy: "put the e-mail there (`username: email`)")

    static let wrongCredentials = Diagnosis(
        code: "wrong-credentials", cause: "the password is wrong, or the user does not exist",
        remedy: "check the credentials, or create the users first (`accounts: create`)")

    static let refreshTokenDead = Diagnosis(
        code: "refresh-token-dead",
        cause: "the refresh token has expired or was already used; each can be used only once",
        remedy: "obtain a new pair with the password grant")

    static let wrongClient = Diagnosis(
        code: "wrong-client", cause: "the client id or the client secret is wrong",
        remedy: "take both from the account's integration page")

    static let clientToken = Diagnosis(
        code: "client-token", cause: "only a user token may do this, and this is a client token",
        remedy: "use `grant: password` instead of `client-credentials`")

    static let aliasForID = Diagnosis(
        code: "alias-for-id", cause: "a room's alias was used in an API path, where its id belongs",
        remedy: "use the room's id (`${platform.roomId}`); aliases are for links only")

    static let sameValueTwice = Diagnosis(
        code: "same-value-twice", cause: "the path names the room twice, and not the space and the room",
        remedy: "the path is /spaces/<spaceId>/rooms/<roomId>: two different ids")

    static let idInLink = Diagnosis(
        code: "id-in-link", cause: "an id was used in a link, where the room's alias belongs",
        remedy: "use the alias (`${platform.roomAlias}`); ids are for API paths only")

    static let cookiesNotStored = Diagnosis(
        code: "cookies-not-stored",
        cause: "the participant stores no cookies, but only the room page's cookies identify it",
        remedy: "allow cookies (inside a frame: third-party cookies)")

    static let noAccessCookie = Diagnosis(
        code: "no-access-cookie",
        cause: "the participant sent no cookie, because the room page set none that identifies it",
        remedy:
            "open an access link, or log in first; where API and web client are two hosts, the cookie's Domain must be their common parent; where the page sets it by script, write `enter-room: { identify: link }`"
    )

    static func linkExpired(ttlSeconds: Int) -> Diagnosis {
        Diagnosis(
            code: "link-expired", cause: "the access link has expired: it was valid for \(ttlSeconds) s",
            remedy: "generate it later, or with a longer `ttl`")
    }

    static let linkUsed = Diagnosis(
        code: "link-used", cause: "the access link can be opened only once, and it was already opened",
        remedy: "use `permanent: true`, or one link per person")

    static let privateRoom = Diagnosis(
        code: "private-room", cause: "the room is private, and its creator has not given this person access",
        remedy: "generate-access for this person, or make the room public")

    static func notRoomsCreator(_ bearer: FailureContext.Bearer) -> Diagnosis {
        Diagnosis(
            code: "not-rooms-creator",
            cause: "the token is neither that of the room's creator nor of a moderator of the room",
            remedy: bearer == .participant
                ? "grant access as the host (`as: host`), or give the person role_room_moderator in the room"
                : "use the creator's token, or grant the account role_room_moderator in the room")
    }

    static func rateLimited(_ context: FailureContext) -> Diagnosis {
        let remedy =
            if context.isHost {
                "wait a while, or ask for a higher limit"
            } else if context.isPlainAddress {
                "ask for a higher limit; in a scenario you can spread the arrival and honour Retry-After (`retry`)"
            } else if let used = usedUp(context) {
                "\(used): spread the arrival, or ask for a higher limit"
            } else {
                "spread the arrival, honour Retry-After (`retry`), or ask for a higher limit"
            }
        // Failures are grouped by their diagnosis. How long to wait differs from one to the next.
        let wait = context.retryAfter == nil ? "" : ", and asks to wait (Retry-After)"
        return Diagnosis(
            code: "rate-limit", cause: "the server limits the rate of requests\(wait)", remedy: remedy)
    }

    /// That retrying did not help; nil if there was no retry, or not the last one.
    private static func usedUp(_ context: FailureContext) -> String? {
        context.attemptsUsed.map { "all \($0) attempts that `retry` allows were used up" }
    }

    /// What the server itself says with 503 and 504. Only the failures of the whole crowd can tell whether the crowd is
    /// too large.
    static func unavailable(_ context: FailureContext) -> Diagnosis {
        let status = context.status ?? 503
        let what = context.endpoint.map { " for `\($0.rawValue)`" } ?? ""
        return Diagnosis(
            code: "unavailable",
            cause: status == 504
                ? "status 504: a gateway got no response in time from the server behind it\(what)"
                : "status 503: the server says that it cannot serve the request now\(what)",
            remedy: "check the server's log at that time")
    }

    static func sessionRace(_ context: FailureContext) -> Diagnosis {
        let retry = usedUp(context).map { "; \($0)" } ?? ", or retry the step on 401"
        return Diagnosis(
            code: "session-race",
            cause: "the room page signed the participant in, and the API did not know the session yet",
            remedy:
                "if others got in, simultaneous log-ins lose a race: look for a delay between the session's creation and its visibility (replication, a cache)\(retry)"
        )
    }

    static let secureCookieOverHTTP = Diagnosis(
        code: "secure-cookie-over-http",
        cause: "the room page set its cookies as `Secure`, and over plain http they are not stored or sent",
        remedy: "use https URLs; browsers need them too")

    static let wrongHostCredentials = Diagnosis(
        code: "wrong-host-credentials", cause: "the host's e-mail or password is wrong",
        remedy: "check `platform: { host: { email: …, password: … } }`")

    static let versionInAPI = Diagnosis(
        code: "version-in-api", cause: "`target.api` ends with /v1, but the paths of the calls already begin with it",
        remedy: "remove /v1 from `target.api`")

    static let compressedBody = Diagnosis(
        code: "compressed-body", cause: "the server compresses its response although the request did not ask for it",
        remedy: "make the server, or the proxy in front of it, honour Accept-Encoding")

    static let http2Stream = Diagnosis(
        code: "http2-stream",
        cause: "the server ended the HTTP/2 stream, or the connection, before the response was complete",
        remedy:
            "check the log of the server or proxy that serves HTTP/2 (limits of streams and of requests per connection); `target: { http: \"1.1\" }` shows whether HTTP/2 is the cause"
    )

    static let invalidHTTP2 = Diagnosis(
        code: "invalid-http2",
        cause:
            "the server does not speak HTTP/2 on this port, or one side found what the other sent to be invalid HTTP/2",
        remedy:
            "`target: { http: \"1.1\" }` shows whether HTTP/2 is the cause; without `http: \"2\"` it is spoken only where the server offers it over TLS. If it does, check the log of the server or proxy that serves HTTP/2"
    )

    static func unusedProxy(_ variable: String) -> Diagnosis {
        Diagnosis(
            code: "unused-proxy",
            cause:
                "no connection; the environment sets a proxy (`\(variable)`), which Turnout does not use, since the proxy "
                + "would be measured with the target",
            remedy:
                "if this machine reaches the target only through that proxy, run Turnout where it is reached directly")
    }

    static let noTLS = Diagnosis(
        code: "no-tls", cause: "the server does not speak TLS on this port",
        remedy: "use http:// if the server is meant to serve without TLS, or its TLS port")

    static let relativeURL = Diagnosis(
        code: "relative-url",
        cause:
            "the step's URL does not begin with http:// or https://, and the participant has read no page that it could be "
            + "relative to (an answer with JSON is none); nothing was sent",
        remedy: "write the address before the value, as in ${target.site}/${link}; `run --debug` shows the value")

    static let certificateExpired = Diagnosis(
        code: "certificate-expired", cause: "the server's certificate has expired",
        remedy: "renew it; visitors' browsers refuse it too. `-k` switches the verification off")

    static let certificateNotYetValid = Diagnosis(
        code: "certificate-not-yet-valid", cause: "the server's certificate is not valid yet",
        remedy: "check the clock of this machine, and the certificate's dates")

    static func certificateOfAnotherName(isPlainAddress: Bool) -> Diagnosis {
        let resolve = isPlainAddress ? "--resolve" : "resolve"
        return Diagnosis(
            code: "certificate-of-another-name", cause: "the server's certificate is for another name",
            remedy:
                "use the name that the certificate is for (with `\(resolve)`, if that leads elsewhere), or a certificate for this one"
        )
    }

    static func certificateOfUnknownIssuer(isPlainAddress: Bool) -> Diagnosis {
        let option = isPlainAddress ? "`--cacert FILE`" : "`target: { tls: { ca: … } }` or `--cacert`"
        return Diagnosis(
            code: "certificate-of-unknown-issuer",
            cause: "the certificate was issued by an authority that this machine does not trust",
            remedy: "name the certificate to trust with \(option), or switch the verification off with `-k`")
    }

    static func hostNotAllowed(
        _ host: String?, besides others: [String] = [], isPlainAddress: Bool = false
    ) -> Diagnosis {
        let remedy = host.map { host in
            if isPlainAddress { return "`--allow-host \(host)`" }
            let list = (others + [host]).map { "\"\($0)\"" }.joined(separator: ", ")
            return "`target: { allow-hosts: [\(list)] }`"
        }
        return Diagnosis(
            code: "host-not-allowed",
            cause: host.map { "the host \($0) is not among those that this run may contact" }
                ?? "the host is not among those that this run may contact",
            remedy: remedy.map { "if you may load-test it, add it: \($0)" }
                ?? "if you may load-test it, add it to `allow-hosts`")
    }
}
