// A run as `compare` needs it, and why it may not be compared.
package import Measuring

/// A run that is compared with others.
package struct ComparedRun: Sendable {
    /// How messages name it: its directory.
    package var name: String
    /// Its results.
    package var results: RunResults
    /// What makes it comparable with others.
    package var identity: RunIdentity
    /// Versions and machine, by name.
    package var environment: [String: String]

    /// Creates a run.
    package init(name: String, results: RunResults, scenario: String, environment: [String: String]) {
        self.name = name
        self.results = results
        self.environment = environment
        identity = RunIdentity(
            scenario: scenario, crowds: results.metadata.crowds, releases: results.summary.releases,
            environment: environment)
    }

    /// Why its figures are not those of the target or not those of a whole storm; nil if they are.
    package var unfit: String? {
        switch results.summary.run.status {
        case .interrupted: return "it was interrupted"
        case .unfinished: return "it has no ending, or measurements are missing"
        case .aborted: return "a limit of its scenario cut it short"
        case .completed: break
        }
        if results.summary.generator.verdict == .overloaded {
            return "it is invalid: its generator was the bottleneck, not the target"
        }
        return results.summary.verdict == .invalid ? "it is invalid: participants of a shard are missing" : nil
    }

    /// Who it is.
    package var baseline: Summary.BaselineComparison.Baseline {
        Summary.BaselineComparison.Baseline(
            id: results.metadata.id, name: results.metadata.name, startedAt: results.metadata.startedAt,
            expected: results.summary.participants.expected)
    }
}

/// Whether runs can be compared.
package enum Comparability {
    /// Why baselines cannot be compared with a run that has not started yet, or with one that has ended.
    ///
    /// - Parameters:
    ///   - baselines: the earlier runs.
    ///   - new: what is known of the new run.
    /// - Returns: all reasons, each once with the names of the baselines that it holds for; empty if there are none.
    package static func objections(to baselines: [ComparedRun], against new: RunIdentity) -> [Problem.Detail] {
        joined(
            baselines.flatMap { run in
                ([run.unfit].compactMap { $0 } + run.identity.differences(from: new)).map { (run.name, $0) }
            }
        ).map { Problem.Detail($0.reason, at: Problem.Place($0.names)) }
    }

    /// Each reason once, in the order in which they come, with the names that it holds for. What one baseline has twice
    /// stays twice.
    private static func joined(_ reasons: [(name: String, reason: String)]) -> [(names: String, reason: String)] {
        var found: [(names: [String], reason: String)] = []
        for (name, reason) in reasons {
            if let place = found.firstIndex(where: { $0.reason == reason && !$0.names.contains(name) }) {
                found[place].names.append(name)
            } else {
                found.append(([name], reason))
            }
        }
        return found.map { ($0.names.joined(separator: ", "), $0.reason) }
    }

    /// What a reader should know of runs that can be compared, one sentence each.
    package static func reservations(about baselines: [ComparedRun], new: ComparedRun) -> [String] {
        var found: [String] = []
        func differs(_ key: String) -> Bool {
            baselines.contains {
                guard let mine = $0.environment[key], let other = new.environment[key] else { return false }
                return mine != other
            }
        }
        if differs("turnout") { found.append("The runs were made by different versions of Turnout.") }
        if differs("libcurl") { found.append("The runs were made with different versions of libcurl.") }
        if differs("processors") {
            found.append("The runs were made on machines with different numbers of processors.")
        }
        let slight = baselines.flatMap { run in
            run.identity.slightDifferences(from: new.identity).map { (run.baseline.id, $0) }
        }
        found += joined(slight).map {
            "\($0.names): \($0.reason). In a cold release at least one first request had to connect, and its time "
                + "includes that."
        }
        let strained = (baselines + [new]).filter { $0.results.summary.generator.verdict == .strained }
        if !strained.isEmpty {
            let names = strained.map(\.baseline.id).joined(separator: ", ")
            found.append(
                baselines.count < ComparisonLimits.several
                    ? "The generator was strained (\(names)), so times are not judged."
                    : "The generator was strained (\(names)): treat differences of times with caution.")
        }
        return found
    }
}
