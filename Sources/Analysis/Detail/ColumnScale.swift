// Columns of equal width over a stretch of time, in whole nanoseconds, so that no rounding moves a count.

/// Columns with a width of 1, 2 or 5 times a power of ten, which begin at a multiple of it.
struct ColumnScale: Hashable, Sendable {
    /// The place of the first column: it begins at this multiple of the width.
    let first: Int64
    /// The width of a column in nanoseconds, at least a microsecond.
    let width: Int64
    /// How many columns there are.
    let count: Int

    /// The narrowest columns that hold both ends of a stretch, in nanoseconds, and are at most so many (at least 2).
    init(from start: Int64, to end: Int64, atMost most: Int) {
        var power: Int64 = 1000
        search: while true {
            for factor: Int64 in [1, 2, 5] {
                let width = power * factor
                let (first, last) = (Self.floor(start, width), Self.floor(max(start, end), width))
                if last - first < most {
                    (self.first, self.width, count) = (first, width, Int(last - first) + 1)
                    break search
                }
            }
            power *= 10
        }
    }

    /// The columns of `scale` that hold both ends of a stretch, and no others.
    init(_ scale: ColumnScale, from start: Int64, to end: Int64) {
        width = scale.width
        first = Self.floor(start, width)
        count = Int(Self.floor(max(start, end), width) - first) + 1
    }

    /// The column of a time. Times beyond the ends count in the outermost columns.
    func column(of nanoseconds: Int64) -> Int {
        Int(min(max(0, Self.floor(nanoseconds, width) - first), Int64(count - 1)))
    }

    /// Where the first column begins, in milliseconds.
    var firstMs: Double { Double(first * width) / 1e6 }
    /// The width in milliseconds.
    var widthMs: Double { Double(width) / 1e6 }

    /// Counts of times in these columns.
    func bins(_ nanoseconds: some Sequence<Int64>) -> RunDetail.Bins {
        var bins = RunDetail.Bins(firstMs: firstMs, widthMs: widthMs, counts: Array(repeating: 0, count: count))
        for time in nanoseconds { bins.counts[column(of: time)] += 1 }
        return bins
    }

    private static func floor(_ value: Int64, _ width: Int64) -> Int64 {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: width)
        return rest < 0 ? quotient - 1 : quotient
    }
}
