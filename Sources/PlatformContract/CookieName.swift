// The cookies by which the platform identifies a browser.

/// Cookies of the room page and of user tokens (contract section 6).
package enum CookieName {
    /// The access token.
    package static let accessToken = watchedAccessToken.description
    /// The same, for the transport to look for.
    package static let watchedAccessToken: StaticString = "accessToken"
    /// The refresh token.
    package static let refreshToken = "refreshToken"
    /// A tracking id of 20 characters.
    package static let trackingID = "trClId"

    /// How many characters the tracking id has.
    package static let trackingIDLength = 20

    /// All of them, in the order in which they are set.
    package static let all = [accessToken, refreshToken, trackingID]

    /// The attributes of all three cookies, as written after `name=value` in `Set-Cookie`.
    ///
    /// - Parameters:
    ///   - secure: Whether the page is served over TLS.
    ///   - domain: The common parent domain of API and web client, if they are two hosts.
    /// - Returns: The attributes, starting with a semicolon.
    package static func attributes(secure: Bool, domain: String? = nil) -> String {
        let site = secure ? "; Path=/; HttpOnly; SameSite=None; Secure" : "; Path=/; HttpOnly; SameSite=Lax"
        return domain.map { "\(site); Domain=\($0)" } ?? site
    }
}
