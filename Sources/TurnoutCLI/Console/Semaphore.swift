// A semaphore on which one thread waits and which another signals.
import Glibc

/// An unnamed POSIX semaphore of this process, with initial value 0.
@safe final class Semaphore: @unchecked Sendable {
    // The pointer never changes, and semaphores are made to be used from several threads at once (sem_overview(7)).
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() {
        // Fails only for values above SEM_VALUE_MAX, or if sharing between processes is requested and unsupported.
        unsafe sem_init(semaphore, 0, 0)
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    /// Wakes one waiting thread, or lets the next one pass. Never blocks.
    func signal() {
        unsafe sem_post(semaphore)
    }

    /// Blocks the thread until the semaphore is signalled.
    func wait() {
        while unsafe sem_wait(semaphore) != 0, errno == EINTR {}
    }

    /// Blocks the thread until the semaphore is signalled, or about `limit` milliseconds have passed.
    func wait(milliseconds limit: Int) {
        var end = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &end)
        let nanoseconds = end.tv_nsec + limit % 1000 * 1_000_000
        end.tv_sec += limit / 1000 + nanoseconds / 1_000_000_000
        end.tv_nsec = nanoseconds % 1_000_000_000
        while unsafe sem_timedwait(semaphore, &end) != 0, errno == EINTR {}
    }
}
