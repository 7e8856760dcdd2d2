// Waits for what another process writes, by the kernel's own events (inotify(7)).
import Foundation
import Glibc
import Support
import Synchronization

/// A folder, and one in it that may not be there yet, watched for every write and every new file.
final class FolderWatch: Sendable {
    struct Failed: Error { var errno: Int32 }

    private static let changes = UInt32(IN_CREATE | IN_MODIFY | IN_MOVED_TO)

    private let descriptor: Int32
    /// The watch that exists from the beginning.
    private let outer: Int32
    private let inner: String
    private let isCancelled = Mutex(false)

    private init(_ folder: String, _ inner: String) throws {
        descriptor = inotify_init1(Int32(IN_CLOEXEC))
        self.inner = "\(folder)/\(inner)"
        outer = inotify_add_watch(descriptor, folder, FolderWatch.changes)
        guard outer >= 0 else { throw Failed(errno: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Waits until the condition holds, looking again after each change of the run directory `run` of a folder.
    /// - Throws: `CancellationError`, as the command's deadline makes it.
    static func wait(forRunIn folder: TemporaryFolder, until holds: @escaping @Sendable () -> Bool) async throws {
        let watch = try FolderWatch(folder.path, "run")
        // A thread of its own, for those of the pool must not be blocked.
        let isMet = await withTaskCancellationHandler {
            await elsewhere { watch.wait(until: holds) }
        } onCancel: {
            watch.isCancelled.withLock { $0 = true }
            // Makes an event of its own, IN_IGNORED, so the thread wakes.
            inotify_rm_watch(watch.descriptor, watch.outer)
        }
        guard isMet else { throw CancellationError() }
    }

    private func wait(until holds: () -> Bool) -> Bool {
        var events = [UInt8](repeating: 0, count: 65536)
        while true {
            // Watched before it is looked at, so that no change falls in between. The same folder is the same watch.
            _ = inotify_add_watch(descriptor, inner, FolderWatch.changes)
            if holds() { return true }
            guard !isCancelled.withLock({ $0 }), read(descriptor, &events, events.count) > 0 else { return false }
        }
    }
}
