// Rates over about the last second.
import Measuring

/// The rate of a counter over about the last second.
struct RequestMeter {
    private var readings: [(moment: Moment, count: Int)]
    /// When a reading last differed from the previous one.
    private var changed: Moment

    /// Creates a meter for a counter that was 0 at that moment.
    init(since begun: Moment) {
        readings = [(begun, 0)]
        changed = begun
    }

    /// How long the counter has not changed.
    func silentSeconds(at moment: Moment) -> Double { Double(moment.nanoseconds(since: changed)) / 1e9 }

    /// Takes a reading of the counter and returns its rate.
    mutating func rate(of count: Int, at moment: Moment) -> Double {
        if count != readings.last?.count { changed = moment }
        readings.append((moment, count))
        while readings.count > 2, moment.nanoseconds(since: readings[1].moment) >= 1_000_000_000 {
            readings.removeFirst()
        }
        let nanoseconds = moment.nanoseconds(since: readings[0].moment)
        return nanoseconds > 0 ? Double(count - readings[0].count) * 1e9 / Double(nanoseconds) : 0
    }
}
