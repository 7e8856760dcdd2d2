// What happened when: the run in time slices.

/// Counts per tenth of a second since the run's origin. Empty slices are left out.
package struct Timeline: Hashable, Sendable {
    /// What happened within a tenth of a second.
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

    /// The length of a slice.
    package static let sliceNanoseconds: Int64 = 100_000_000

    /// The slices by index; slice 0 begins at the run's origin.
    package private(set) var slices: [Int: Slice] = [:]

    mutating func note(at nanoseconds: Int64, _ change: (inout Slice) -> Void) {
        change(&slices[Int(nanoseconds / Timeline.sliceNanoseconds), default: Slice()])
    }
}
