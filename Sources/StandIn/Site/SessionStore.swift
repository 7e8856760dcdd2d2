// Sessions of one fixed lifetime: the oldest is always the next to expire.

/// Keeps sessions by id for a fixed time, and at most a fixed number of them. Adding one drops those that have expired, so
/// nothing has to sweep.
struct SessionStore: Sendable {
    private struct Place: Sendable {
        var id: String
        var end: Int
    }

    private let lifetime: Int
    private let capacity: Int
    private var sessions: [String: (session: SiteSession, end: Int)] = [:]
    /// In the order in which they came; the ones before `head` have gone. A removed session keeps its place until its
    /// turn comes.
    private var places: [Place] = []
    private var head = 0

    /// - Parameters:
    ///   - lifetime: How long a session lives, in microseconds.
    ///   - capacity: How many are kept; one more pushes out the oldest.
    init(lifetime: Int, capacity: Int) {
        self.lifetime = lifetime
        self.capacity = max(capacity, 1)
    }

    /// How many sessions are kept.
    var count: Int { sessions.count }

    /// The session of an id; nil: it is unknown or over.
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
