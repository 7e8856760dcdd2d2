// Reads and writes the site's forms and its cookie.

import PlatformContract

/// Fields of the site's forms and queries.
enum SiteField {
    /// The e-mail.
    static let email = "email"
    /// The password.
    static let password = "password"
    /// Proves that the form is the site's own.
    static let formToken = "csrf_token"
    /// Where the log-in leads.
    static let next = "next"
}

/// Reads forms.
enum SiteForm {
    /// The largest form that is read, in bytes; a log-in needs a few hundred.
    static let longest = 16_384

    /// The fields of a form.
    ///
    /// - Throws: 415 for a body of another type, 413 for one larger than any of the site's forms.
    static func fields(_ request: IncomingRequest) throws(ErrorResponse) -> QueryFields {
        guard request.mediaType == MediaTypeName.form else {
            throw .api(.unsupportedMediaType, "The form has to be sent as \(MediaTypeName.form)")
        }
        guard let body = request.body, body.count <= longest else { throw .bodyTooLarge }
        return QueryFields(String(decoding: body, as: UTF8.self))
    }
}

/// The session cookie. It belongs to the site alone: the platform has its own (contract section 6).
enum SiteCookie {
    /// Its name.
    static let name = "session"

    /// The id that a request carries; nil if it carries none.
    static func id(in request: IncomingRequest) -> String? {
        request.cookies.flatMap { CookieHeader.value(of: name, in: $0) }.map(String.init)
    }

    /// `Set-Cookie` for a session.
    static func set(_ session: SiteSession, secure: Bool) -> String { "\(name)=\(session.id)\(attributes(secure))" }

    /// `Set-Cookie` that deletes the cookie.
    static func expired(secure: Bool) -> String { "\(name)=\(attributes(secure)); Max-Age=0" }

    private static func attributes(_ secure: Bool) -> String {
        "; Path=\(CustomerSite.home); HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "")
    }
}
