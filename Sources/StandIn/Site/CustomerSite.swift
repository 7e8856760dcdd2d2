// The customer's site, where people log in before they come to a room (contract section 7).

import PlatformContract

/// What the site has beside its pages: the sessions of its visitors, and its own access to the platform.
struct CustomerSite: Sendable {
    /// The sessions of its visitors.
    let sessions: SiteSessions
    /// The token by which it calls the platform.
    let token = IntegratorToken()
    /// The account and the client by which it gets that token; nil: the configuration has none, and no lesson opens.
    let integrator: Integrator?

    /// As whom the site calls the platform.
    struct Integrator: Sendable {
        var account: StandInConfiguration.Account
        var client: StandInConfiguration.Client

        /// Whether someone logged in at the site by this e-mail is the integrator's own person.
        func isSelf(_ email: String?) -> Bool { email?.lowercased() == account.email.lowercased() }
    }

    init(configuration: StandInConfiguration, clock: ServerClock) {
        sessions = SiteSessions(seed: configuration.seed, clock: clock)
        integrator = configuration.integrator.flatMap { account in
            configuration.clients.first.map { Integrator(account: account, client: $0) }
        }
    }

    /// The path of the page that everything else is below.
    static let home = SiteCall.readCourses.template
    /// The path of the form.
    static let login = SiteCall.readLogin.template

    /// The path of a lesson. The ids are the platform's own and need no encoding.
    static func lesson(room: String, space: String) -> String { "\(home)/lessons/\(space)/\(room)" }

    /// Whether a path is the site's, known or not.
    static func covers(_ path: String) -> Bool { path == home || path.hasPrefix(home + "/") }
}

/// Someone who is logged in at the site.
struct SitePerson: Sendable, Hashable {
    /// The shown name; never empty, since the platform refuses such a one.
    var name: String
    /// The site's own id of the person, for the platform: letters and digits (contract section 4).
    var externalUserID: String
    /// What the person is in lessons.
    var role: Role
}
