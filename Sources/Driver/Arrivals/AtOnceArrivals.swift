// `at-once`: everybody arrives at the crowd's start.

/// Everybody arrives at the same instant.
struct AtOnceArrivals: TimetableSource {
    let count: Int
    var place = 0

    init(count: Int) { self.count = count }

    func offset(at place: Int) -> Int64 { 0 }
}
