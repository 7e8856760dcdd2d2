// What makes two runs comparable: the same scenario, crowd, kind of release and priority of the event loops.
package import Measuring

/// What a run has in common with others of its kind.
package struct RunIdentity: Sendable {
    /// The scenario's lines that shape a storm: without its name and description, thresholds, limits, outputs and seed,
    /// numbers of participants, ports of this machine and the folders of files.
    package var scenario: [String]
    /// The names of the crowds with the participants expected; nil where only the run can tell.
    package var crowds: [(name: String, expected: Int?)]
    /// The kind of each release, in the order of the gates; nil if nobody was released. Empty before the run. How a release
    /// is meant is part of the scenario; this is what the run shows.
    package var releases: [Summary.Release.Kind?]
    /// Whether the event loops could run at a higher priority: `permitted` or `not permitted`; nil if it was not recorded.
    package var loopsGoFirst: String?

    /// The identity of a run from what its run file holds.
    /// - Parameters:
    ///   - scenario: the resolved scenario, without secrets.
    ///   - crowds: its crowds.
    ///   - releases: the openings of its gates; none before the run.
    ///   - environment: versions and machine, by name.
    package init(
        scenario: String, crowds: [CrowdMetadata], releases: [Summary.Release] = [], environment: [String: String]
    ) {
        self.scenario = ScenarioLines.shaping(scenario)
        self.crowds = crowds.map { ($0.name, $0.expected) }
        self.releases = releases.map(\.kind)
        loopsGoFirst = environment["loopsGoFirst"]
    }

    /// In what this run differs from a newer one, one phrase each; empty if they can be compared.
    package func differences(from new: RunIdentity) -> [String] {
        var found = countDifferences(from: new)
        for (place, (mine, other)) in zip(releases, new.releases).enumerated() {
            if let mine, let other, mine != other, !RunIdentity.isOfConnections(mine, other) {
                found.append("\(release(place)): \(mine.rawValue), but \(other.rawValue) in the new run")
            }
        }
        if let mine = loopsGoFirst, let other = new.loopsGoFirst, mine != other {
            found.append("priority of the event loops: \(mine), but \(other) in the new run")
        }
        for change in new.scenario.difference(from: scenario) {
            switch change {
            case .remove(_, let line, _): found.append("scenario: not in the new run: \(line)")
            case .insert(_, let line, _): found.append("scenario: only in the new run: \(line)")
            }
        }
        return found
    }

    /// In what this run differs from a newer one and can be compared with it all the same, one phrase each: one dropped
    /// connection among hundreds makes a warm release cold.
    package func slightDifferences(from new: RunIdentity) -> [String] {
        zip(releases, new.releases).enumerated().compactMap { place, kinds in
            guard let mine = kinds.0, let other = kinds.1, mine != other, RunIdentity.isOfConnections(mine, other)
            else {
                return nil
            }
            return "\(release(place)): \(mine.rawValue), but \(other.rawValue) in the new run"
        }
    }

    /// Whether kinds of release say no more than whether any first request had to connect.
    private static func isOfConnections(_ first: Summary.Release.Kind, _ second: Summary.Release.Kind) -> Bool {
        [first, second].allSatisfy { $0 == .cold || $0 == .warm }
    }

    private func release(_ place: Int) -> String { releases.count > 1 ? "release \(place + 1)" : "release" }

    private func countDifferences(from new: RunIdentity) -> [String] {
        // Crowds of other names are a difference of the scenario.
        crowds.compactMap { crowd in
            guard let other = new.crowds.first(where: { $0.name == crowd.name }), let mine = crowd.expected,
                let theirs = other.expected, mine != theirs
            else { return nil }
            return "\(crowd.name): \(mine), but \(theirs) in the new run"
        }
    }
}

/// The lines of a resolved scenario that shape a storm.
private enum ScenarioLines {
    /// Keys at the top whose values change what is said of a storm, but not the storm.
    private static let shapeless: Set<Substring> = [
        "name", "description", "thresholds", "limits", "outputs", "seed",
    ]

    static func shaping(_ text: String) -> [String] {
        var lines: [String] = []
        var isLeftOut = false
        for line in text.split(separator: "\n") {
            if line.first != " ", line.first != "-" {
                isLeftOut = shapeless.contains(line.prefix { $0 != ":" })
            }
            // Numbers of participants are compared on their own.
            if isLeftOut || line.contains(/^ *count: \d+$/) { continue }
            lines.append(
                String(line).replacing(/(127(?:\.\d{1,3}){3}|localhost|\[::1\]):\d{1,5}/) { String($0.output.1) }
                    .replacing(/((?:csv|trace|ca|cert|key|config): )"[^"]*\/([^"\/]*)"/) { match in
                        "\(match.output.1)\"\(match.output.2)\""
                    })
        }
        return lines
    }
}
