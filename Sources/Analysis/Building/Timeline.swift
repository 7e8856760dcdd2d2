// What happened when: the run in time slices.

/// Counts per tenth of a second since the run's origin. Empty slices are left out. In a run of more than an hour slices
/// double in length whenever there are too many, so that memory is bounded however long it goes on.
package struct Timeline: Hashable, Sendable {
    /// What happened within a slice.
    package struct Slice: Hashable, Sendable {
        /// Requests that ended, including replays and retries.
        package var requests = 0
        /// Those of them that failed.
        package var failedRequests = 0
        /// Participants who entered (or completed a journey that leads into no room).
        package var entered = 0
        /// Participants whose journey failed.
        package var failedParticipants = 0
    }

    /// The most slices that are kept: those of an hour.
    private static let most = 36_000

    /// The length of a slice.
    package private(set) var sliceNanoseconds: Int64 = 100_000_000

    /// The slices by index; slice 0 begins at the run's origin.
    package private(set) var slices: [Int: Slice] = [:]

    mutating func note(at nanoseconds: Int64, _ change: (inout Slice) -> Void) {
        change(&slices[Int(nanoseconds / sliceNanoseconds), default: Slice()])
        while slices.count > Timeline.most { widen() }
    }

    private mutating func widen() {
        sliceNanoseconds *= 2
        slices = slices.reduce(into: [:]) { wider, slice in wider[slice.key / 2, default: Slice()].add(slice.value) }
    }
}

extension Timeline.Slice {
    fileprivate mutating func add(_ other: Timeline.Slice) {
        requests += other.requests
        failedRequests += other.failedRequests
        entered += other.entered
        failedParticipants += other.failedParticipants
    }
}
