// The customer's site, where people log in before they enter a room (contract section 7).

import PlatformContract

/// The site's state: its visitors' sessions, and its own access to the platform.
struct CustomerSite: Sendable {
    /// The sessions of its visitors.
    let sessions: SiteSessions
    /// The token with which it calls the platform.
    let token = IntegratorToken()
    /// The account and client for that token; nil if the configuration has none, and then no lesson opens.
    let integrator: Integrator?

    /// The identity that the site uses on the platform.
    struct Integrator: Sendable {
        var account: StandInConfiguration.Account
        var client: StandInConfiguration.Client

        /// Whether a visitor with this e-mail is the integrator.
        func isSelf(_ email: String?) -> Bool { email?.lowercased() == account.email.lowercased() }
    }

    init(configuration: StandInConfiguration, clock: ServerClock) {
        sessions = SiteSessions(seed: configuration.seed, clock: clock)
        integrator = configuration.integrator.flatMap { account in
            configuration.clients.first.map { Integrator(account: account, client: $0) }
        }
    }

    /// The path below which all other pages are.
    static let home = SiteCall.readCourses.template
    /// The path of the log-in form.
    static let login = SiteCall.readLogin.template

    /// The path of a lesson. The ids come from the platform and need no encoding.
    static func lesson(room: String, space: String) -> String { "\(home)/lessons/\(space)/\(room)" }

    /// Whether a path belongs to the site, known or not.
    static func covers(_ path: String) -> Bool { path == home || path.hasPrefix(home + "/") }
}

/// Someone who is logged in at the site.
struct SitePerson: Sendable, Hashable {
    /// The display name; never empty, since the platform rejects an empty one.
    var name: String
    /// The site's own id for the person, as sent to the platform: letters and digits (contract section 4).
    var externalUserID: String
    /// The person's role in lessons.
    var role: Role
}
