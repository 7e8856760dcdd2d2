// How long a run goes on by its scenario alone, before anything is known of the target.

extension Plan {
    /// From the start of the journeys until the last participant has arrived and the pauses are over, in seconds. What
    /// requests and gates take comes in addition. Nil if the scenario does not tell: a pause depends on chance without a
    /// bound, or on a condition, or crowds wait for each other at a gate.
    package var scheduledSeconds: Double? {
        guard crowdThatNeverStarts == nil else { return nil }
        let names = crowds.flatMap { crowd in Set(crowd.journey.compactMap { $0.release?.gate }) }
        guard Set(names).count == names.count else { return nil }
        var longest = 0.0
        for crowd in crowds {
            guard let start = start(of: crowd), let pauses = crowd.pauses(in: crowd.journey[...]) else { return nil }
            longest = max(longest, start + crowd.arrival.seconds + pauses)
        }
        return longest
    }

    /// When the first participant of a crowd may arrive.
    private func start(of crowd: CrowdPlan) -> Double? {
        switch crowd.start {
        case .withRun: return 0
        case .after(let delay): return delay.seconds
        case .afterCrowd(let name):
            guard let other = crowds.first(where: { $0.name == name }), let start = start(of: other) else { return nil }
            let entry = other.journey.firstIndex { $0.action.kind.entersRoom } ?? other.journey.endIndex
            return other.pauses(in: other.journey[..<entry]).map { start + other.arrival.seconds + $0 }
        }
    }
}

extension CrowdPlan {
    /// The longest that some steps can pause, in seconds; nil if that is not known.
    fileprivate func pauses(in steps: ArraySlice<StepPlan>) -> Double? {
        var sum = 0.0
        for step in steps {
            guard case .pause(let pause) = step.action else { continue }
            guard step.when == nil else { return nil }
            guard let most = pause.secondsAtMost else { return nil }
            sum += most
        }
        return sum
    }
}

extension PausePlan {
    /// How long it is at most, in seconds; nil if it has no bound.
    package var secondsAtMost: Double? {
        switch self {
        case .fixed(let length): length.seconds
        case .uniform(let least, let most): max(least, most).seconds
        case .exponential: nil
        }
    }
}

extension Arrival {
    /// From the first possible arrival to the last, in seconds.
    fileprivate var seconds: Double {
        switch self {
        case .atOnce: 0
        case .over(let window, _): window.seconds
        case .rate(_, let duration, _), .looping(_, let duration): duration.seconds
        case .stages(let stages): stages.lines.reduce(0) { $0 + $1.seconds }
        case .trace(let joins): joins.times.last?.seconds ?? 0
        }
    }
}
