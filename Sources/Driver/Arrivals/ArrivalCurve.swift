// A crowd's arrivals ahead of time, for a picture of them.
import Measuring
package import Scenarios

/// How many participants arrive when, in equal parts of the time from a crowd's start to its last arrival.
package struct ArrivalCurve: Hashable, Sendable {
    /// The number of arrivals in each part.
    package var counts: [Int]
    /// From the crowd's start to the last arrival, in seconds.
    package var seconds: Double
    /// How many arrive.
    package var total: Int { counts.reduce(0, +) }

    /// The most arrivals within one second, wherever it begins.
    package var mostInOneSecond: Int

    /// The most arrivals that are looked at.
    private static let most = 2_000_000

    /// The arrivals of a crowd; nil where there is nothing to draw: all at once, or looping, which has no schedule.
    package init?(_ crowd: CrowdPlan, index: Int = 0, seed: UInt64, parts: Int = 40) {
        switch crowd.arrival {
        case .atOnce, .looping: return nil
        case .over, .rate, .stages, .trace: break
        }
        var source = crowd.arrivals(crowd: index, seed: seed)
        var offsets: [Int64] = []
        while offsets.count < ArrivalCurve.most, case .comes(_, let offset) = source.next(elapsed: 0, present: 0) {
            offsets.append(offset)
        }
        guard let last = offsets.max(), last > 0 else { return nil }
        counts = Array(repeating: 0, count: parts)
        for offset in offsets { counts[min(parts - 1, Int(Double(offset) / Double(last) * Double(parts)))] += 1 }
        seconds = Double(last) / 1e9
        mostInOneSecond = ArrivalCurve.mostInOneSecond(of: offsets.sorted())
    }

    private static func mostInOneSecond(of offsets: [Int64]) -> Int {
        var (first, most) = (0, 0)
        for (place, offset) in offsets.enumerated() {
            while offset - offsets[first] >= 1_000_000_000 { first += 1 }
            most = max(most, place - first + 1)
        }
        return most
    }
}
