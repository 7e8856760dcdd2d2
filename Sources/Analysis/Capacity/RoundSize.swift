// The sizes of storms that a capacity search tries: round numbers, so that sizes repeat and are easy to say.
import Glibc

/// Sizes of storms, 2 to 5 % apart: 1 to 50 one by one, then 52, 54, … 98, 100, 105, … 195, 200, 210, … 490, 500, 520,
/// and so on in every decade.
enum RoundSize {
    /// The largest round size that does not exceed a number.
    /// - Parameter number: at least 1.
    /// - Returns: at least 1.
    static func below(_ number: Double) -> Int {
        let whole = Int(max(1, min(number, 1e12)))
        return whole - whole % step(at: whole)
    }

    /// The smallest round size that is not exceeded by a number.
    static func above(_ number: Double) -> Int {
        let below = below(number)
        return Double(below) >= number ? below : next(after: below)
    }

    /// The nearest round size, by ratio.
    static func nearest(_ number: Double) -> Int {
        let (below, above) = (below(number), above(number))
        return number * number < Double(below) * Double(above) ? below : above
    }

    /// The round size after a round size.
    static func next(after size: Int) -> Int { size + step(at: size) }

    /// Round sizes in a range, evenly by ratio.
    /// - Parameters:
    ///   - lowest: at least 1.
    ///   - highest: at least `lowest`.
    ///   - count: about how many at most; all of them if there are fewer.
    /// - Returns: the sizes, ascending.
    static func stride(from lowest: Int, to highest: Int, count: Int) -> [Int] {
        let ratio = exp(log(Double(highest) / Double(lowest)) / Double(count))
        var sizes: [Int] = []
        var size = above(Double(lowest))
        while size <= highest {
            sizes.append(size)
            size = max(next(after: size), above(Double(size) * ratio))
        }
        return sizes
    }

    /// How far round sizes are apart.
    private static func step(at size: Int) -> Int {
        var decade = 1
        while decade * 10 <= size { decade *= 10 }
        return max(1, size < 2 * decade ? decade / 20 : size < 5 * decade ? decade / 10 : decade / 5)
    }
}
