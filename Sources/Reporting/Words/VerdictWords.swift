// The verdict in words: passed or not, and why.
import Analysis
import Measuring

extension Summary {
    /// Whether measurements are missing, so that what was not seen may have happened all the same.
    var isPartial: Bool { run.status == .unfinished }

    /// Whether the run did not reach its end, so that what did not take place could turn any threshold.
    var isCutShort: Bool { run.status == .unfinished || run.status == .interrupted }

    /// Whether participants are missing, with their shard or since it died.
    var lacksParticipants: Bool { !run.missingShards.isEmpty || !deadShards.isEmpty }

    /// The shards that died before the journeys of all their participants had ended.
    var deadShards: [Int] {
        (merge?.shards ?? []).filter { $0.cutOff.map { $0.count.map { $0 > 0 } ?? true } ?? false }.map(\.number)
    }

    /// Whether its times are the generator's and not the target's.
    var areTimesOfGenerator: Bool {
        verdict == .invalid && (!lacksParticipants || generator.verdict == .overloaded)
    }

    /// Whether the thresholds judge nothing: the run was cut short, or is invalid.
    var isUnjudged: Bool { isCutShort || verdict == .invalid }
}

/// A run's verdict as words.
struct VerdictWords {
    /// What came of the run.
    enum Outcome: Hashable {
        case passed
        case failed
        case regressed
        case invalid
        case interrupted
        case unfinished
        case notJudged
    }

    /// What came of it. The cause of the exit code with the highest precedence comes first: interrupted, then invalid,
    /// then failed.
    let outcome: Outcome
    /// The outcome as a word, such as `PASSED, with warnings`.
    let word: String
    /// Why, as part of a sentence.
    let reason: String

    /// Creates the words for a summary, and why the run ended early if that is known.
    init(_ summary: Summary, endingReason: String?) {
        let after = Figures.seconds(summary.run.durationSeconds)
        (outcome, word, reason) =
            switch (summary.run.status, summary.verdict) {
            case (.interrupted, _):
                (
                    .interrupted, "INTERRUPTED",
                    "\(endingReason ?? "ended by the user") after \(after), so it is not judged; these are the figures until then"
                )
            case (.unfinished, _):
                (
                    .unfinished, "UNFINISHED",
                    "\(endingReason ?? "killed, or still running"); its last sign of life came after \(after)"
                )
            case (_, .invalid): (.invalid, "INVALID", VerdictWords.invalidity(summary))
            case (_, .failed): (.failed, "FAILED", VerdictWords.failure(summary, endingReason))
            case (_, .regressed): (.regressed, "REGRESSED", "it is worse than its baseline")
            case (_, .passed):
                (.passed, summary.warnings.isEmpty ? "PASSED" : "PASSED, with warnings", VerdictWords.held(summary))
            case (_, .none):
                (
                    .notJudged, "FINISHED, not judged",
                    summary.run.shard.map { "it is shard \($0) of \(summary.run.shards)" }
                        ?? "the scenario has no thresholds"
                )
            }
    }

    private static func invalidity(_ summary: Summary) -> String {
        let missing = summary.run.missingShards
        let dead = summary.deadShards
        let parts = [
            missing.isEmpty ? nil : ShardWords.missing(missing, of: summary.run.shards),
            dead.isEmpty
                ? nil
                : "\(dead.count == 1 ? "shard" : "shards") \(ShardWords.list(dead)) died before all journeys had ended",
        ].compactMap { $0 }
        let lacking = parts.isEmpty ? nil : parts.joined(separator: ", and ")
        if let lacking, !summary.areTimesOfGenerator { return lacking }
        return [lacking, "the generator was the bottleneck, not the target"].compactMap { $0 }.joined(
            separator: ", and ")
            + ". \(summary.generator.reasons.joined(separator: " "))"
    }

    private static func held(_ summary: Summary) -> String {
        switch summary.thresholds.count {
        case 1: "the threshold holds"
        case 2: "both thresholds hold"
        case let count: "all \(count) thresholds hold"
        }
    }

    private static func failure(_ summary: Summary, _ endingReason: String?) -> String {
        let failed = summary.thresholds.filter { !$0.passed }.map(\.expression)
        let names = failed.prefix(3).joined(separator: ", ") + (failed.count > 3 ? ", …" : "")
        let judged: String? =
            failed.isEmpty
            ? nil
            : summary.thresholds.count == 1
                ? "the threshold failed: \(names)"
                : "\(failed.count) of \(Figures.count(summary.thresholds.count)) thresholds failed: \(names)"
        let reasons = [judged].compactMap { $0 } + summary.unmet.map(Sentence.part)
        guard summary.run.status == .aborted else {
            return reasons.isEmpty ? "a threshold failed" : reasons.joined(separator: "; ")
        }
        let ended = "ended early, \(endingReason ?? "a limit of the scenario was reached")"
        return ([ended] + reasons).joined(separator: "; ")
    }
}
