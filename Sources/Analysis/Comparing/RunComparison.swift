// Compares a run with its baselines. Pure: the same runs give the same comparison.

/// The comparison of a run with one or several earlier ones.
package enum RunComparison {
    /// The percentiles that are compared.
    package static let percentiles = [50, 90, 95, 99]

    /// Compares runs.
    ///
    /// - Parameters:
    ///   - new: the new run.
    ///   - baselines: the earlier runs, in any order; at least one.
    ///   - tolerance: what a difference must exceed as long as there are fewer than three baselines.
    ///   - warnings: what is known to limit the comparison; the runs' own reservations are added.
    /// - Returns: the comparison.
    package static func of(
        _ new: ComparedRun, with baselines: [ComparedRun],
        tolerance: Summary.BaselineComparison.Tolerance = .init(), warnings: [String] = []
    ) -> Summary.BaselineComparison {
        let earlier = baselines.sorted { $0.baseline.startedAt < $1.baseline.startedAt }
        let figures = earlier.map { RunFigures($0.results) }
        let now = RunFigures(new.results)
        var comparison = Summary.BaselineComparison(
            judging: now, against: figures, baselines: earlier.map(\.baseline), tolerance: tolerance)
        comparison.warnings =
            warnings + Comparability.reservations(about: earlier, new: new) + missing(in: figures, now)
        return comparison
    }

    /// A comparison that could not be made.
    ///
    /// - Parameters:
    ///   - baselines: the earlier runs; at least one.
    ///   - tolerance: what a difference would have had to exceed.
    ///   - reason: why, without a full stop.
    ///   - warnings: what a reader should know besides.
    /// - Returns: a comparison without rows.
    package static func impossible(
        with baselines: [ComparedRun], tolerance: Summary.BaselineComparison.Tolerance, because reason: String,
        warnings: [String] = []
    ) -> Summary.BaselineComparison {
        let names = baselines.count == 1 ? "its baseline" : "its baselines"
        return Summary.BaselineComparison(
            verdict: .tooLittleData, sentence: "The run is not compared with \(names): \(reason).",
            baselines: baselines.map(\.baseline).sorted { $0.startedAt < $1.startedAt }, tolerance: tolerance, rows: [],
            warnings: warnings)
    }

    /// Steps that some of the runs lack.
    private static func missing(in baselines: [RunFigures], _ now: RunFigures) -> [String] {
        let all = baselines + [now]
        var subjects: [RunFigures.Subject] = []
        for part in all.flatMap(\.parts) where !subjects.contains(part.subject) { subjects.append(part.subject) }
        return subjects.compactMap { subject in
            guard let step = subject.step, all.contains(where: { $0.part(subject) == nil }) else { return nil }
            return "The step `\(step)` was not executed in all of the runs and is left out."
        }
    }
}

extension Summary.BaselineComparison {
    /// Judges all figures of a run together.
    init(
        judging now: RunFigures, against earlier: [RunFigures], baselines: [Baseline], tolerance: Tolerance = .init()
    ) {
        let isFew = earlier.count < ComparisonLimits.several
        let isStrained = now.isStrained || earlier.contains(where: \.isStrained)
        var found: [(row: Row, evidence: Evidence)] = []
        for part in now.parts {
            let others = earlier.compactMap { $0.part(part.subject) }
            guard others.count == earlier.count, !others.isEmpty else { continue }
            func add(_ metric: String, _ unit: Row.Unit, _ evidence: Evidence) {
                found.append((Row(metric, part.subject, unit, evidence), evidence))
            }
            for (metric, isBetterWhenMore, share) in [
                ("turnout", true, { $0.turnout }), ("failures", false, { $0.failures }),
            ] as [(String, Bool, (RunFigures.Part) -> RunFigures.Share?)] {
                guard let new = share(part) else { continue }
                let old = others.compactMap(share)
                guard old.count == others.count else { continue }
                add(
                    metric, .share,
                    Evidence(
                        ofShare: old, now: new, points: tolerance.turnoutPoints, isBetterWhenMore: isBetterWhenMore))
            }
            guard let times = part.times else { continue }
            let old = others.compactMap(\.times)
            guard old.count == others.count else { continue }
            for percentile in RunComparison.percentiles {
                add(
                    "p\(percentile)", .milliseconds,
                    Evidence(
                        ofPercentile: percentile, baselines: old, now: times, tolerance: tolerance,
                        mayJudge: !(isFew && isStrained)))
            }
        }
        self.init(
            verdict: .tooLittleData, sentence: "", baselines: baselines, tolerance: tolerance,
            rows: Self.judged(found))
        verdict = Self.verdict(of: rows)
        sentence = ComparisonSentence(comparison: self).text
    }

    /// The rows with their verdicts: all figures together, by Holm's method.
    private static func judged(_ found: [(row: Row, evidence: Evidence)]) -> [Row] {
        let tested = found.indices.filter { found[$0].evidence.probability != nil }
        let level = ComparisonLimits.level / Double(max(1, tested.count))
        let places = Holm.found(
            tested.compactMap { found[$0].evidence.probability }, level: ComparisonLimits.level)
        let significant = Set(places.map { tested[$0] })
        return found.indices.map { place in
            var (row, evidence) = found[place]
            // A change without bounds is never found, and JSON cannot hold it.
            if evidence.probability != nil {
                row.smallestFound = evidence.smallest(level).flatMap { $0.isFinite ? $0 : nil }
            }
            row.verdict = evidence.verdict(isFound: significant.contains(place), level: level)
            return row
        }
    }

    private static func verdict(of rows: [Row]) -> Verdict {
        for verdict in [Verdict.regression, .improvement] where rows.contains(where: { $0.verdict == verdict }) {
            return verdict
        }
        // Said of the whole only if it is true of most of it.
        return rows.count { $0.verdict == .noDifference } * 2 > rows.count ? .noDifference : .tooLittleData
    }
}

extension Summary.BaselineComparison.Row {
    fileprivate init(_ metric: String, _ subject: RunFigures.Subject, _ unit: Unit, _ evidence: Evidence) {
        self.init(
            metric: metric, crowd: subject.crowd, step: subject.step, unit: unit, before: evidence.before,
            now: evidence.now, difference: evidence.difference,
            interval95: evidence.interval.flatMap { $0.allSatisfy(\.isFinite) ? $0 : nil }, basis: evidence.basis,
            smallestFound: nil, verdict: .tooLittleData)
    }
}
