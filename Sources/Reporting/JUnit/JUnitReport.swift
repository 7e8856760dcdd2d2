// A run as JUnit XML, which CI systems show as tests: the run itself, its thresholds, its steps, and a comparison with a
// baseline if there is one.
package import Analysis
import Measuring

/// Formats results as JUnit XML, in the form that Jenkins' xunit plugin describes.
///
/// A threshold that did not hold is a `failure`. What was not judged, because the run was interrupted, has no ending, or
/// measured the generator and not the target, is an `error`. A step that nobody carried out is `skipped`.
package struct JUnitReport: Sendable {
    private let summary: Summary
    private let judgement: VerdictWords

    /// Creates the report of a run.
    package init(_ results: RunResults) {
        self.init(results.summary, endingReason: results.outcome.reason)
    }

    /// Creates the report of a summary. `endingReason` is why the run ended before it was complete; nil if it did not, or if unknown.
    package init(_ summary: Summary, endingReason: String? = nil) {
        self.summary = summary
        judgement = VerdictWords(summary, endingReason: endingReason)
    }

    /// What is said behind a percentile on which little rests.
    private static let thin = " (fewer than ten measurements beyond it)"

    /// The document.
    /// - Throws: what the XML encoder throws. No text of a run makes it throw.
    package var xml: String {
        get throws { try JUnitDocument(name: summary.run.name, suites: suites).xml }
    }

    private var suites: [JUnitDocument.Suite] {
        let crowds = summary.crowds.count > 1 ? summary.crowds.map(\.name) : [nil]
        return [runSuite, thresholdSuite].compactMap { $0 } + crowds.compactMap(stepSuite)
            + [summary.comparison.map(baselineSuite)].compactMap { $0 }
    }

    /// What every case's name is looked up under.
    private func className(_ part: String) -> String { "\(summary.run.name).\(part)" }

    private func suite(
        _ name: String, properties: [(String, String)] = [], cases: [JUnitDocument.Case]
    ) -> JUnitDocument.Suite {
        JUnitDocument.Suite(
            name: name, timestamp: String(summary.run.startedAt.prefix(19)), seconds: summary.run.durationSeconds,
            properties: properties, cases: cases)
    }

    // MARK: The run

    /// Why nothing was judged; nil if it was.
    private var unjudged: String? {
        guard summary.isUnjudged else { return nil }
        return "\(judgement.word): \(judgement.reason)"
    }

    private var runSuite: JUnitDocument.Suite {
        let people = summary.participants
        var properties = [
            ("run.id", summary.run.id), ("run.scenario", summary.run.scenario),
            ("run.status", summary.run.status.rawValue), ("run.seed", String(summary.run.seed)),
            ("run.version", summary.run.version), ("target.api", summary.target.api),
            ("verdict", summary.verdict.rawValue), ("generator.verdict", summary.generator.verdict.rawValue),
            ("participants.expected", String(people.expected)), ("participants.entered", String(people.entered)),
            ("participants.failed", String(people.failed)), ("participants.turnout", JUnitText.number(people.turnout)),
        ]
        if let admission = summary.admission, summary.verdict != .invalid {
            for (name, value) in [
                ("t50Ms", admission.t50Ms), ("t90Ms", admission.t90Ms), ("t99Ms", admission.t99Ms),
                ("lastMs", admission.lastMs),
            ] {
                if let value { properties.append(("admission.\(name)", JUnitText.number(value))) }
            }
        }
        properties += releaseProperties
        if let attendance = summary.attendance {
            properties.append(("attendance", AttendanceWords(attendance).sentence))
        }
        properties += summary.event.map(JUnitReport.properties) ?? []
        properties += shardProperties
        for (place, warning) in summary.warnings.enumerated() { properties.append(("warning.\(place + 1)", warning)) }
        var outcome = JUnitDocument.Outcome.passed
        if let unjudged {
            outcome = .error(type: summary.verdict == .invalid ? "invalid" : summary.run.status.rawValue, unjudged)
        } else if summary.run.status == .aborted {
            outcome = .failure(type: "aborted", judgement.reason)
        } else if !summary.unmet.isEmpty {
            outcome = .failure(type: "required", summary.unmet.joined(separator: " "))
        }
        let turnout = TurnoutWords(summary.journey, steps: summary.steps.count).sentence(people)
        return suite(
            "run", properties: properties,
            cases: [
                .init(
                    className: className("run"), name: "the run was carried out",
                    seconds: summary.run.durationSeconds, outcome: outcome, text: turnout)
            ])
    }

    /// How simultaneous each release was.
    private var releaseProperties: [(String, String)] {
        summary.releases.enumerated().flatMap { place, release -> [(String, String)] in
            let name = "release.\(place + 1)"
            let sentence = ReleaseWords.certificate(release, isPartial: summary.isPartial)
            var properties = [
                (name, ([sentence] + ReleaseWords.notes(release, in: summary)).joined(separator: " ")),
                ("\(name).gate", release.gate), ("\(name).waiting", String(release.waiting)),
                ("\(name).sent", String(release.sent)),
            ]
            if let kind = release.kind { properties.append(("\(name).kind", kind.rawValue)) }
            if release.kind == .primed { properties.append(("\(name).primed", String(release.primedCount))) }
            if let spread = release.spreadMs, summary.verdict != .invalid {
                properties.append(("\(name).spreadMs.p99", JUnitText.number(spread.p99)))
                properties.append(("\(name).spreadMs.max", JUnitText.number(spread.max)))
            }
            return properties
        }
    }

    /// Of which shards the run was joined, or which one it is.
    private var shardProperties: [(String, String)] {
        let run = summary.run
        if let shard = run.shard { return [("run.shards", String(run.shards)), ("run.shard", String(shard))] }
        guard let merge = summary.merge, let words = MergeWords(summary) else { return [] }
        var properties = [("run.shards", String(run.shards)), ("merge", words.sentence)]
        if !run.missingShards.isEmpty { properties.append(("run.missingShards", ShardWords.list(run.missingShards))) }
        if merge.shards.count > 1 {
            properties.append(("merge.clockErrorMs", merge.clockErrorMs.map(JUnitText.number) ?? "unknown"))
        }
        for shard in merge.shards {
            let reasons = shard.generator.reasons.map { " \($0)" }.joined()
            properties.append(
                (
                    "shard.\(shard.number).generator",
                    shard.generator.verdict.rawValue + (reasons.isEmpty ? "" : ":\(reasons)")
                ))
        }
        return properties
    }

    /// What the host did about the event.
    private static func properties(of event: Summary.Event) -> [(String, String)] {
        var properties: [(String, String)] = []
        if let webhooks = event.webhooks {
            properties.append(("webhooks", EventWords.webhooks(webhooks)))
            for (name, count) in [
                ("received", webhooks.received), ("events", webhooks.events),
                ("wrongSignature", webhooks.wrongSignature), ("unreadable", webhooks.unreadable),
                ("repeats", webhooks.repeats), ("outOfOrder", webhooks.outOfOrder),
                ("overloaded", webhooks.overloaded),
            ] {
                properties.append(("webhooks.\(name)", String(count)))
            }
        }
        if let records = event.records {
            properties.append(("records", EventWords.records(records)))
            if let coverage = records.coverage {
                properties.append(("records.coverage", JUnitText.number(coverage)))
            }
            properties += [
                ("records.failures", String(records.failures)), ("records.restarts", String(records.restarts)),
            ]
        }
        return properties
    }

    // MARK: Thresholds

    private var thresholdSuite: JUnitDocument.Suite? {
        guard !summary.thresholds.isEmpty else { return nil }
        return suite("thresholds", cases: summary.thresholds.map(thresholdCase))
    }

    private func thresholdCase(_ threshold: Summary.ThresholdResult) -> JUnitDocument.Case {
        let unit = ThresholdUnit.of(threshold.expression)
        let missing = threshold.expression.hasPrefix("admission") ? "never reached" : "not measured"
        let measured =
            threshold.actual.map {
                "measured \(unit.words($0, apartFrom: threshold.bound))" + (threshold.thin ? JUnitReport.thin : "")
            } ?? missing
        let bound = threshold.bound.map { "; bound: \(unit.words($0))" } ?? ""
        let sentence = "\(threshold.expression): \(measured)\(bound)"
        let outcome: JUnitDocument.Outcome =
            if let unjudged {
                .error(type: "not-judged", "not judged. \(unjudged)")
            } else if threshold.passed { .passed } else { .failure(type: "threshold", sentence) }
        return .init(
            className: className("thresholds"), name: threshold.expression, seconds: nil, outcome: outcome,
            text: summary.verdict == .invalid ? nil : sentence)
    }

    // MARK: Steps

    /// The steps of a crowd; of the only one if nil.
    private func stepSuite(_ crowd: String?) -> JUnitDocument.Suite? {
        let steps = summary.steps.filter { crowd == nil || $0.crowd == crowd }
        guard !steps.isEmpty else { return nil }
        let name = crowd.map { "steps of \($0)" } ?? "steps"
        var seen: [String: Int] = [:]
        var properties: [(String, String)] = []
        let cases = steps.map { step -> JUnitDocument.Case in
            // Two steps of one name would be one test to a CI system.
            seen[step.name, default: 0] += 1
            let count = seen[step.name] ?? 1
            let label = count > 1 ? "\(step.name) (\(count))" : step.name
            properties += figures(of: step).map { ("\(label).\($0.0)", $0.1) }
            return stepCase(step, label: label, suite: name)
        }
        return suite(name, properties: properties, cases: cases)
    }

    private func stepCase(_ step: Summary.Step, label: String, suite: String) -> JUnitDocument.Case {
        let failures = summary.failures.filter { $0.step == step.name && $0.crowd == step.crowd }
        let lines = figures(of: step).map { "\($0.0): \($0.1)" } + failures.map(JUnitReport.line)
        guard step.executions > 0 else {
            return .init(
                className: className(suite), name: label, seconds: nil,
                outcome: .skipped("nobody carried it out, or it makes no requests"), text: nil)
        }
        return .init(
            className: className(suite), name: label,
            seconds: summary.verdict == .invalid ? nil : step.responseMs.p50.map { $0 / 1000 }, outcome: .passed,
            text: lines.joined(separator: "\n"))
    }

    /// A step's figures by the names of summary.json. An invalid run's times are not the target's, and are left out.
    private func figures(of step: Summary.Step) -> [(String, String)] {
        var figures = [
            ("executions", String(step.executions)), ("succeeded", String(step.succeeded)),
            ("failed", String(step.failed)), ("requests", String(step.requests)),
        ]
        guard summary.verdict != .invalid else { return figures }
        for (name, times) in [("responseMs", step.responseMs), ("serviceMs", step.serviceMs)] where times.count > 0 {
            figures.append(("\(name).count", String(times.count)))
            for (percentile, value) in [
                ("p50", times.p50), ("p95", times.p95), ("p99", times.p99), ("max", times.max),
            ] {
                guard let value else { continue }
                let thin = times.thin.contains(percentile) ? JUnitReport.thin : ""
                figures.append(("\(name).\(percentile)", JUnitText.number(value) + thin))
            }
        }
        return figures
    }

    private static func line(_ group: Summary.FailureGroup) -> String {
        "\(Figures.count(group.count)) × \(FailureWords.of(group.kind, status: group.status)): \(group.cause)"
            + (group.remedy.map { " → \($0)" } ?? "")
    }

    // MARK: Baseline

    /// A case for the comparison as a whole, and one for each figure of which something can be said. To list all others
    /// as skipped would hide these.
    private func baselineSuite(_ comparison: Summary.BaselineComparison) -> JUnitDocument.Suite {
        let properties = comparison.baselines.enumerated().map { ("baseline.\($0 + 1)", $1.id) }
        func outcome(_ verdict: Summary.BaselineComparison.Verdict, _ sentence: String) -> JUnitDocument.Outcome {
            switch verdict {
            case .regression: .failure(type: "regression", sentence)
            case .improvement, .noDifference: .passed
            case .tooLittleData: .skipped(sentence)
            }
        }
        func row(_ name: String, _ verdict: Summary.BaselineComparison.Verdict, _ sentence: String)
            -> JUnitDocument.Case
        {
            .init(
                className: className("baseline"), name: name, seconds: nil, outcome: outcome(verdict, sentence),
                text: sentence)
        }
        let said = comparison.rows.filter { $0.verdict != .tooLittleData }.map(ComparisonWords.init)
        return suite(
            "baseline", properties: properties,
            cases: [row("compared with the baseline", comparison.verdict, comparison.sentence)]
                + said.map { row($0.name, $0.judgement, $0.sentence) })
    }
}
