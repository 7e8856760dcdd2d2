// The profiles that come with the stand-in.

import PlatformContract

extension CapacityProfile {
    /// No model at all, for measuring the harness.
    package static let unlimited = CapacityProfile(name: "unlimited")

    /// Handles five hundred at once without slowing down.
    package static let healthy: CapacityProfile = {
        var profile = CapacityProfile(name: "healthy")
        profile.slots = Slots(concurrent: 512, queued: 20_000)
        profile.database = Database(connections: 256, acquireTimeoutMilliseconds: 10_000)
        profile.passwordHash = PasswordHash(workers: 64, milliseconds: 15)
        profile.service = serviceTimes(scale: 0.25)
        return profile
    }()

    /// Copes with arrivals that are spread out and collapses when all come at once: few hash workers, which hold the
    /// few database connections, behind a queue that fills immediately. Four log-ins a second are no problem. Of five
    /// hundred at once more than half fail, some because the queue is full, some waiting for a connection. It recovers
    /// once they are gone.
    package static let fragile: CapacityProfile = {
        var profile = CapacityProfile(name: "fragile")
        profile.slots = Slots(concurrent: 80, queued: 240)
        profile.database = Database(connections: 20, acquireTimeoutMilliseconds: 1_000)
        profile.passwordHash = PasswordHash(workers: 4, milliseconds: 100)
        profile.service = serviceTimes(scale: 1)
        return profile
    }()

    /// Fast, but accepts only so many requests a second.
    package static let rateLimited: CapacityProfile = {
        var profile = healthy
        profile.name = "rate-limited"
        profile.rateLimit = RateLimit(perSecond: 100, burst: 100)
        return profile
    }()

    /// Fast, but its only session store falls behind when all log in at once: a participant who enters right after the
    /// log-in is not known yet.
    package static let sessionRace: CapacityProfile = {
        var profile = healthy
        profile.name = "session-race"
        profile.sessionStore = SessionStore(writeMilliseconds: 4, lagMilliseconds: 0)
        return profile
    }()

    /// Fast, but one request in twenty meets a fault, whatever the load: one in fifty is reset, one in a hundred is cut
    /// off in its response, one in a hundred gets invalid JSON, one in a hundred is never answered.
    package static let flaky: CapacityProfile = {
        var profile = healthy
        profile.name = "flaky"
        profile.faults = Faults(reset: 0.02, stall: 0.01, truncated: 0.01, malformed: 0.01)
        return profile
    }()

    /// All presets.
    package static let all = CapacityProfileName.allCases.map(preset)

    /// The profile with this name, if there is one.
    package static func named(_ name: String) -> CapacityProfile? {
        CapacityProfileName(rawValue: name).map(preset)
    }

    private static func preset(_ name: CapacityProfileName) -> CapacityProfile {
        switch name {
        case .unlimited: unlimited
        case .healthy: healthy
        case .fragile: fragile
        case .rateLimited: rateLimited
        case .sessionRace: sessionRace
        case .flaky: flaky
        }
    }

    private static func serviceTimes(scale: Double) -> [Endpoint: ServiceTime] {
        func time(_ median: Double, _ p99: Double) -> ServiceTime {
            ServiceTime(medianMilliseconds: median * scale, p99Milliseconds: p99 * scale)
        }
        return Dictionary(
            uniqueKeysWithValues: Endpoint.allCases.map { endpoint in
                switch endpoint {
                case .token, .users, .siteLogin: (endpoint, time(20, 80))
                case .roomPage: (endpoint, time(20, 80))
                case .generateAccess, .participant, .join, .siteLesson: (endpoint, time(15, 60))
                case .spaces, .rooms, .invites, .roles, .room, .leave, .records, .webhooks:
                    (endpoint, time(10, 40))
                case .signalingToken, .sitePage: (endpoint, time(8, 30))
                case .calls, .report, .polls: (endpoint, time(40, 160))
                }
            })
    }
}
