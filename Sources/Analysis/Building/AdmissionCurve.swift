// Who was in the room by when.

/// The share of the expected participants who were in the room, by time since T0.
package struct AdmissionCurve: Hashable, Sendable {
    /// A point of the curve.
    package struct Point: Hashable, Sendable {
        /// Time since T0.
        package var milliseconds: Double
        /// Share of the expected participants who were in the room by then, 0 to 1.
        package var share: Double
    }

    /// Participants who entered at one time.
    package struct Entry: Hashable, Sendable {
        /// Microseconds since T0.
        package var microseconds: Int64
        /// How many they are.
        package var count: Int

        /// Creates an entry.
        package init(microseconds: Int64, count: Int) {
            self.microseconds = microseconds
            self.count = count
        }
    }

    /// How many were expected.
    package let expected: Int
    /// Who entered when, sorted by time.
    package let entries: [Entry]
    /// How many entered.
    package let entered: Int

    /// Creates a curve from the times of entry, in any order. A time before T0 counts as T0.
    package init(expected: Int, entries: [Entry]) {
        self.expected = expected
        self.entries = entries.map { Entry(microseconds: max(0, $0.microseconds), count: $0.count) }
            .sorted { $0.microseconds < $1.microseconds }
        entered = entries.reduce(0) { $0 + $1.count }
    }

    /// Creates a curve from a time for each participant who entered, in any order.
    package init(expected: Int, microseconds: [Int64]) {
        self.init(expected: expected, entries: microseconds.map { Entry(microseconds: $0, count: 1) })
    }

    /// When each participant entered, in microseconds since T0, sorted.
    package var microseconds: [Int64] { entries.flatMap { repeatElement($0.microseconds, count: $0.count) } }

    /// With which entry, counted from 1, a share (0 to 1) of the expected participants is in the room.
    static func rank(ofShare share: Double, expected: Int) -> Int {
        // Slightly less, since 0.07 × 100 is a little more than 7 in binary.
        max(1, Int((share * Double(expected) - 1e-9).rounded(.up)))
    }

    /// When a share (0 to 1) of the expected participants was in the room, in milliseconds since T0; nil if never
    /// reached.
    package func milliseconds(atShare share: Double) -> Double? {
        let needed = AdmissionCurve.rank(ofShare: share, expected: expected)
        guard needed <= entered else { return nil }
        var before = 0
        let entry = entries.first { entry in
            before += entry.count
            return before >= needed
        }
        return entry.map { Milliseconds.from(microseconds: $0.microseconds) }
    }

    /// The curve at this many equally spaced times (at least 2) from T0 to the last entry, inclusive; empty if nobody
    /// entered.
    package func points(_ count: Int) -> [Point] {
        guard let last = entries.last?.microseconds, expected > 0, count >= 2 else { return [] }
        var points: [Point] = []
        var (place, entered) = (0, 0)
        for index in 0..<count {
            let time = Int64((Double(last) * Double(index) / Double(count - 1)).rounded())
            while place < entries.count && entries[place].microseconds <= time {
                entered += entries[place].count
                place += 1
            }
            points.append(
                Point(
                    milliseconds: Milliseconds.from(microseconds: time), share: Double(entered) / Double(expected)))
        }
        return points
    }

    func figures(since: Summary.Admission.Since) -> Summary.Admission {
        Summary.Admission(
            since: since, t50Ms: milliseconds(atShare: 0.5), t90Ms: milliseconds(atShare: 0.9),
            t99Ms: milliseconds(atShare: 0.99),
            lastMs: entries.last.map { Milliseconds.from(microseconds: $0.microseconds) },
            never: max(0, expected - entered))
    }
}
