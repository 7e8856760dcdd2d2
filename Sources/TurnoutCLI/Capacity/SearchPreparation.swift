// Everything that a capacity search finds out before its first request.
import Addresses
import Analysis
import Driver
import EventLoops
import Measuring
import Reporting
import Runs
import Scenarios

/// What a search begins with, or goes on from.
struct SearchStart: Sendable {
    /// Where it is kept.
    var directory: SearchDirectory
    /// What is known so far.
    var document: CapacityDocument
    /// The plans of its storms.
    var plans: SizedPlan
    /// The plan of the smallest one.
    var smallest: Plan
    /// The place of the crowd that grows.
    var crowd: Int
    /// How many event loops there are.
    var threads: Int
}

/// Prepares a search from its arguments.
struct SearchPreparation {
    var arguments: CapacityArguments
    var environment: [String: String]
    var console: Console

    /// How many lines of another scenario are shown.
    private static let shownDifferences = 4

    /// The most storms by default.
    private static func usualStorms(expecting: Bool) -> Int { expecting ? 80 : 40 }

    /// What the search begins with. Its directory exists then.
    /// - Throws: why it cannot be carried out, before anything was sent; exit code 64.
    func start(_ outputs: SearchOutputs) throws(Problem) -> SearchStart {
        var resumed: (SearchDirectory, CapacityDocument)?
        if let path = arguments.resume { resumed = try SearchDirectory.resume(path) }
        let (from, to) = (resumed?.1.settings.from ?? arguments.from ?? 1, resumed?.1.settings.to ?? arguments.to ?? 1)
        let plans = SizedPlan(
            scenario: arguments.scenario ?? resumed?.1.search.scenario ?? "", changes: arguments.changes,
            environment: environment,
            crowd: (arguments.crowd ?? resumed?.1.search.crowd).flatMap { $0 == CrowdPlan.onlyName ? nil : $0 },
            abortWhen: arguments.abortWhen)
        // Everything is checked for the largest storm before the first one: a data file with too few rows, for example.
        let (largest, crowd) = try plans.largest(to)
        let smallest = try plans.plan(from, as: "--from")
        let expected = try expected(plans, earlier: resumed?.1)
        if !arguments.quiet { console.warn(largest.warnings) }
        let threads = arguments.changes.threads ?? EventLoop.allowedProcessors
        var demanding = [largest]
        if let expected, expected.participants > to {
            demanding.append(
                try plans.plan(expected.participants, overMilliseconds: expected.shortestWindowMs))
        }
        for plan in demanding {
            for warning in try Machine.demand(plan, threads: threads, environment: environment) {
                if !arguments.quiet { console.tell([StyledText(warning, .caution)]) }
            }
        }
        let time = TimeOfDay.now
        var document = if let resumed { resumed.1 } else { newDocument(smallest, crowd: crowd, at: time) }
        document.settings.windowMs = SizedPlan.window(of: smallest.crowds[crowd])
        document.settings.expected = expected
        try adapt(&document, plans: plans, resumedIn: resumed?.0)
        try outputs.check(besides: resumed?.0.path ?? arguments.out)
        let directory =
            if let resumed { resumed.0 } else { try SearchDirectory.make(arguments.out, for: smallest, at: time) }
        try directory.lock()
        return SearchStart(
            directory: directory, document: document, plans: plans, smallest: smallest, crowd: crowd, threads: threads)
    }

    private func newDocument(_ plan: Plan, crowd: Int, at time: TimeOfDay) -> CapacityDocument {
        let target =
            switch plan.target.api {
            case .url(let api): api.text
            case .standIn: "stand-in"
            }
        let settings = CapacityDocument.Settings(
            from: arguments.from ?? 1, to: arguments.to ?? 1, require: arguments.require,
            maxStorms: arguments.maxStorms ?? SearchPreparation.usualStorms(expecting: arguments.expected != nil))
        return CapacityDocument(
            search: CapacityDocument.Search(
                name: plan.name, scenario: plan.source, crowd: plan.crowds[crowd].name, startedAt: time.iso8601,
                target: target, seed: plan.seed ?? .random(in: 0...UInt64(UInt32.max)), version: turnoutVersion,
                status: .unfinished),
            settings: settings,
            answer: CapacityDocument.Answer(CapacitySearch(settings.ofSearch).answer, sentence: ""))
    }

    /// Who is expected, by the options or by the search that is resumed; nil if nobody is.
    private func expected(
        _ plans: SizedPlan, earlier: CapacityDocument?
    ) throws(Problem) -> CapacityDocument.Expected? {
        let earlierCrowd = earlier?.settings.expected
        guard let participants = arguments.expected ?? earlierCrowd?.participants else {
            guard arguments.maxWindow == nil else {
                throw Problem("--max-window needs --expected: the crowd that arrives over it", kind: .usage)
            }
            return nil
        }
        let asked = try ExpectedCrowdRules(plans: plans).expected(
            participants,
            longest: arguments.maxWindow.map { Int(($0.seconds * 1000).rounded()) } ?? earlierCrowd?.longestWindowMs)
        if let earlierCrowd, earlier?.windowStorms?.isEmpty == false, earlierCrowd != asked {
            throw Problem(
                "the search has storms of \(earlierCrowd.participants) over windows up to "
                    + "\(WindowWords.text(earlierCrowd.longestWindowMs)), so --expected and --max-window cannot be changed",
                remedy: "Resume it without them, or start a new search.", kind: .usage)
        }
        return asked
    }

    /// Takes over what a resumed search is asked anew, and refuses another scenario.
    private func adapt(
        _ document: inout CapacityDocument, plans: SizedPlan, resumedIn directory: SearchDirectory?
    ) throws(Problem) {
        guard let directory else { return }
        if let require = arguments.require {
            guard (document.settings.from...document.settings.to).contains(require) else {
                throw Problem(
                    "--require (\(require)) must lie between the search's sizes, \(document.settings.from) and \(document.settings.to)",
                    kind: .usage)
            }
            document.settings.require = require
        }
        if let most = arguments.maxStorms {
            document.settings.maxStorms = most
        } else if arguments.expected != nil, document.settings.maxStorms == Self.usualStorms(expecting: false) {
            document.settings.maxStorms = Self.usualStorms(expecting: true)
        }
        document.search.status = .unfinished
        document.search.reason = nil
        // Whether the target has recovered is found out anew.
        while document.storms.last?.exclusion == .notRecovered { document.storms.removeLast() }
        while document.windowStorms?.last?.exclusion == .notRecovered { document.windowStorms?.removeLast() }
        guard let first = document.storms.first(where: { $0.run != nil }), let run = first.run else { return }
        let earlier: ComparedRun
        do throws(Problem) {
            earlier = try RunBaselines.read("\(directory.path)/\(run)")
        } catch {
            throw Problem(
                error.details, remedy: "Without its storms the search cannot be resumed. Start a new one.", kind: .usage
            )
        }
        let plan = try plans.plan(first.participants)
        let now = RunIdentity(
            scenario: plan.resolvedDescription, crowds: plan.crowdMetadata, environment: Machine.description)
        var differences = earlier.identity.differences(from: now)
        let judged = (earlier.results.summary.thresholds.map(\.expression), plan.thresholds.map(\.expression))
        differences += judged.0.filter { !judged.1.contains($0) }.map { "threshold: not in the scenario now: \($0)" }
        differences += judged.1.filter { !judged.0.contains($0) }.map { "threshold: only in the scenario now: \($0)" }
        guard differences.isEmpty else {
            let shown = differences.prefix(Self.shownDifferences).map { Problem.Detail($0) }
            let more = differences.count - shown.count
            throw Problem(
                [Problem.Detail("the search was made with another scenario, or with other options")] + shown
                    + (more > 0 ? [Problem.Detail("and \(more) more such lines")] : []),
                remedy: "Resume it with the same scenario and options, or start a new search.", kind: .usage)
        }
    }
}
