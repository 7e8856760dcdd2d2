// Capacity searches of every outcome, whose pages are looked at.
import Measuring

@testable import Analysis
@testable import Reporting

/// A search whose page is tested.
enum CapacityCase: String, CaseIterable {
    /// A capacity of about 60.
    case found
    /// Nothing failed.
    case moreThan = "more-than"
    /// Everything failed.
    case fewerThan = "fewer-than"
    /// A capacity of about 60 over the scenario's own window.
    case overWindow = "over-window"
    /// Small sizes.
    case fromOne = "from-one"
    case met
    case notMet = "not-met"
    /// Chance decides.
    case mixed
    case sixty
    case one
    /// Only the single journeys were made.
    case none
    /// The generator was the bottleneck throughout.
    case notCounted = "not-counted"
    /// The target did not recover from the first storm that failed.
    case unrecovered
    case interrupted
    /// A crowd is expected that gets in over a window.
    case expected
    /// One that gets in at once.
    case expectedAtOnce = "expected-at-once"
    /// One that gets in over no window.
    case expectedNowhere = "expected-nowhere"
    case hostile
    case longNames = "long-names"

    /// Those that are compared as a whole.
    static let golden: [CapacityCase] = [.found, .mixed, .one, .none, .notCounted, .expected]

    private static let documents = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.made) })
    private static let pages = documents.mapValues { CapacityPage($0).text }

    /// What the page is made from, made once for all tests.
    var document: CapacityDocument { CapacityCase.documents[self] ?? made }

    /// Its page.
    var page: String { CapacityCase.pages[self] ?? "" }

    /// What would do harm in a page.
    static let hostileText = "</script></svg><img src=x onerror=alert(1)>&\"'\u{1B}[31m\u{202E}"

    private var made: CapacityDocument {
        var document: CapacityDocument
        switch self {
        case .found, .interrupted: document = search(from: 10, to: 400) { $1 < 58 + $0 % 3 * 3 }
        case .overWindow: document = search(from: 10, to: 400, windowMs: 20_000) { $1 < 58 + $0 % 3 * 3 }
        case .hostile, .longNames: document = expecting(150, over: 9000)
        case .expected: document = expecting(150, over: 9000)
        case .expectedAtOnce: document = expecting(40, over: 9000)
        case .expectedNowhere: document = expecting(150, over: .max)
        case .moreThan: document = search(from: 50, to: 800) { _, _ in true }
        case .fewerThan: document = search(from: 100, to: 1000) { _, _ in false }
        case .fromOne: document = search(from: 1, to: 12) { $1 <= 5 }
        case .met: document = search(from: 100, to: 20_000, require: 5000) { $1 < 9000 }
        case .notMet: document = search(from: 100, to: 20_000, require: 5000) { $1 < 3000 }
        case .mixed: document = search(from: 10, to: 400) { $1 < 20 || $1 < 200 && $0 % 2 == 0 }
        case .sixty:
            document = CapacityCase.empty(CapacityDocument.Settings(from: 20, to: 2000, maxStorms: 60))
            for number in 1...60 {
                let size = 20 + number * 37 % 61 * 8
                add(number, size, size < 280 + number * 7 % 60 ? .passed : .failed, to: &document)
            }
        case .one: document = search(from: 10, to: 400, maxStorms: 1) { _, _ in true }
        case .none: document = search(from: 10, to: 400, maxStorms: 0) { _, _ in true }
        case .notCounted:
            document = CapacityCase.empty(CapacityDocument.Settings(from: 500, to: 5000, maxStorms: 40))
            for number in 1...2 { add(number, 500, .notCounted(.generator), to: &document) }
        case .unrecovered:
            document = search(from: 10, to: 400, maxStorms: 6) { $1 < 60 }
            for _ in 0..<3 { add(document.storms.count + 1, 42, .notCounted(.notRecovered), to: &document) }
        }
        document.search.status = .completed
        switch self {
        case .interrupted:
            document.storms.removeLast(document.storms.count - 7)
            document.search.status = .interrupted
        case .hostile: taint(&document)
        case .longNames:
            document.search.name = String(repeating: "one scenario ", count: 40)
            document.search.scenario = String(repeating: "a-long-folder/", count: 20) + "capacity.yaml"
            document.search.target = "https://" + String(repeating: "long.", count: 30) + "example.test"
            for storm in document.storms.indices {
                for failure in 0..<(document.storms[storm].figures?.failures.count ?? 0) {
                    document.storms[storm].figures?.failures[failure].step = ReportCase.longName("step").replacing(
                        " ", with: "_")
                }
            }
        default: break
        }
        document.conclude(document.replayed, AdviceSearch(document))
        if self == .hostile {
            document.answer.sentence = CapacityCase.hostileText
            document.advice?.sentence = CapacityCase.hostileText
            document.advice?.grounds = CapacityCase.hostileText
        }
        return document
    }

    private static func empty(_ settings: CapacityDocument.Settings) -> CapacityDocument {
        CapacityDocument(
            search: CapacityDocument.Search(
                name: "Monday webinar", scenario: "webinar.yaml", crowd: "participants",
                startedAt: "2026-11-24T09:15:00.000Z", target: "https://api.example.test", seed: 7, version: "0.1.0",
                status: .unfinished),
            settings: settings, recovery: CapacityDocument.Recovery(beforeMs: 238.6),
            answer: CapacityDocument.Answer(CapacitySearch(settings.ofSearch).answer, sentence: ""))
    }

    /// A search of a target of which `passes` says whether a storm of a number and a size passes.
    private func search(
        from: Int, to: Int, windowMs: Int? = nil, require: Int? = nil, maxStorms: Int = 25,
        _ passes: (Int, Int) -> Bool
    ) -> CapacityDocument {
        let settings = CapacityDocument.Settings(
            from: from, to: to, windowMs: windowMs, require: require, maxStorms: maxStorms)
        var document = CapacityCase.empty(settings)
        var search = CapacitySearch(settings.ofSearch)
        while case .storm(let participants, let reason) = search.next {
            let number = document.storms.count + 1
            let outcome: CapacityStorm.Outcome = passes(number, participants) ? .passed : .failed
            add(number, participants, outcome, why: CapacityReasons.words(reason), to: &document)
            search.record(document.storms[number - 1].ofSearch)
        }
        return document
    }

    /// A search of a target that holds some 60, with an expected crowd that gets in over windows from this one on.
    private func expecting(_ participants: Int, over window: Int) -> CapacityDocument {
        var document = search(from: 10, to: 400) { $1 < 58 + $0 % 3 * 3 }
        document.settings.expected = CapacityDocument.Expected(
            participants: participants, shortestWindowMs: 1000, longestWindowMs: 60_000)
        document.settings.maxStorms = 80
        let search = document.replayed
        while let storm = PlannedStorm(in: document, search, AdviceSearch(document)), let over = storm.windowMs {
            let outcome: CapacityStorm.Outcome = over >= window - storm.number % 3 * 400 ? .passed : .failed
            var made = document
            add(storm.number, participants, outcome, over: over, why: storm.why, to: &made)
            document.windowStorms = (document.windowStorms ?? []) + [made.storms.removeLast()]
        }
        return document
    }

    private func add(
        _ number: Int, _ participants: Int, _ outcome: CapacityStorm.Outcome, over window: Int? = nil,
        why: String = CapacityReasons.words(.beyond), to document: inout CapacityDocument
    ) {
        let isSent = outcome != .notCounted(.notRecovered)
        document.storms.append(
            CapacityDocument.Storm(
                number: number, participants: participants, windowMs: window, why: why,
                run: isSent ? "storm-\(number < 10 ? "0" : "")\(number)-\(participants)" : nil, outcome: outcome,
                figures: isSent ? StormFigures(summary(number, participants, outcome)) : nil,
                recoverySeconds: number == 1 ? nil : isSent ? 1.3 + Double(number % 5) / 10 : 120.4))
    }

    /// A run of which more are turned away, and those who are not wait longer, the more come.
    private func summary(_ number: Int, _ participants: Int, _ outcome: CapacityStorm.Outcome) -> Summary {
        var summary = Summary.everybodyIn
        let missing = outcome == .failed ? max(1, participants / 8 + number % 3) : 0
        let entered = max(0, participants - missing)
        summary.participants.expected = participants
        summary.participants.entered = entered
        summary.participants.turnout = Double(entered) / Double(participants)
        summary.journey.responseMs.p95 = entered > 0 ? 200 + Double(participants) * 20 + Double(number % 4) * 30 : nil
        let turnout = summary.participants.turnout
        summary.verdict = missing > 0 ? .failed : outcome == .passed ? .passed : .invalid
        summary.thresholds = [
            Summary.ThresholdResult(
                expression: "turnout >= 99%", actual: turnout, bound: 0.99, passed: turnout >= 0.99, metric: "turnout")
        ]
        summary.failures =
            missing > 0
            ? Summary.collapsed.failures.prefix(1).map { group in
                var group = group
                group.count = missing
                return group
            } : []
        return summary
    }

    /// Puts what would do harm wherever a foreign text enters.
    private func taint(_ document: inout CapacityDocument) {
        let hostile = CapacityCase.hostileText
        document.search.name = hostile
        document.search.scenario = hostile
        document.search.crowd = hostile
        document.search.target = hostile
        document.search.startedAt = hostile
        document.search.version = hostile
        document.search.status = .stopped
        document.search.reason = hostile
        let runs = ["javascript:alert(1)", "..", "../../etc", "http://x.example", "a?b#c d", hostile]
        func tainted(_ storms: [CapacityDocument.Storm]) -> [CapacityDocument.Storm] {
            storms.enumerated().map { place, storm in
                var storm = storm
                storm.why = hostile
                storm.run = runs[place % runs.count]
                guard var figures = storm.figures else { return storm }
                figures.missed = figures.missed.map { .init(expression: hostile, actual: $0.actual) }
                for failure in figures.failures.indices { figures.failures[failure].step = hostile }
                storm.figures = figures
                return storm
            }
        }
        document.storms = tainted(document.storms)
        document.windowStorms = document.windowStorms.map(tainted)
    }
}
