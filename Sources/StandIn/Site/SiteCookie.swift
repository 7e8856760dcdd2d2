// The cookie by which a browser is known to the site.

/// The session cookie. It belongs to the site alone: the platform has its own (contract section 6).
enum SiteCookie {
    /// Its name.
    static let name = "session"

    /// The id that a request carries; nil: it carries none.
    static func id(in request: IncomingRequest) -> String? {
        request.cookies.flatMap { CookieHeader.value(of: name, in: $0) }.map(String.init)
    }

    /// `Set-Cookie` for a session.
    static func set(_ session: SiteSession, secure: Bool) -> String { "\(name)=\(session.id)\(attributes(secure))" }

    /// `Set-Cookie` that takes the cookie away.
    static func expired(secure: Bool) -> String { "\(name)=\(attributes(secure)); Max-Age=0" }

    private static func attributes(_ secure: Bool) -> String {
        "; Path=\(CustomerSite.home); HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "")
    }
}
