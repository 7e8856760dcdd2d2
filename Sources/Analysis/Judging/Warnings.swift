// What limits the figures of a run, as text. The verdict alone does not mention what no threshold judged.
import Measuring
import Scenarios

/// The warnings of a run.
struct Warnings {
    var outcome: RunOutcome
    var lostSamples: Int
    /// Whether the lost samples are missing from the figures.
    var isStored: Bool
    var participants: Summary.Participants
    var thresholds: [Threshold]
    var values: ThresholdValues
    /// How many responses there were, and of how many the kernel did not say when it received them.
    var responses: (all: Int, unstamped: Int)
    /// Which part of a run this is; nil for a whole run.
    var shard: ShardMetadata?
    /// What the run was joined from; nil if it was not.
    var merge: MergeMetadata?
    /// What the kernel counted of the connections; nil if it is not known.
    var connections: Summary.Connections?
    /// How simultaneous the releases were.
    var releases: [Summary.Release]

    /// One sentence each, the most serious first.
    var sentences: [String] {
        [lost, cutShort, partly, missing].compactMap { $0 } + died + late
            + [disagreement, clocks].compactMap { $0 } + outcome.warnings
            + [unjudged, unstamped].compactMap { $0 } + unprimed + (connections?.warnings ?? []) + percentiles
    }

    private var lost: String? {
        guard lostSamples > 0 else { return nil }
        let what = lostSamples == 1 ? "1 measurement" : "\(lostSamples) measurements"
        return isStored
            ? "\(what) could not be written to the run file, so every figure here lacks them."
            : "\(what) could not be written to the run file. The figures here include them; a report made from the file "
                + "will not, and calls the run unfinished."
    }

    /// From this share of those who waited on, unprimed participants make a release another one.
    private static let noticeableUnprimed = 0.01

    private var unprimed: [String] {
        releases.compactMap { release in
            let count = release.unprimed.reduce(0) { $0 + $1.participants.count }
            guard count > 0, Double(count) >= Self.noticeableUnprimed * Double(release.waiting) else { return nil }
            return
                "\(count) of the \(release.waiting) who waited before \(release.gate) were not primed at the release: "
                + "its spread is not that of a primed crowd."
        }
    }

    private var cutShort: String? {
        let who: String? =
            switch outcome.status {
            case .completed: nil
            case .interrupted: "The run was interrupted and is not judged"
            case .aborted: "The run was cut short"
            case .unfinished where lostSamples > 0: "The run is not whole and is not judged"
            case .unfinished: "The run has no ending and is not judged"
            }
        guard let who else { return nil }
        var parts: [String] = []
        if participants.underWay > 0 {
            parts.append(
                "\(participants.underWay) \(participants.underWay == 1 ? "participant was" : "participants were") still active"
            )
        }
        let absent = participants.expected - participants.started
        if absent > 0 { parts.append("\(absent) of \(participants.expected) had not arrived") }
        return who + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")) + "."
    }

    private var partly: String? {
        shard.map {
            "These are the figures of shard \($0.number) of \($0.count) alone, and nothing is judged: `turnout merge` judges "
                + "the whole run."
        }
    }

    private var missing: String? {
        guard let merge, !merge.missing.isEmpty else { return nil }
        let words = ShardWords.missing(merge.missing, of: merge.shards)
        return words.prefix(1).uppercased() + words.dropFirst()
            + ": those who belong there count as expected and as not entered."
    }

    /// Shards that died.
    private var died: [String] {
        (merge?.parts ?? []).compactMap { part in
            guard let cutOff = part.cutOff else { return nil }
            guard cutOff.isAny else {
                return "Shard \(part.number) has no ending, but the journeys of all its participants had ended."
            }
            guard let count = cutOff.count else {
                return
                    "Shard \(part.number) has no ending: it died, or could not write it. How many of its participants were still to come is unknown."
            }
            let more = count - min(count, Self.named)
            let names = cutOff.participants.prefix(Self.named).map(String.init).joined(separator: ", ")
            return
                "Shard \(part.number) has no ending: it died, or could not write it, and the journeys of \(count) of its \(part.expected) participants "
                + "had not ended (\(names)\(more > 0 ? " and \(more) more" : "")). Whoever had not entered counts as not entered."
        }
    }

    /// How many of the participants whose journeys were cut off are named.
    private static let named = 10

    /// Shards that were not ready at T0.
    private var late: [String] {
        (merge?.parts ?? []).compactMap { part in
            guard let ready = part.readyNanoseconds, ready <= -1000 * Self.noticeableMicroseconds else { return nil }
            let words = Duration.nanoseconds(-ready / 1_000_000 * 1_000_000).words
            return
                "Shard \(part.number) was ready \(words) after T0: its participants came so much later, and whoever came after a "
                + "release is a straggler."
        }
    }

    /// From here on shards did not begin together. Below it a release is not spread by more than it would be anyway.
    private static let noticeableMicroseconds: Int64 = 1000

    /// Clocks that are known to have differed: those of shards on one machine.
    private var disagreement: String? {
        guard let merge else { return nil }
        let apart = merge.parts.filter { abs($0.offsetMicroseconds ?? 0) >= Self.noticeableMicroseconds }
        guard let worst = apart.max(by: { abs($0.offsetMicroseconds ?? 0) < abs($1.offsetMicroseconds ?? 0) }),
            let offset = worst.offsetMicroseconds
        else { return nil }
        let words = Duration.microseconds(abs(offset)).words
        return
            "The shards' clocks disagree: T0 of shard \(worst.number) came \(words) \(offset > 0 ? "after" : "before") that "
            + "of the first one on the same machine. Each shard's times are from its own T0, and the target saw them that far "
            + "apart."
    }

    /// Moments of different shards can be compared as well as their clocks agree.
    private var clocks: String? {
        guard let merge, merge.shards - merge.missing.count > 1, disagreement == nil,
            merge.clockErrorMicroseconds.map({ $0 >= Self.noticeableMicroseconds }) ?? true
        else { return nil }
        let error = merge.clockErrorMicroseconds.map {
            "by up to \(($0 + 999) / 1000) ms"
        }
        return
            "The shards' clocks can differ \(error ?? "by an unknown time"): so can what was released together, and every "
            + "figure that compares moments of different shards, such as the spread of a release."
    }

    /// Failures that no threshold takes into account.
    private var unjudged: String? {
        guard shard == nil else { return nil }
        let count = values.crowds.reduce(0) { $0 + unjudgedFailures(of: $1) }
        guard count > 0 else { return nil }
        let what = count == 1 ? "1 failure is" : "\(count) failures are"
        return "\(what) judged by no threshold: add `failures == 0` or `turnout >= 99%`."
    }

    /// Responses whose times end when they were read.
    private var unstamped: String? {
        guard responses.unstamped > 0 else { return nil }
        let what = responses.unstamped == 1 ? "1 response" : "\(responses.unstamped) responses"
        return "The kernel did not say when it had received \(what) of \(responses.all): "
            + "\(responses.unstamped == 1 ? "its time ends" : "their times end") when Turnout read "
            + "\(responses.unstamped == 1 ? "it" : "them")."
    }

    private func unjudgedFailures(of crowd: CrowdFigures) -> Int {
        var isEntryJudged = false
        var judged: [FailureTally.Selection] = []
        for threshold in thresholds
        where values.judged(by: threshold).contains(where: { $0.metadata.name == crowd.metadata.name }) {
            switch threshold.metric {
            case .turnout, .admission: isEntryJudged = true
            case .failures(let step, let kind, let status, _):
                let steps = step.map { Int($0.rawValue)..<Int($0.rawValue) + 1 } ?? crowd.steps
                guard crowd.steps.overlaps(steps) else { continue }
                judged.append(FailureTally.Selection(steps: steps, kind: kind, status: status))
            case .percentile, .mean, .max, .rate, .spread: continue
            }
        }
        let remaining = values.failures.count(FailureTally.Selection(steps: crowd.steps), outside: judged)
        // Participants who did not get in reduce the turnout; those who fail later do not.
        return isEntryJudged ? min(remaining, crowd.tally.failedAfterEntering) : remaining
    }

    /// Times of successes, if many executions failed.
    private var percentiles: [String] {
        var told: Set<Int> = []
        return thresholds.compactMap { threshold in
            switch threshold.metric {
            case .percentile(_, .step(let step, name: _)), .mean(.step(let step, name: _)),
                .max(.step(let step, name: _)):
                let place = Int(step.rawValue)
                guard values.steps.indices.contains(place), told.insert(place).inserted else { return nil }
                let tally = values.steps[place]
                let (succeeded, failed) = (tally.succeeded.times.count, tally.failed.count)
                guard Double(failed) >= Warnings.failedShare * Double(succeeded + failed), failed > 0 else {
                    return nil
                }
                return "\(subject(of: threshold)) of \(succeeded) successes; \(failed) failed."
            case .turnout, .percentile(_, .journey), .mean(.journey), .max(.journey), .rate, .failures, .spread,
                .admission:
                return nil
            }
        }
    }

    /// From this share of failures on, the times of those who succeeded say little about the crowd.
    private static let failedShare = 0.1

    /// The metric as written: `p95(token)` of `p95(token) < 2s`.
    private func subject(of threshold: Threshold) -> String {
        guard let end = threshold.expression.lastIndex(of: ")") else { return threshold.expression }
        return String(threshold.expression[...end])
    }
}
