import Foundation
import Measuring

@testable import Analysis

/// A target of known capacity and noise, made up from a seed.
struct ImaginedTarget {
    enum Kind: CaseIterable {
        /// One edge: nearly a step, or up to a factor of 2.3 between nine of ten and one of ten.
        case regular
        /// Two capacities, or chance, over a range of a factor of 3 to 12.
        case mixed
        /// It never recovers from the first storm that was too large, or takes one or two storms to.
        case unrecovering
        /// One edge, which moves to a half, a quarter, the double or the fourfold after 8 to 25 storms.
        case changing
    }

    var kind: Kind
    /// Half of the storms of this size pass. Of a mixed target: where its range begins and ends.
    var capacity: Double
    var end = 0.0
    /// The scale of the logistic function.
    var scale = 0.0
    /// How many storms fail by chance far below the edge, and pass far above.
    var lapse = 0.0
    /// How many storms of a mixed target's range pass.
    var share = 0.5
    /// How many storms the generator spoils.
    var spoiled = 0.0
    /// How many storms after a failed one fail too.
    var harm = 0
    /// After how many storms the capacity changes, and how many times as large it then is.
    var changesAfter = Int.max
    var factor = 1.0
    /// Whether single journeys before each storm show that the target has not recovered.
    var tells = false

    private var harmed = 0
    private var storms = 0
    private var random: SplitMix64

    /// The target of a seed, for a search among sizes.
    init(_ kind: Kind, from: Int, to: Int, seed: UInt64) {
        var random = SplitMix64(seed: SplitMix64.mixed(seed))
        func between(_ low: Double, _ high: Double) -> Double {
            exp(.random(in: log(low)...log(max(low, high)), using: &random))
        }
        self.kind = kind
        capacity = between(0.7 * Double(from), 1.4 * Double(to))
        lapse = .random(in: 0...0.03, using: &random)
        scale = between(0.006, 0.19)
        if Int.random(in: 0..<5, using: &random) == 0 { spoiled = 0.1 }
        switch kind {
        case .regular: break
        case .mixed:
            capacity = between(Double(from), Double(to) / 3)
            end = capacity * between(3, 12)
            share = .random(in: 0.4...0.6, using: &random)
        case .unrecovering:
            harm = [1, 2, 1000, 1000].randomElement(using: &random) ?? 1
            tells = .random(using: &random)
        case .changing:
            changesAfter = .random(in: 8...25, using: &random)
            factor = [0.25, 0.5, 2, 4].randomElement(using: &random) ?? 2
        }
        self.random = random
    }

    /// A storm.
    mutating func storm(of participants: Int) -> CapacityStorm {
        CapacityStorm(participants: participants, outcome: outcome(Double(participants)))
    }

    private mutating func outcome(_ size: Double) -> CapacityStorm.Outcome {
        storms += 1
        let capacity = storms > changesAfter ? self.capacity * factor : self.capacity
        if Double.random(in: 0..<1, using: &random) < spoiled { return .notCounted(.generator) }
        if harmed > 0 {
            harmed -= 1
            if tells { return .notCounted(.notRecovered) }
            return Double.random(in: 0..<1, using: &random) < 0.95 ? .failed : .passed
        }
        let passing: Double
        if kind == .mixed {
            passing = size < capacity ? 1 - lapse : size <= end ? share : lapse
        } else {
            passing = lapse + (1 - 2 * lapse) / (1 + exp((log(size) - log(capacity)) / scale))
        }
        if Double.random(in: 0..<1, using: &random) < passing { return .passed }
        harmed = harm
        return .failed
    }

    /// Whether its capacity has changed.
    var hasChanged: Bool { storms > changesAfter }

    /// Whether what is said of its capacity is true; nil if nothing is said. Of a mixed target nothing but what holds for
    /// all of its range is true.
    func bears(out capacity: CapacityAnswer.Capacity) -> Bool? {
        let last = kind == .mixed ? end : self.capacity
        return switch capacity {
        case .between(let lower, _, let upper): Double(lower) <= self.capacity && last <= Double(upper)
        case .moreThan(let size): Double(size) <= self.capacity
        case .fewerThan(let size): last <= Double(size)
        case .noSingleAnswer, .undecided: nil
        }
    }
}

extension CapacitySearch {
    /// Runs storms until the search ends.
    mutating func run(against target: inout ImaginedTarget) {
        while case .storm(let participants, _) = next { record(target.storm(of: participants)) }
    }

    /// A search that was told these storms: passed, failed.
    init(_ settings: CapacitySettings, _ storms: [(Int, Bool)]) {
        self.init(settings)
        for (participants, passed) in storms {
            record(CapacityStorm(participants: participants, outcome: passed ? .passed : .failed))
        }
    }

    /// Runs storms against a target whose storms pass up to a size, always.
    mutating func run(against capacity: Int) {
        while case .storm(let participants, _) = next {
            record(CapacityStorm(participants: participants, outcome: participants <= capacity ? .passed : .failed))
        }
    }
}
