// The jobs waiting on a loop, first in, first out.

/// A queue in one array. Jobs are appended at the end and taken from the front; the array is cleared when its end is
/// reached, so that steady state neither moves elements nor allocates.
struct JobQueue {
    private var jobs: [UnownedJob] = []
    private var head = 0

    init() {
        jobs.reserveCapacity(64)
    }

    var isEmpty: Bool { head == jobs.count }

    var count: Int { jobs.count - head }

    mutating func append(_ job: UnownedJob) {
        jobs.append(job)
    }

    mutating func append(contentsOf others: [UnownedJob]) {
        jobs.append(contentsOf: others)
    }

    mutating func popFirst() -> UnownedJob? {
        guard head < jobs.count else { return nil }
        let job = jobs[head]
        head += 1
        if head == jobs.count {
            jobs.removeAll(keepingCapacity: true)
            head = 0
        } else if head == 4096 {
            // A queue that never runs empty must not grow without bound.
            jobs.removeFirst(head)
            head = 0
        }
        return job
    }
}
