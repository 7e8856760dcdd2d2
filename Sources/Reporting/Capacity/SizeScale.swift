// The axis of a capacity search: sizes of storms, by ratio.
import Glibc

/// A logarithmic scale of participants with labelled ticks.
struct SizeScale: Hashable {
    /// A labelled place.
    struct Tick: Hashable {
        var size: Double
        var label: String
    }

    /// Where it begins, somewhat below the smallest size.
    let first: Double
    /// Where it ends, somewhat above the largest size.
    let last: Double
    /// At powers of ten, with 2 and 5 between them where these are few, or evenly apart where these are few too.
    let ticks: [Tick]

    /// A scale over sizes of at least 1, of which there is at least one. It covers a factor of two at least.
    init(_ sizes: [Int]) {
        let smallest = Double(max(1, sizes.min() ?? 1))
        let largest = max(smallest, Double(sizes.max() ?? 1))
        // Room for the marks of the outermost sizes.
        let room = max(1.08, pow(largest / smallest, 0.05))
        let wide = max(1, 2.squareRoot() / (largest / smallest).squareRoot() / room)
        first = smallest / room / wide
        last = largest * room * wide
        ticks = SizeScale.places(from: first, to: last).map { Tick(size: $0, label: Figures.count(Int($0))) }
    }

    /// How far along the scale a size is, 0 to 1 within it.
    func share(of size: Double) -> Double { log(size / first) / log(last / first) }

    /// Whole sizes, evenly by ratio, for a line.
    func sizes(_ count: Int) -> [Int] {
        var sizes: [Int] = []
        for place in 0...count {
            let size = Int((first * pow(last / first, Double(place) / Double(count))).rounded())
            if size >= 1, size != sizes.last { sizes.append(size) }
        }
        return sizes
    }

    private static func places(from first: Double, to last: Double) -> [Double] {
        for (parts, fewest) in [([1.0], 4), ([1, 2, 5], 3)] {
            var places: [Double] = []
            var power = 1.0
            while power <= last {
                places += parts.map { $0 * power }.filter { $0 >= first && $0 <= last }
                power *= 10
            }
            if places.count >= fewest { return places }
        }
        let step = max(1, RoundStep.of((last - first) / 6))
        return Array(stride(from: (first / step).rounded(.up) * step, through: last, by: step))
    }
}
