// `trace`: recorded times, one participant each.
import Measuring

/// Everybody arrives at a recorded time.
struct TraceArrivals: TimetableSource {
    var count: Int { times.count }
    var place = 0
    private let times: [Duration]

    /// Times since the start, in ascending order.
    init(_ times: [Duration]) { self.times = times }

    func offset(at place: Int) -> Int64 { times[place].wholeNanoseconds }
}
