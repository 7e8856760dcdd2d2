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

    /// How many were expected.
    package let expected: Int
    /// When each participant entered, in microseconds since T0, sorted.
    package let microseconds: [Int64]

    /// Creates a curve from the times of entry, in any order. A time before T0 counts as T0.
    package init(expected: Int, microseconds: [Int64]) {
        self.expected = expected
        self.microseconds = microseconds.map { max(0, $0) }.sorted()
    }

    /// When a share (0 to 1) of the expected participants was in the room, in milliseconds since T0; nil if never
    /// reached.
    package func milliseconds(atShare share: Double) -> Double? {
        // Slightly less, since 0.07 × 100 is a little more than 7 in binary.
        let needed = max(1, Int((share * Double(expected) - 1e-9).rounded(.up)))
        guard needed <= microseconds.count else { return nil }
        return Milliseconds.from(microseconds: microseconds[needed - 1])
    }

    /// The curve at this many equally spaced times (at least 2) from T0 to the last entry, inclusive; empty if nobody
    /// entered.
    package func points(_ count: Int) -> [Point] {
        guard let last = microseconds.last, expected > 0, count >= 2 else { return [] }
        var points: [Point] = []
        var entered = 0
        for index in 0..<count {
            let time = Int64((Double(last) * Double(index) / Double(count - 1)).rounded())
            while entered < microseconds.count && microseconds[entered] <= time { entered += 1 }
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
            lastMs: microseconds.last.map(Milliseconds.from(microseconds:)),
            never: max(0, expected - microseconds.count))
    }
}
