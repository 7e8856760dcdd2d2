// The sessions of the site's visitors, before and after they log in.

import PlatformContract

/// A browser that has a session. Instants are microseconds since the server's start.
struct SiteSession: Sendable, Hashable {
    /// The value of the cookie.
    var id: String
    /// The token that a form must carry, so that no other site can send it in the person's name.
    var formToken: String
    /// Nil: nobody has logged in yet.
    var person: SitePerson?
    /// The instant from which the session is visible.
    var visibleFrom = 0
}

/// The site's sessions. An actor, so that a session is checked and renewed in one step.
///
/// A session lives for a fixed time and their number is limited, so that a stand-in that serves for days does not grow
/// with every visitor who never came back.
actor SiteSessions {
    /// Microseconds that a browser has from the form to the log-in.
    static let anonymousLifetime = 3_600_000_000
    /// Microseconds that someone stays logged in.
    static let lifetime = 12 * 3_600_000_000
    /// Sessions of each kind that are kept.
    static let capacity = 1_000_000

    private let clock: ServerClock
    private var generator: IDGenerator
    private var anonymous = SessionStore(lifetime: anonymousLifetime, capacity: capacity)
    private var personal = SessionStore(lifetime: lifetime, capacity: capacity)

    init(seed: UInt64, clock: ServerClock) {
        self.clock = clock
        generator = IDGenerator(seed: seed)
    }

    /// The session with an id; nil if it is unknown, expired, or not visible yet.
    func session(_ id: String) -> SiteSession? {
        let now = clock.now()
        guard let session = personal.session(id, at: now) ?? anonymous.session(id, at: now),
            session.visibleFrom <= now
        else { return nil }
        return session
    }

    /// A session for a browser that has none.
    func openAnonymous() -> SiteSession {
        let session = fresh()
        anonymous.put(session, at: clock.now())
        return session
    }

    /// Logs someone in. The previous session ends together with its form token, so that nobody who planted its id in
    /// the browser shares the log-in (session fixation).
    ///
    /// - Parameters:
    ///   - person: Who logs in.
    ///   - old: The session from which the form was sent.
    ///   - visibleFrom: The instant from which the new session is visible; nil: at once.
    /// - Returns: The new session; nil if the old one has ended in the meantime, for example because the same form was
    ///   sent twice.
    func logIn(_ person: SitePerson, from old: SiteSession, visibleFrom: Int?) -> SiteSession? {
        guard session(old.id) != nil else { return nil }
        end(old)
        var session = fresh()
        session.person = person
        session.visibleFrom = visibleFrom ?? 0
        personal.put(session, at: clock.now())
        return session
    }

    /// Ends a session.
    func end(_ session: SiteSession) {
        personal.remove(session.id)
        anonymous.remove(session.id)
    }

    private func fresh() -> SiteSession {
        SiteSession(
            id: generator.alphanumeric(.siteSession, length: 32),
            formToken: generator.alphanumeric(.siteForm, length: 32))
    }
}
