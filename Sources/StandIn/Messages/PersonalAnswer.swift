// Header fields of answers that are meant for one person.

/// What keeps an answer with the browser that asked for it: see ``Answer/isPersonal``.
enum PersonalAnswer {
    /// Names in lower case, with their values.
    ///
    /// Not stored, since pages hold tokens and what they say depends on the session. Not framed, so that nobody lays
    /// another page over the forms; but framing the platform, wherever it is. No script, no form to elsewhere. The address
    /// of a lesson is told to the site alone, and not to the platform behind the frame.
    static let fields = [
        ("cache-control", "no-store"),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        (
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-src http: https:; form-action 'self'; "
                + "base-uri 'none'; frame-ancestors 'none'"
        ),
    ]
}
