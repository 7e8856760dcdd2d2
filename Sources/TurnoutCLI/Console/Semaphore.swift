// What one thread waits on and another signals.
import Glibc

/// An unnamed POSIX semaphore of this process, at 0.
@safe final class Semaphore: @unchecked Sendable {
    // The pointer never changes, and semaphores are made to be used from several threads at once (sem_overview(7)).
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() {
        // Fails only beyond SEM_VALUE_MAX, or where semaphores are to be shared between processes and cannot.
        unsafe sem_init(semaphore, 0, 0)
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    /// Lets one waiting thread go on, the next one if none waits. Never blocks.
    func signal() {
        unsafe sem_post(semaphore)
    }

    /// Blocks the thread until somebody signals.
    func wait() {
        while unsafe sem_wait(semaphore) != 0, errno == EINTR {}
    }

    /// Blocks the thread until somebody signals, but not much longer than `limit` milliseconds.
    func wait(milliseconds limit: Int) {
        var end = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &end)
        let nanoseconds = end.tv_nsec + limit % 1000 * 1_000_000
        end.tv_sec += limit / 1000 + nanoseconds / 1_000_000_000
        end.tv_nsec = nanoseconds % 1_000_000_000
        while unsafe sem_timedwait(semaphore, &end) != 0, errno == EINTR {}
    }
}
