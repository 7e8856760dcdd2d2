// The jobs that a loop runs before it looks at any descriptor: crowds that are released.

/// Which of the jobs that wait are to run first: always those at the front of the queue.
struct FirstJobs {
    /// Releases, each with how many jobs there are from the front of the queue to its last one, and what is called before
    /// each turn with some of them. The last one to be added has the most.
    private var releases: [(left: Int, beforeEachTurn: () -> Void)] = []

    /// How many jobs are left.
    var left: Int { releases.last?.left ?? 0 }

    /// Adds a release whose last job has this place in the queue, counted from 1.
    mutating func add(_ last: Int, _ beforeEachTurn: @escaping () -> Void) {
        if last > 0 { releases.append((last, beforeEachTurn)) }
    }

    /// A turn with some of them begins.
    func begin() {
        for release in releases { release.beforeEachTurn() }
    }

    /// The first job in the queue runs.
    mutating func ran() {
        guard !releases.isEmpty else { return }
        for place in releases.indices { releases[place].left -= 1 }
        if releases[0].left == 0 { releases.removeAll { $0.left == 0 } }
    }
}
