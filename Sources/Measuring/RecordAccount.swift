// What was recorded of an event.

/// The records of an event, known once everybody has left.
package struct RecordAccount: Codable, Hashable, Sendable {
    /// A record, as the platform lists it.
    package struct Record: Codable, Hashable, Sendable {
        /// Its id.
        package var id: String
        /// Its state in the platform's words; nil: the platform does not list it.
        package var state: String?
        /// The size of its file in bytes; nil: not listed.
        package var fileSize: Int?
        /// When the platform said that it runs, in nanoseconds since the run's origin.
        package var beganNanoseconds: Int64
        /// When it ended, as far as it is known: by the length that the platform lists, or else when the run learned of
        /// its end; nil: unknown.
        package var endedNanoseconds: Int64?

        /// Creates a record that has just begun.
        package init(id: String, beganNanoseconds: Int64) {
            self.id = id
            self.beganNanoseconds = beganNanoseconds
        }
    }

    /// Those that the run started, in their order.
    package var records: [Record] = []
    /// How many of them were started in the place of one that had failed.
    package var restarts = 0
    /// How many failed.
    package var failures = 0
    /// Why there is no record, or less than the whole event, in a sentence; nil: nothing is known to be missing.
    package var reason: String?
    /// Whether state and size come from the platform's list.
    package var isListed = false

    /// An empty account.
    package init() {}
}
