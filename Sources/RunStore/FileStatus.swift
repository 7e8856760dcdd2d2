// What is at a path.
package import Glibc

/// The kind and the permissions of a file, behind any links to it.
package struct FileStatus: Sendable {
    /// Whether it is a directory.
    package let isDirectory: Bool
    /// Whether it is an ordinary file, and no device, pipe or socket.
    package let isRegular: Bool
    /// Whether it is a socket.
    package let isSocket: Bool
    /// What tells it from every other file: its device and its number there.
    package let identity: [UInt64]
    /// Its owner.
    package let owner: uid_t
    /// Its permissions, as for `chmod`.
    package let permissions: mode_t
    /// What changes when it is written: the time of that, and its size.
    package let changed: [Int]

    /// What is at a path; nil if that cannot be told, and then `errno` says why.
    package init?(_ path: String) {
        var found = stat()
        guard unsafe stat(path, &found) == 0 else { return nil }
        isDirectory = found.st_mode & S_IFMT == S_IFDIR
        isRegular = found.st_mode & S_IFMT == S_IFREG
        isSocket = found.st_mode & S_IFMT == S_IFSOCK
        identity = [UInt64(found.st_dev), UInt64(found.st_ino)]
        owner = found.st_uid
        permissions = found.st_mode & 0o7777
        changed = [found.st_mtim.tv_sec, found.st_mtim.tv_nsec, Int(found.st_size)]
    }
}
