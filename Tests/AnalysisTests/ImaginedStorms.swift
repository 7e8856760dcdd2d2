import Foundation
import Measuring

@testable import Analysis

/// Runs of a storm as figures, made up from a seed: what differs from run to run concerns all of a run's participants.
struct ImaginedStorms {
    var participants = 500
    /// The standard deviation of a run's times as a whole, of their logarithm.
    var betweenRuns = 0.05
    /// The standard deviation of the participants' times within a run, of their logarithm.
    var withinRun = 0.4
    /// How many fail, 0 to 1, and by how much that differs from run to run.
    var failing = 0.0
    var failingBetweenRuns = 0.0
    var steps = ["token", "generate-access", "enter-room"]

    /// A run: `slower` is a factor on the times of one step, or of all.
    func run(seed: UInt64, slower: Double = 1, in step: String? = nil, failing more: Double = 0) -> RunFigures {
        var random = SplitMix64(seed: SplitMix64.mixed(seed))
        let speed = exp(betweenRuns * normal(&random))
        let share = min(1, max(0, failing + failingBetweenRuns * normal(&random) + more))
        var times: [[Double]] = steps.map { _ in [] }
        var journeys: [Double] = []
        let stepSpeeds = steps.map { _ in exp(betweenRuns * normal(&random)) }
        var entered = 0
        for _ in 0..<participants {
            if Double.random(in: 0..<1, using: &random) < share { continue }
            entered += 1
            var whole = 0.0
            for place in steps.indices {
                let factor = step == nil || step == steps[place] ? slower : 1
                let time = 200 * speed * stepSpeeds[place] * factor * exp(withinRun * normal(&random))
                times[place].append(time)
                whole += time
            }
            journeys.append(whole)
        }
        let failed = participants - entered
        var parts = [
            RunFigures.Part(.init(step: nil), turnout: .init(entered, of: participants)),
            RunFigures.Part(
                .init(step: "journey"), failures: .init(failed, of: participants), times: Self.times(journeys)),
        ]
        for (place, name) in steps.enumerated() {
            parts.append(
                RunFigures.Part(
                    .init(crowd: "participants", step: name),
                    failures: .init(place == 0 ? failed : 0, of: place == 0 ? participants : max(1, entered)),
                    times: Self.times(times[place])))
        }
        return RunFigures(parts: parts)
    }

    /// Times without a histogram, which takes long in a debug build.
    private static func times(_ milliseconds: [Double]) -> RunFigures.Times {
        let sorted = milliseconds.sorted()
        let mean = sorted.mean
        return RunFigures.Times(
            percentiles: QuantileInterval.all(count: sorted.count, at: RunComparison.percentiles) {
                $0.map { sorted[max(0, Int(($0.nextDown * Double(sorted.count) / 100).rounded(.up)) - 1)] }
            }, relativeVariance: sorted.map { ($0 / mean - 1) * ($0 / mean - 1) }.mean)
    }

    /// A number of the standard normal distribution (Box and Muller, 1958).
    private func normal(_ random: inout SplitMix64) -> Double {
        let radius = (-2 * log(Double.random(in: .leastNonzeroMagnitude..<1, using: &random))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
    }
}

extension Summary.BaselineComparison {
    /// The comparison of a run with baselines, as figures alone.
    init(_ now: RunFigures, _ earlier: [RunFigures], tolerance: Tolerance = .init()) {
        self.init(
            judging: now, against: earlier,
            baselines: earlier.indices.map {
                Baseline(id: "\($0)", name: "storm", startedAt: "2026-11-24T03:00:0\($0 % 10).000Z", expected: 500)
            }, tolerance: tolerance)
    }

    /// A row; nil if there is none.
    func row(_ metric: String, _ step: String?) -> Row? { rows.first { $0.metric == metric && $0.step == step } }
}
