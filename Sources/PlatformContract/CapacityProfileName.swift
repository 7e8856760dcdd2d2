// The names of the stand-in's capacity profiles: scenarios choose one, the stand-in knows its numbers.

/// A capacity profile of the stand-in, by the name that scenarios and the command line use.
package enum CapacityProfileName: String, CaseIterable, Hashable, Sendable {
    /// No model at all.
    case unlimited
    /// Takes five hundred at once.
    case healthy
    /// Holds under a spread-out arrival, collapses when all come at once.
    case fragile
    /// Lets only so many requests through a second.
    case rateLimited = "rate-limited"
    /// Its store of sessions falls behind when all log in at once.
    case sessionRace = "session-race"
    /// Loses some requests and answers on the way.
    case flaky
}
