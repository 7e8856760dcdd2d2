// A run against the customer's site, beside what the site saw of it.
import Analysis
import Foundation
import Measuring
import RunStore
import Support
import Testing

/// A journey of request steps that was run, with both accounts of it.
struct SiteWalk: Sendable {
    /// What the command printed.
    var outcome: Command.Outcome
    /// What Turnout reports.
    var summary: Summary
    /// The requests that Turnout recorded.
    var requests: [RequestSample] = []
    /// What Django saw.
    var seen: [SiteLine]
    /// What nginx saw.
    var front: [NginxLine]

    /// The figures of a step.
    func step(_ name: String) throws -> Summary.Step {
        try #require(summary.steps.first { $0.name == name }, "\(summary.steps.map(\.name))")
    }

    /// The answers of a step by status, as Turnout counts them.
    func statuses(of step: String) throws -> [Int: Int] {
        try self.step(step).status.counts.filter { $0.value > 0 }
    }

    /// The answers to requests for a path by status, as nginx counts them.
    func statuses(at path: String, _ method: String? = nil) -> [Int: Int] {
        front.filter { line in
            line.isAnswered && line.target.prefix { $0 != "?" } == path && (method == nil || line.method == method)
        }.reduce(into: [:]) { $0[$1.status, default: 0] += 1 }
    }

    /// How often steps failed, by kind.
    var failures: [FailureKind: Int] {
        summary.failures.reduce(into: [:]) { $0[$1.kind, default: 0] += $1.count }
    }

    /// What the echo told of the requests that reached it, in their order.
    var echoes: [JSONNote] { seen.filter { $0.path.hasPrefix("/echo") }.compactMap(\.note) }

    /// The differences between Turnout's account and nginx's, one sentence each.
    ///
    /// Each answered request was answered by nginx, with that status and to that participant. One without an answer may
    /// have reached nginx or not.
    var differences: [String] {
        var differences: [String] = []
        func compare<Key: Hashable & Comparable>(_ what: String, _ ours: [Key: Int], _ theirs: [Key: Int]) {
            for key in Set(ours.keys).union(theirs.keys).sorted() where ours[key] ?? 0 != theirs[key] ?? 0 {
                differences.append("\(what) \(key): nginx counts \(theirs[key] ?? 0), Turnout \(ours[key] ?? 0)")
            }
        }
        var statuses: [Int: Int] = [:]
        for step in summary.steps { statuses.merge(step.status.counts.filter { $0.value > 0 }, uniquingKeysWith: +) }
        let answered = front.filter(\.isAnswered)
        compare("status", statuses, answered.reduce(into: [:]) { $0[$1.status, default: 0] += 1 })
        compare(
            "requests of participant",
            requests.filter { $0.figures.status != nil }.reduce(into: [:]) { $0["\($1.participant)", default: 0] += 1 },
            answered.reduce(into: [:]) { $0[$1.participant, default: 0] += 1 })
        let unanswered = requests.count { $0.figures.status == nil }
        if front.count - answered.count > unanswered {
            differences.append("\(front.count - answered.count) without an answer by nginx, \(unanswered) by Turnout")
        }
        let counted = summary.steps.reduce(0) { $0 + $1.requests }
        // What was refused was never asked.
        let made = requests.count { $0.failure?.kind != .notAllowed }
        if counted != made { differences.append("\(counted) in the summary, \(made) in the rows") }
        return differences
    }
}

extension CustomerSite {
    /// Runs a journey against the site, and expects that both accounts agree. `target`, `tls` and `crowd` are more
    /// members of the mappings of these names; `top` is more sections. The run is judged by `failures == 0`. Not
    /// `comparing` is for journeys with requests that do not go through nginx.
    func walk(
        _ journey: String, participants: Int = 3, target: String? = nil, tls: String? = nil, top: String = "",
        crowd: String? = nil, expecting code: ExitCode = .passed, environment: [String: String] = [:],
        comparing: Bool = true,
        in folder: TemporaryFolder? = nil, at location: SourceLocation = #_sourceLocation
    ) async throws -> SiteWalk {
        let folder = try folder ?? TemporaryFolder()
        let target = target.map { ", \($0)" } ?? ""
        try folder.write(
            "site.yaml",
            """
            turnout: 1
            name: Customer's site
            target: { tls: { ca: "\(ca)"\(tls.map { ", \($0)" } ?? "") }\(target) }
            participants: { count: \(participants)\(crowd.map { ", \($0)" } ?? "") }
            journey:
            \(journey)
            thresholds: [ failures == 0 ]
            \(top)
            """)
        var command = Command(["run", "site.yaml", "--json", "--quiet", "--out", "run"], in: folder)
        command.environment = environment
        command.deadline = .seconds(60)
        let outcome = try await command.run()
        #expect(outcome.code == code.rawValue, "\(outcome.errors)", sourceLocation: location)
        let summary = try Summary(json: outcome.output)
        var walk = SiteWalk(
            outcome: outcome, summary: summary, seen: try seen(of: summary.run.id), front: try front(of: summary.run.id)
        )
        try RunReader(directory: "\(folder.path)/run").forEachBatch { batch in
            walk.requests += batch.requests.filter { $0.participant > 0 }
        }
        if comparing { #expect(walk.differences == [], sourceLocation: location) }
        return walk
    }
}
