// The diagnosis of requests that a site refuses: what its answer says, and what the request carried.
import Measuring

extension FailureContext {
    /// What is known about a request of the scenario's own that was refused.
    package struct Site: Sendable {
        /// What the request carried to say who makes it.
        package enum Credentials: Hashable, Sendable {
            case none
            /// Cookies that the participant held.
            case cookies
            /// A header `Authorization`.
            case authorization
        }

        /// What it carried.
        package var carried: Credentials
        /// Whether its body or its query has a secret value in it, as that of a log-in has.
        package var sendsSecret: Bool
        /// Whether the answer speaks of the protection against forged requests (CSRF).
        package var speaksOfForgery: Bool

        /// Creates the facts.
        package init(carried: Credentials, sendsSecret: Bool, speaksOfForgery: Bool) {
            self.carried = carried
            self.sendsSecret = sendsSecret
            self.speaksOfForgery = speaksOfForgery
        }

        /// How much of an answer is searched for words about forged requests.
        private static let mostSearched = 65_536

        /// Whether an answer speaks of the protection against forged requests.
        static func speaksOfForgery(_ body: [UInt8]) -> Bool {
            let words = ["csrf", "xsrf", "authenticitytoken", "authenticity token"].map { Array($0.utf8) }
            let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
            let text = body.prefix(mostSearched).map { capitals.contains($0) ? $0 | 0x20 : $0 }
            return words.contains { text.firstRange(of: $0) != nil }
        }
    }
}

extension Diagnosis {
    /// What a site's refusal means. Frameworks answer a missing CSRF token with 403 (Django, Spring), 419 (Laravel), 422
    /// (Rails) or 400 (Flask-WTF); that status alone says nothing.
    static func site(_ site: FailureContext.Site, status: Int?) -> Diagnosis? {
        switch status {
        case 419: return forgeryRefused(site)
        case 400 where site.speaksOfForgery, 403 where site.speaksOfForgery, 422 where site.speaksOfForgery:
            return forgeryRefused(site)
        case 401 where site.carried == .authorization: return credentialsRefused
        case 401 where site.sendsSecret: return logInRefused
        case 401 where site.carried == .cookies: return notSignedIn
        case 401: return noCredentials(isCertain: true)
        // A site may also refuse this machine, or the User-Agent.
        case 403 where site.carried == .none && !site.sendsSecret: return noCredentials(isCertain: false)
        default: return nil
        }
    }

    private static func forgeryRefused(_ site: FailureContext.Site) -> Diagnosis {
        let remedy =
            if site.carried == .none {
                "the participant held no cookie for this URL: open the page with the form first, on the same host, since "
                    + "its cookie and its token belong together; take the token there with `extract`"
            } else {
                "take the token from the page with the form (`extract`) and send it as that form does, in a field or a "
                    + "header; after a log-in sites give a new one"
            }
        return Diagnosis(
            code: "csrf-refused",
            cause: site.speaksOfForgery
                ? "the site's answer speaks of its protection against forged requests (CSRF)"
                : "status 419: the site (Laravel uses this status) found no valid CSRF token, or the session has expired",
            remedy: remedy)
    }

    private static let credentialsRefused = Diagnosis(
        code: "credentials-refused", cause: "the server did not accept what the request sent as `Authorization`",
        remedy: "check the step's `auth` or header: the values, and whether the token was meant for this server")

    private static let logInRefused = Diagnosis(
        code: "log-in-refused", cause: "the server did not accept the user name, password or token in the request",
        remedy:
            "check that these accounts exist there and that the fields have the names that the site uses; `run --debug` "
            + "shows what one participant sends")

    private static let notSignedIn = Diagnosis(
        code: "not-signed-in", cause: "the participant's cookies did not sign it in",
        remedy:
            "check that the log-in succeeded: many sites answer a failed one with 200 and the form again (add a `check` "
            + "to that step)")

    private static func noCredentials(isCertain: Bool) -> Diagnosis {
        let advice = "log in first, on the same host, or give the step `auth`"
        return Diagnosis(
            code: "no-credentials",
            cause: "the request carried no `Authorization`, and the participant held no cookie for this URL",
            remedy: isCertain ? advice : "if the page needs a log-in: \(advice)")
    }
}
