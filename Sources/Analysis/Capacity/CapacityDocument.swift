// What a capacity search writes: `capacity.json`, schema `turnout.capacity/1`.
//
// Property names are the JSON keys, in the order of the file (docs/capacity.md). A search that was broken off is resumed
// from this file: settings and storms are all that the search depends on.
import Measuring

/// A capacity search: what was asked, which storms were run, and the answer.
package struct CapacityDocument: Codable, Equatable, Sendable {
    /// The name and version of the format.
    package static let currentSchema = "turnout.capacity/1"

    /// The name and version of this document's format.
    package var schema = CapacityDocument.currentSchema
    /// Which search it was.
    package var search: Search
    /// What was asked.
    package var settings: Settings
    /// The single journeys by which recovery is judged; nil if none were made yet.
    package var recovery: Recovery?
    /// The storms whose participants came as the scenario says, in their order.
    package var storms: [Storm]
    /// The storms of the expected crowd over longer windows, in their order; nil: there are none.
    package var windowStorms: [Storm]?
    /// What is known.
    package var answer: Answer
    /// What is advised for the expected crowd; nil if none is expected.
    package var advice: CapacityAdvice?

    /// Creates a document.
    package init(
        search: Search, settings: Settings, recovery: Recovery? = nil, storms: [Storm] = [],
        windowStorms: [Storm]? = nil, answer: Answer
    ) {
        self.search = search
        self.settings = settings
        self.recovery = recovery
        self.storms = storms
        self.windowStorms = windowStorms
        self.answer = answer
    }

    /// Which search it was.
    package struct Search: Codable, Equatable, Sendable {
        /// The scenario's name.
        package var name: String
        /// The scenario's file.
        package var scenario: String
        /// The crowd that grows.
        package var crowd: String
        /// When the search started, ISO 8601 in UTC.
        package var startedAt: String
        /// The base URL of the platform's API, or of the site.
        package var target: String
        /// The seed of the first storm; each later one has the next number.
        package var seed: UInt64
        /// Turnout's version.
        package var version: String
        /// Whether it has ended, and how.
        package var status: Status
        /// Why it ended before its end, in words; nil if it did not.
        package var reason: String?

        /// Creates a description.
        package init(
            name: String, scenario: String, crowd: String, startedAt: String, target: String, seed: UInt64,
            version: String, status: Status, reason: String? = nil
        ) {
            self.name = name
            self.scenario = scenario
            self.crowd = crowd
            self.startedAt = startedAt
            self.target = target
            self.seed = seed
            self.version = version
            self.status = status
            self.reason = reason
        }
    }

    /// Whether a search has ended, and how.
    package enum Status: String, Codable, Equatable, Sendable {
        /// It goes on, or the process was killed.
        case unfinished
        /// It came to its end.
        case completed
        /// `--max-storms`, `--max-duration` or `--abort-when` ended it.
        case stopped
        /// The user interrupted it.
        case interrupted
        /// A storm could not be carried out.
        case failed
    }

    /// What was asked.
    package struct Settings: Codable, Equatable, Sendable {
        /// The smallest size.
        package var from: Int
        /// The largest size.
        package var to: Int
        /// The window over which the crowd that grows arrives by the scenario, in milliseconds; nil: at once.
        package var windowMs: Int?
        /// The size that is to hold; nil if nothing is required.
        package var require: Int?
        /// The crowd that is expected; nil if no advice is asked for.
        package var expected: Expected?
        /// The most storms.
        package var maxStorms: Int

        /// Creates settings.
        package init(
            from: Int, to: Int, windowMs: Int? = nil, require: Int? = nil, expected: Expected? = nil, maxStorms: Int
        ) {
            self.from = from
            self.to = to
            self.windowMs = windowMs
            self.require = require
            self.expected = expected
            self.maxStorms = maxStorms
        }

        /// How the crowd that grows comes by the scenario: `at once`, or `over 40 s`.
        package var arrival: String { WindowWords.arrival(windowMs) }

        /// What the search is asked.
        package var ofSearch: CapacitySettings {
            CapacitySettings(from: from, to: to, require: require, maxStorms: maxStorms)
        }
    }

    /// The single journeys by which recovery is judged.
    package struct Recovery: Codable, Equatable, Sendable {
        /// The median of five single journeys before the first storm, in milliseconds.
        package var beforeMs: Double
        /// What the median must not exceed before a further storm.
        package var limitMs: Double

        /// What follows from the median before the first storm: at most 1.5 times that and 50 ms.
        package init(beforeMs: Double) {
            self.beforeMs = beforeMs
            limitMs = beforeMs * 1.5 + 50
        }
    }
}

extension CapacityDocument {
    /// The document as JSON: every key, in the order of the format's description.
    package var json: String {
        get throws(SummaryFormatError) {
            do {
                return try OrderedJSONEncoder().encode(self)
            } catch {
                throw SummaryFormatError(message: "The capacity search holds a number that JSON cannot: \(error)")
            }
        }
    }

    /// Whether its numbers are such as a search can have: the file may have been changed by hand.
    package var isSound: Bool {
        settings.from >= 1 && settings.from <= settings.to && settings.to <= 1_000_000 && settings.maxStorms >= 1
            && (1...Expected.longest).contains(settings.windowMs ?? 1)
            && settings.require.map { (settings.from...settings.to).contains($0) } ?? true
            && [recovery?.beforeMs, recovery?.limitMs].allSatisfy { StormFigures.isTime($0) }
            && allStorms.allSatisfy(\.isSound)
            && storms.allSatisfy { $0.windowMs == nil }
            && (settings.expected?.isSound ?? true)
            && (windowStorms ?? []).allSatisfy { storm in
                settings.expected.map { crowd in
                    storm.participants == crowd.participants
                        && (crowd.shortestWindowMs...crowd.longestWindowMs).contains(storm.windowMs ?? 0)
                } ?? false
            }
    }

    /// How long the storms took, with the recovery before them, in seconds.
    package var seconds: Double {
        allStorms.reduce(0) { $0 + ($1.figures?.durationSeconds ?? 0) + ($1.recoverySeconds ?? 0) }
    }

    /// All storms: those at once, then those over windows.
    package var allStorms: [Storm] { storms + (windowStorms ?? []) }

    /// The search with these storms already recorded.
    package var replayed: CapacitySearch {
        var search = CapacitySearch(settings.ofSearch)
        for storm in storms { search.record(storm.ofSearch) }
        return search
    }

    /// What follows from the storms so far: the answer, and the advice if somebody is expected.
    package mutating func conclude(_ search: CapacitySearch, _ advice: AdviceSearch?) {
        answer = Answer(search.answer, of: self)
        self.advice = CapacityAdvice(search, advice)
    }
}
