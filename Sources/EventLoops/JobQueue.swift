// The jobs that wait on a loop, first in, first out.

/// A queue in one array: jobs are appended behind and taken from the front, and the array is emptied at once when its
/// end is reached, so that nothing is moved and nothing allocated in steady state.
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
            // A queue that never runs empty must not grow without end.
            jobs.removeFirst(head)
            head = 0
        }
        return job
    }
}
