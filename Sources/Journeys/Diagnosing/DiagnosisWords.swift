// The words of the diagnosis: cause and remedy of each failure that is known (contract section 11).
import Measuring
import PlatformContract

extension Diagnosis {
    static let usernameNotEmail = Diagnosis(
        code: "username-not-email",
        cause: "the password grant wants the user's e-mail in `username`, since user names are not unique",
        remedy: "put the e-mail there (`username: email`)")

    static let wrongCredentials = Diagnosis(
        code: "wrong-credentials", cause: "the password is wrong, or the user does not exist",
        remedy: "check the credentials, or create the users first (`accounts: create`)")

    static let refreshTokenDead = Diagnosis(
        code: "refresh-token-dead", cause: "the refresh token has expired or was used before: each serves once",
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
        code: "same-value-twice", cause: "the same room was named in the space's place too",
        remedy: "the path is /spaces/<spaceId>/rooms/<roomId>: two different ids")

    static let idInLink = Diagnosis(
        code: "id-in-link", cause: "an id was used in a link, where the room's alias belongs",
        remedy: "use the alias (`${platform.roomAlias}`); ids are for API paths only")

    static let cookiesNotStored = Diagnosis(
        code: "cookies-not-stored",
        cause: "the participant stores no cookies, and the room page's cookies are what identifies it",
        remedy: "allow cookies (inside a frame: third-party cookies)")

    static let noAccessCookie = Diagnosis(
        code: "no-access-cookie",
        cause: "the participant sent no cookie: the room page set none that identifies it",
        remedy:
            "open an access link, or log in first; where API and web client are two hosts, the cookie's Domain must be their common parent"
    )

    static func linkExpired(ttlSeconds: Int) -> Diagnosis {
        Diagnosis(
            code: "link-expired", cause: "the access link is older than the \(ttlSeconds) s that it lives",
            remedy: "generate it later, or with a longer `ttl`")
    }

    static let linkUsed = Diagnosis(
        code: "link-used", cause: "the access link serves once, and it was opened before",
        remedy: "`permanent: true`, or one link a person")

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

    static func rateLimited(retryAfter: String?) -> Diagnosis {
        // A date would give each failure words of its own, since what is left until then differs from one to the next.
        let asked = retryAfter.flatMap { UInt($0) }.map { ", and asks to wait \($0) s" } ?? ""
        return Diagnosis(
            code: "rate-limit", cause: "the server limits the rate of requests\(asked)",
            remedy: "spread the arrival, honour Retry-After (`retry`), or ask for a higher limit")
    }

    static func overloaded(status: Int?) -> Diagnosis {
        Diagnosis(
            code: "overload",
            cause: status.map { "status \($0): the log-in cannot take this many at once" }
                ?? "no answer in time: the log-in cannot take this many at once",
            remedy: "this is the finding that the rehearsal is for: more capacity, queueing, or a spread-out start")
    }

    static func hostNotAllowed(_ host: String?) -> Diagnosis {
        Diagnosis(
            code: "host-not-allowed",
            cause: host.map { "\($0) is not among the hosts that this scenario may contact" }
                ?? "the host is not among those that this scenario may contact",
            remedy: host.map { "add it, if it is yours to load: `target: { allow-hosts: [\"\($0)\"] }`" }
                ?? "add it to `allow-hosts`, if it is yours to load")
    }
}
