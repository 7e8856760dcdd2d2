// Sessions of one fixed lifetime: the oldest is always the next to expire.

/// Keeps sessions by id for a fixed time, up to a fixed number of them. Adding one drops expired ones, so no sweep is
/// needed.
struct SessionStore: Sendable {
    private struct Place: Sendable {
        var id: String
        var end: Int
    }

    private let lifetime: Int
    private let capacity: Int
    private var sessions: [String: (session: SiteSession, end: Int)] = [:]
    /// In order of arrival; those before `head` are gone. A removed session keeps its entry until it would have
    /// expired.
    private var places: [Place] = []
    private var head = 0

    /// - Parameters:
    ///   - lifetime: How long a session lives, in microseconds.
    ///   - capacity: How many are kept; one more removes the oldest.
    init(lifetime: Int, capacity: Int) {
        self.lifetime = lifetime
        self.capacity = max(capacity, 1)
    }

    /// How many sessions are kept.
    var count: Int { sessions.count }

    /// The session with an id; nil if it is unknown or expired.
    func session(_ id: String, at now: Int) -> SiteSession? {
        guard let kept = sessions[id], kept.end > now else { return nil }
        return kept.session
    }

    /// Keeps a session from now on.
    mutating func put(_ session: SiteSession, at now: Int) {
        while head < places.count, places[head].end <= now || places.count - head >= capacity {
            sessions[places[head].id] = nil
            head += 1
        }
        if head > 1_024, head * 2 > places.count {
            places.removeFirst(head)
            head = 0
        }
        places.append(Place(id: session.id, end: now + lifetime))
        sessions[session.id] = (session, now + lifetime)
    }

    /// Drops a session.
    mutating func remove(_ id: String) {
        sessions[id] = nil
    }
}
