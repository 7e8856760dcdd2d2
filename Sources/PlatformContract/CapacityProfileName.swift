// The names of the stand-in's capacity profiles. Scenarios choose one; the stand-in has the parameters.

/// A capacity profile of the stand-in, by the name that scenarios and the command line use.
package enum CapacityProfileName: String, CaseIterable, Hashable, Sendable {
    /// No model at all.
    case unlimited
    /// Handles five hundred at once.
    case healthy
    /// Copes with arrivals that are spread out, collapses when all come at once.
    case fragile
    /// Accepts only a limited number of requests per second.
    case rateLimited = "rate-limited"
    /// Its session store falls behind when all log in at once.
    case sessionRace = "session-race"
    /// Loses some requests and responses.
    case flaky
}
