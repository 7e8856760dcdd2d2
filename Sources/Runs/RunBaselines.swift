// The baselines of a run: read and checked before it starts, compared with it afterwards, and kept with it.
package import Analysis
import FoundationEssentials
package import Measuring
import RunStore
import Scenarios

/// Earlier runs that a new one is compared with.
package struct RunBaselines: Sendable {
    /// The runs, in the order given.
    package let runs: [ComparedRun]
    /// What a difference must exceed.
    package let tolerance: Summary.BaselineComparison.Tolerance
    /// Whether runs that differ are compared all the same.
    package let isForced: Bool

    /// Reads the runs.
    ///
    /// - Parameters:
    ///   - directories: their directories; at least one.
    ///   - tolerance: what a difference must exceed.
    ///   - force: whether to compare runs that differ, with a warning.
    /// - Throws: which of them cannot be read; of kind `usage` if one does not exist or was given twice.
    package init(
        _ directories: [String], tolerance: Summary.BaselineComparison.Tolerance, force: Bool
    ) throws(Problem) {
        var runs: [ComparedRun] = []
        for directory in directories {
            let run = try RunBaselines.read(directory)
            if let same = runs.first(where: { $0.baseline.id == run.baseline.id }) {
                throw Problem(
                    "'\(directory)' is the same run as '\(same.name)'",
                    remedy: "Give each baseline once: the same run twice shows nothing of how much runs vary.",
                    kind: .usage)
            }
            runs.append(run)
        }
        self.runs = runs
        self.tolerance = tolerance
        isForced = force
    }

    /// Reads a run to compare.
    /// - Throws: why it cannot be read; of kind `usage` if there is no such run.
    package static func read(_ directory: String) throws(Problem) -> ComparedRun {
        try StoredRun(directory: directory).compared(named: directory)
    }

    /// Checks that the runs can be compared with another one.
    ///
    /// - Parameter new: what is known of that run, before or after it.
    /// - Returns: what differs all the same, one sentence each; empty unless the comparison is forced.
    /// - Throws: every difference; of kind `usage`.
    @discardableResult
    package func check(against new: RunIdentity) throws(Problem) -> [String] {
        let objections = Comparability.objections(to: runs, against: new)
        guard objections.isEmpty || isForced else {
            throw Problem(objections, remedy: RunBaselines.remedy, kind: .usage)
        }
        return objections.map { "\($0.description)." }
    }

    /// What to do about runs that differ.
    package static let remedy =
        "Compare runs of the same storm against the same kind of target, or add --force to compare them all the same."

    /// Compares a run that has just ended, and stores the comparison in its directory.
    ///
    /// - Parameters:
    ///   - finished: the run. Gets the comparison, the verdict that follows from it, and what could not be stored.
    ///   - run: what it was.
    package func judge(_ finished: inout FinishedRun, of run: RunPlan) {
        let new = ComparedRun(
            name: run.directory, results: finished.results, scenario: run.plan.resolvedDescription,
            environment: run.environment)
        let comparison = compare(with: new)
        finished.results.take(comparison)
        do throws(RunStoreError) {
            let latest = runs.max { $0.baseline.startedAt < $1.baseline.startedAt }
            let overlay =
                comparison.rows.isEmpty ? nil : latest.map { self.overlay(of: $0, beside: finished.results.summary) }
            try RunAppendix(
                comparison: StoredJSON.text(comparison), baseline: overlay.flatMap(StoredJSON.text)
            ).write(to: run.directory)
        } catch {
            finished.unwritten = finished.unwritten ?? error.problem
        }
    }

    /// What reports draw of a baseline. Its run file is read again, for the waves of the new run's slowest step. If it
    /// has gone since it was checked, everything else is drawn.
    func overlay(of run: ComparedRun, beside summary: Summary) -> BaselineOverlay {
        guard let slowest = summary.slowestStep.map({ summary.steps[$0] }),
            let place = run.results.summary.steps.firstIndex(where: {
                $0.name == slowest.name && $0.crowd == slowest.crowd
            }),
            let steps = try? StoredRun(directory: run.name).material().detail.steps, steps.indices.contains(place)
        else { return BaselineOverlay(run) }
        return BaselineOverlay(run) { $0 == place ? steps[place].heat : nil }
    }

    /// Compares a run that has ended.
    func compare(with new: ComparedRun) -> Summary.BaselineComparison {
        if let unfit = new.unfit {
            return RunComparison.impossible(with: runs, tolerance: tolerance, because: unfit)
        }
        do throws(Problem) {
            let warnings = try check(against: new.identity)
            return RunComparison.of(new, with: runs, tolerance: tolerance, warnings: warnings)
        } catch {
            // What could be known before the run was checked then. No exit code of its own says what only the run shows.
            return RunComparison.impossible(
                with: runs, tolerance: tolerance, because: error.messages.joined(separator: "; "),
                warnings: ["The run was not compared: a regression would not show in its exit code."])
        }
    }
}

/// Values that a run file keeps as JSON.
enum StoredJSON {
    /// The value as JSON; nil if it holds a number that JSON cannot.
    static func text(_ value: some Encodable) -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The value of a text; nil if it is not one.
    static func value<Value: Decodable>(_ text: String, _ type: Value.Type) -> Value? {
        try? JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
