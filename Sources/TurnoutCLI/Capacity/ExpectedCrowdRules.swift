// What an expected crowd asks of a scenario, so that it can arrive over a longer window instead.
import Analysis
import Measuring
import Scenarios

/// Whether windows can be searched for the growing crowd of a scenario, and which.
struct ExpectedCrowdRules {
    /// The plans of storms.
    let plans: SizedPlan

    /// The shortest window that is tried if the scenario's crowd comes at once, in milliseconds.
    private static let shortest = 1000
    /// The longest one by default.
    private static let usualLongest = 600_000

    /// What is asked about an expected crowd.
    /// - Parameters:
    ///   - participants: how many are expected.
    ///   - longest: the longest window in milliseconds; nil: the usual one.
    /// - Returns: the crowd with the windows that may be tried.
    /// - Throws: why no window can be searched for this scenario; exit code 64.
    func expected(_ participants: Int, longest: Int?) throws(Problem) -> CapacityDocument.Expected {
        let plan = try plans.plan(participants, as: "--expected")
        let place = try plans.growingCrowd(of: plan)
        let crowd = plan.crowds[place]
        let own = SizedPlan.window(of: crowd)
        try refuseGates(of: crowd)
        let limit = plan.limits.maxDuration.map { Int($0 / .milliseconds(1)) }
        let most = longest ?? min(ExpectedCrowdRules.usualLongest, (limit ?? .max) / 2)
        // A longer one than the scenario's own, which the search for the capacity has tried.
        let settings = WindowSearch.Settings(shortest: own.map { $0 + 1 } ?? ExpectedCrowdRules.shortest, longest: most)
        guard settings.shortest <= most else {
            throw Problem(
                "--expected: the longest window, \(WindowWords.text(most)), is shorter than the shortest one to try, "
                    + WindowWords.text(settings.shortest),
                remedy: longest == nil && limit != nil
                    ? "Raise `max-duration` in `limits`, or give a window below it with --max-window."
                    : "Give a longer one with --max-window.",
                kind: .usage)
        }
        guard most <= CapacityDocument.Expected.longest else {
            throw Problem("--max-window: it may be 1000h at most", kind: .usage)
        }
        if let limit, most >= limit {
            throw Problem(
                "--max-window (\(WindowWords.text(most))) is not below the scenario's max-duration "
                    + "(\(WindowWords.text(limit))), which would end the storm",
                remedy: "Give a shorter one, or raise the limit: --set limits.max-duration=…", kind: .usage)
        }
        try refuseThresholds(of: plan, crowd: crowd, longest: settings.longest)
        try refuseShorterCrowds(of: plan, besides: place, longest: settings.longest)
        return CapacityDocument.Expected(
            participants: participants, shortestWindowMs: settings.shortest, longestWindowMs: settings.longest)
    }

    /// A gate gathers everybody again, however long they take to arrive. Only the first one of an arrival at once is the
    /// arrival itself.
    private func refuseGates(of crowd: CrowdPlan) throws(Problem) {
        for (place, step) in crowd.journey.enumerated() {
            guard let release = step.release else { continue }
            if place == 0, crowd.arrival == .atOnce, release.gate == nil { continue }
            throw Problem(
                "--expected: the step '\(step.name)' has a gate, which releases everybody at once however long they take to "
                    + "arrive",
                remedy: "Remove `release` from it, or search without --expected.", kind: .usage)
        }
    }

    /// What a longer window misses because it is longer says nothing of the target.
    private func refuseThresholds(of plan: Plan, crowd: CrowdPlan, longest: Int) throws(Problem) {
        let others = plan.crowds.filter { $0.name != crowd.name }
        // A condition that ends a storm is one that must not come to hold.
        let conditions =
            plan.thresholds.map { (condition: $0, mustHold: true) }
            + plan.limits.abortWhen.map { (condition: $0, mustHold: false) }
        for (threshold, mustHold) in conditions where threshold.crowd ?? crowd.name == crowd.name {
            let why: String
            switch threshold.metric {
            case .admission where threshold.bound <= Double(longest):
                why = "counts from the first arrival, so a window of \(WindowWords.text(longest)) misses it"
            case .spread where !others.contains { $0.journey.contains { $0.release != nil } }:
                why = "is about a gate, and nobody waits at one who arrives over a window"
            case .rate where threshold.comparison.asksForMore == mustHold:
                why =
                    mustHold
                    ? "asks for a rate, which a longer window lowers"
                    : "holds at a low rate, to which a longer window leads"
            default: continue
            }
            throw Problem(
                "--expected: the \(mustHold ? "threshold" : "condition of abort-when") '\(threshold.expression)' \(why)",
                remedy: mustHold
                    ? "Search without it, for example with --set 'thresholds=[]' and --threshold for what must hold."
                    : "Search without it, for example with --set 'limits.abort-when=[]'.",
                kind: .usage)
        }
    }

    /// Crowds that come for a time must not have gone while the expected one still arrives.
    private func refuseShorterCrowds(of plan: Plan, besides place: Int, longest: Int) throws(Problem) {
        for (other, crowd) in plan.crowds.enumerated() where other != place && crowd.arrival.isOpenEnded {
            let length: Duration
            switch crowd.arrival {
            case .rate(_, let duration, _), .looping(_, let duration): length = duration
            case .stages(let stages):
                length = .seconds(stages.lines.reduce(0) { $0 + $1.seconds })
            case .atOnce, .over, .trace: continue
            }
            guard length < .milliseconds(longest) else { continue }
            throw Problem(
                "--expected: the crowd '\(crowd.name)' comes for a shorter time than the longest window, "
                    + WindowWords.text(longest),
                remedy: "Let it come for longer, or give a shorter window with --max-window.", kind: .usage)
        }
    }
}

extension Comparison {
    /// Whether a larger value fulfils it.
    fileprivate var asksForMore: Bool {
        switch self {
        case .greater, .greaterOrEqual: true
        default: false
        }
    }
}
