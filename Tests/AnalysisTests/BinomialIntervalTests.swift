import Foundation
import Testing

@testable import Analysis

@Suite struct `The exact interval of a turnout` {
    /// By bisection over exact sums of integers, carried to sixty decimal places.
    @Test(arguments: [
        (0, 1, 0.0, 0.975), (1, 1, 0.025, 1.0), (0, 10, 0.0, 0.30849710781876083),
        (10, 10, 0.6915028921812392, 1.0), (5, 10, 0.18708602844739852, 0.8129139715526015),
        (1, 10, 0.0025285785444617843, 0.44501611702819543), (500, 500, 0.9926493899480923, 1.0),
        (0, 500, 0.0, 0.007350610051907787), (497, 500, 0.9825663262740865, 0.9987609424564593),
        (412, 500, 0.7877324296532344, 0.8563814050773387),
    ])
    func `has the known values`(successes: Int, trials: Int, lower: Double, upper: Double) {
        let interval = BinomialInterval.clopperPearson(successes: successes, trials: trials)
        #expect(abs(interval.lower - lower) < 1e-12)
        #expect(abs(interval.upper - upper) < 1e-12)
    }

    /// The definition itself: at the lower end, as many successes or more have a probability of exactly 2.5 %; at the
    /// upper end, as few or fewer.
    @Test(arguments: [1, 2, 3, 7, 10, 33, 100, 500])
    func `leaves two and a half per cent in each tail, summed exactly`(trials: Int) {
        for successes in 0...trials where trials < 50 || successes % 17 == 0 || successes > trials - 3 {
            let interval = BinomialInterval.clopperPearson(successes: successes, trials: trials)
            if successes > 0 {
                let above = (successes...trials).reduce(0.0) { $0 + likelihood($1, trials, interval.lower) }
                #expect(abs(above - 0.025) < 1e-10, "\(successes) of \(trials), lower")
            } else {
                #expect(interval.lower == 0)
            }
            if successes < trials {
                let below = (0...successes).reduce(0.0) { $0 + likelihood($1, trials, interval.upper) }
                #expect(abs(below - 0.025) < 1e-10, "\(successes) of \(trials), upper")
            } else {
                #expect(interval.upper == 1)
            }
        }
    }

    /// The binomial probability by multiplication alone, without a gamma function or anything else that the code under
    /// test uses.
    private func likelihood(_ successes: Int, _ trials: Int, _ share: Double) -> Double {
        let raising = (0..<successes).map { Double(trials - $0) / Double(successes - $0) }
        let lowering =
            Array(repeating: share, count: successes) + Array(repeating: 1 - share, count: trials - successes)
        var (result, raised, lowered) = (1.0, 0, 0)
        // Factors above and below 1 alternate, so that nothing overflows or underflows on the way.
        while raised < raising.count || lowered < lowering.count {
            if raised < raising.count && (result <= 1 || lowered == lowering.count) {
                result *= raising[raised]
                raised += 1
            } else {
                result *= lowering[lowered]
                lowered += 1
            }
        }
        return result
    }

    @Test func `mirrors successes and failures`() {
        for successes in 0...40 {
            let one = BinomialInterval.clopperPearson(successes: successes, trials: 40)
            let other = BinomialInterval.clopperPearson(successes: 40 - successes, trials: 40)
            #expect(abs(one.lower - (1 - other.upper)) < 1e-13)
            #expect(abs(one.upper - (1 - other.lower)) < 1e-13)
        }
    }

    @Test(arguments: [(1, 10_000_000), (5_000_000, 10_000_000), (9_999_999, 10_000_000)])
    func `contains the observed share for crowds of millions`(successes: Int, trials: Int) {
        let share = Double(successes) / Double(trials)
        let interval = BinomialInterval.clopperPearson(successes: successes, trials: trials)
        // Within ten standard deviations, or ten cases if those are fewer.
        let reach = 10 * max((share * (1 - share) / Double(trials)).squareRoot(), 1 / Double(trials))
        #expect(interval.lower < share && share < interval.upper)
        #expect(interval.upper - interval.lower < reach)
    }

    @Test func `rules nothing out without a trial`() {
        #expect(BinomialInterval.clopperPearson(successes: 0, trials: 0) == BinomialInterval(lower: 0, upper: 1))
    }
}
