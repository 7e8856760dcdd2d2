// The site's forms as they come in.

import PlatformContract

/// Fields of the site's forms and queries.
enum SiteField {
    /// The e-mail.
    static let email = "email"
    /// The password.
    static let password = "password"
    /// What proves that the form is the site's own.
    static let formToken = "csrf_token"
    /// Where the log-in leads.
    static let next = "next"
}

/// Reads forms.
enum SiteForm {
    /// Bytes of the largest form that is read: a log-in needs some hundred.
    static let longest = 16_384

    /// The fields of a form.
    ///
    /// - Throws: 415 for a body of another type, 413 for one that is larger than any of the site's forms.
    static func fields(_ request: IncomingRequest) throws(ErrorResponse) -> QueryFields {
        guard request.mediaType == MediaTypeName.form else {
            throw .api(.unsupportedMediaType, "The form has to be sent as \(MediaTypeName.form)")
        }
        guard let body = request.body, body.count <= longest else { throw .bodyTooLarge }
        return QueryFields(String(decoding: body, as: UTF8.self))
    }
}
