// The process's file mode creation mask.
import Glibc

/// The bits that new files do not get.
enum Umask {
    /// The mask. Called before there are other threads: there is no way to ask for it without setting it.
    static var current: mode_t {
        let mask = umask(0)
        umask(mask)
        return mask
    }
}
