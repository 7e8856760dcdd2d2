// The address space of a process, which `ulimit -v` limits (getrlimit(2), RLIMIT_AS).
import Glibc

/// What a process of Turnout takes of it, in MiB. A process that gets no more ends by a signal, wherever it is at that
/// moment, so that too small a limit must be noticed before.
package enum AddressSpace {
    /// The limit; `Int.max` if there is none.
    package static var limit: Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return Int.max }
        return limit.rlim_cur == rlim_t.max ? Int.max : Int(clamping: limit.rlim_cur >> 20)
    }

    /// What a process needs. The least limits with which runs went to their end were 318 MiB with 10 participants on two
    /// loops, 440 over TLS, 495 with the platform's whole journey, 975 with 5,000 over TLS, and 678 and 1,648 with 10 on
    /// 8 and on 32 loops: a loop's thread takes a stack of 8 MiB and its allocator's first segment of 32. A stand-in on
    /// two cores needed 545, and 634 with 2,000 participants.
    package static func needed(threads: Int, connections: Int) -> Int {
        448 + 48 * threads + (connections + 7) / 8
    }

    package static let remedy = "raise the limit (`ulimit -v`)"
}
