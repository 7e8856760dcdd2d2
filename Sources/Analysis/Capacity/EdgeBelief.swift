// What the storms so far say about the target's edge, and whether it has one.
import Glibc

/// The belief about a target: where its edge is and how steep, if it has one; and how likely it is that it has none.
struct EdgeBelief: Sendable {
    /// What kind of target it is.
    enum Kind: CaseIterable {
        /// Storms fail from some size on.
        case single
        /// Over a wide range of sizes chance decides.
        case mixed
        /// A storm fails because the one before did: the target had not recovered.
        case unrecovered
        /// The capacity changed during the search.
        case changed

        /// How probable it is before the first storm.
        var prior: Double {
            switch self {
            case .single: 0.65
            case .mixed, .unrecovered: 0.15
            case .changed: 0.05
            }
        }
    }

    /// How likely each kind is.
    struct Kinds {
        var single: Double
        var mixed: Double
        var unrecovered: Double
        var changed: Double

        /// The likeliest kind without a single capacity.
        var likeliestOther: Kind {
            mixed >= max(unrecovered, changed) ? .mixed : unrecovered >= changed ? .unrecovered : .changed
        }
    }

    /// The least weight that telling a mixed target apart has when a size is chosen.
    private static let attention = 0.25
    /// By how much a failed storm lowers the next one's chance in targets that do not recover.
    private static let harms = [0.5, 0.95]
    /// Which scales are considered for these.
    private static let harmedScales = [1, 3, 5]

    private let grid: EdgeGrid
    private let mixedGrid: MixedGrid
    private var single: GridPosterior
    private var mixed: GridPosterior
    private var unrecovered: GridPosterior
    private var changed: ChangePosterior
    private var previousFailed = false
    /// The probability of each place if there is a single edge, and which places are not negligible.
    private var places: ContiguousArray<Double>
    private var active: Range<Int>
    private var mixedSums: ContiguousArray<Double>
    /// How likely each kind is now.
    private(set) var kinds: Kinds

    /// The belief before the first storm.
    init(from: Int, to: Int) {
        grid = EdgeGrid(from: from, to: to)
        mixedGrid = MixedGrid(from: from, to: to)
        single = GridPosterior(prior: .init(repeating: 1, count: grid.count * EdgeGrid.scales.count))
        mixed = GridPosterior(prior: mixedGrid.prior)
        unrecovered = GridPosterior(
            prior: .init(repeating: 1, count: grid.count * Self.harmedScales.count * Self.harms.count))
        changed = ChangePosterior(grid)
        places = .init(repeating: 1 / Double(grid.count), count: grid.count)
        active = 0..<grid.count
        mixedSums = mixedGrid.sums(mixed)
        kinds = Kinds(
            single: Kind.single.prior, mixed: Kind.mixed.prior, unrecovered: Kind.unrecovered.prior,
            changed: Kind.changed.prior)
    }

    /// Learns from a storm.
    mutating func learn(participants: Int, passed: Bool) {
        let passing = grid.passing(participants)
        single.learn(passed: passed, passing)
        mixed.learn(passed: passed, mixedGrid.passing(participants))
        unrecovered.learn(passed: passed, passing, blocks: blocks)
        changed.learn(passed: passed, passing)
        previousFailed = !passed
        places = Self.places(single, count: grid.count)
        mixedSums = mixedGrid.sums(mixed)
        let first = places.firstIndex { $0 > 1e-5 } ?? 0
        active = first..<(places.lastIndex { $0 > 1e-5 } ?? first) + 1
        kinds = likelihoods
    }

    /// The hypotheses of a target that does not recover: for each harm the considered scales.
    private var blocks: [GridPosterior.Block] {
        Self.harms.flatMap { harm in
            Self.harmedScales.map { scale in
                GridPosterior.Block(offset: scale * grid.count, kept: previousFailed ? 1 - harm : 1)
            }
        }
    }

    /// The probability of each place, all else added up.
    private static func places(_ posterior: GridPosterior, count: Int) -> ContiguousArray<Double> {
        var places = ContiguousArray<Double>(repeating: 0, count: count)
        let factor = 1 / posterior.total
        var hypothesis = 0
        while hypothesis < posterior.weights.count {
            var place = 0
            while place < count {
                places[place] += posterior.weights[hypothesis] * factor
                place += 1
                hypothesis += 1
            }
        }
        return places
    }

    /// ln of the Bayes factor of a kind against a single edge.
    func logFactor(_ kind: Kind) -> Double {
        switch kind {
        case .single: 0
        case .mixed: mixed.logEvidence - single.logEvidence
        case .unrecovered: unrecovered.logEvidence - single.logEvidence
        case .changed: changed.logEvidence - single.logEvidence
        }
    }

    /// Whether a kind is refuted by so much that an interval may be final.
    func refutes(_ kind: Kind) -> Bool {
        switch kind {
        case .single, .changed: false
        case .mixed: logFactor(.mixed) < -log(SearchRules.refuted.mixed)
        case .unrecovered: logFactor(.unrecovered) < -log(SearchRules.refuted.unrecovered)
        }
    }

    /// How likely each kind is, by Bayes' rule.
    private var likelihoods: Kinds {
        func odds(_ kind: Kind) -> Double { kind.prior * exp(min(500, logFactor(kind))) }
        let (single, mixed, unrecovered, changed) = (
            odds(.single), odds(.mixed), odds(.unrecovered), odds(.changed)
        )
        let sum = single + mixed + unrecovered + changed
        return Kinds(
            single: single / sum, mixed: mixed / sum, unrecovered: unrecovered / sum, changed: changed / sum)
    }

    /// Where the edge is, if there is a single one.
    var edge: PlacePosterior { PlacePosterior(grid, places) }

    /// Where the edge is, whatever kind of target it is: that of a mixed one is as likely at either end of its range.
    var edgeOfAnyKind: PlacePosterior {
        let certain = kinds.single + kinds.mixed + kinds.unrecovered
        var all = Self.places(unrecovered, count: grid.count)
        for place in all.indices {
            all[place] = (all[place] * kinds.unrecovered + places[place] * kinds.single) / certain
        }
        mixedGrid.spread(mixed, times: kinds.mixed / certain, over: grid, into: &all)
        return PlacePosterior(grid, all)
    }

    /// The width of a single edge: ln of the ratio of the sizes at which one and nine of ten storms pass.
    var width: Double {
        var sum = 0.0
        for (number, scale) in EdgeGrid.scales.enumerated() {
            for place in active { sum += single.weights[number * grid.count + place] * scale }
        }
        return sum / single.total * 2 * log(9)
    }

    /// What a storm of a size is expected to tell about the kind of target and about the place and steepness of a single
    /// edge: their mutual information with its outcome, in nats.
    func information(_ participants: Int) -> Double {
        let one = grid.forecast(participants, single, active)
        let share = max(kinds.mixed, Self.attention)
        let chance = mixedGrid.mean(participants, mixedSums)
        let all = kinds.single + share
        return binaryEntropy((kinds.single * one.passing + share * chance) / all)
            - (kinds.single * one.entropy + share * binaryEntropy(chance)) / all
    }

    /// What a storm of a size is expected to tell about whether there is a single edge or a mixed range, if both are as
    /// likely, in nats.
    func informationAboutMixture(_ participants: Int) -> Double {
        information(
            between: grid.forecast(participants, single, active).passing, mixedGrid.mean(participants, mixedSums))
    }

    /// What a storm of a size is expected to tell about whether the target recovers, if both are as likely, in nats.
    func informationAboutRecovery(_ participants: Int) -> Double {
        let passing = grid.passing(participants)
        var chance = 0.0
        var hypothesis = 0
        for block in blocks {
            for place in 0..<grid.count {
                chance += unrecovered.weights[hypothesis] * block.kept * passing[block.offset + place]
                hypothesis += 1
            }
        }
        return information(
            between: grid.forecast(participants, single, active).passing, chance / unrecovered.total)
    }

    /// The mutual information of an outcome and of which of two chances is the true one.
    private func information(between one: Double, _ other: Double) -> Double {
        binaryEntropy((one + other) / 2) - (binaryEntropy(one) + binaryEntropy(other)) / 2
    }

    /// The probability that a number of storms of one size all pass, if there is a single edge.
    func chance(ofPassing participants: Int, times: Int) -> Double {
        grid.chance(ofPassing: participants, times: times, single, active)
    }
}
