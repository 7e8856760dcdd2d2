// `over`: all expected participants within a window, at equal intervals, at random, or most of them early.
import Measuring

/// Equal intervals: with n participants and window W, the one at position i arrives at W·i/n.
struct UniformArrivals: TimetableSource {
    let count: Int
    var place = 0
    private let window: Double

    init(window: Duration, count: Int) {
        self.count = count
        self.window = Double(window.wholeNanoseconds)
    }

    func offset(at place: Int) -> Int64 { Int64(window * Double(place) / Double(count)) }
}

/// Most of them early: the density of arrivals falls linearly from 2n/W at the start to zero at the end, so that three
/// quarters arrive in the first half. The share that has arrived by t is 1 − (1 − t/W)², and its inverse at i/n is W·(1
/// − √(1 − i/n)).
struct FrontLoadedArrivals: TimetableSource {
    let count: Int
    var place = 0
    private let window: Double

    init(window: Duration, count: Int) {
        self.count = count
        self.window = Double(window.wholeNanoseconds)
    }

    func offset(at place: Int) -> Int64 {
        Int64(window * (1 - (1 - Double(place) / Double(count)).squareRoot()))
    }
}

/// At random: the arrival times of a Poisson process, given that n fall into the window, are n independent uniform
/// draws, sorted (the order-statistics property; Ross, Stochastic Processes, theorem 2.3.1).
struct PoissonWindowArrivals: TimetableSource {
    var count: Int { offsets.count }
    var place = 0
    private let offsets: [Int64]

    init(window: Duration, count: Int, _ random: ArrivalRandom) {
        var random = random
        let nanoseconds = Double(window.wholeNanoseconds)
        offsets = (0..<count).map { _ in Int64(random.fraction() * nanoseconds) }.sorted()
    }

    func offset(at place: Int) -> Int64 { offsets[place] }
}
