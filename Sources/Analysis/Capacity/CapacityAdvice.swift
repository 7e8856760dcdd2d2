// What is advised for an expected crowd: over which window it should arrive.

/// The advice of a search with `--expected`: whether the crowd gets in at once, and the shortest window over which it does.
package struct CapacityAdvice: Codable, Equatable, Sendable {
    /// Whether the crowd gets in if it comes as the scenario says.
    package enum AtOnce: String, Codable, Equatable, Sendable {
        /// This size, or a larger one, passed each of at least three storms.
        case holds
        /// A storm of it failed, or the capacity is smaller at the search's confidence.
        case doesNotHold = "does-not-hold"
        /// Neither.
        case open
    }

    /// The advice in one sentence, to forward.
    package var sentence: String
    /// How it is known: a sentence or two.
    package var grounds: String
    /// How many are expected.
    package var participants: Int
    /// Whether they get in if they come as the scenario says.
    package var atOnce: AtOnce
    /// The shortest window that passed each of at least three storms, in milliseconds; nil if none is needed or known.
    package var windowMs: Int?
    /// The longest shorter window of which a storm failed, in milliseconds; nil if there is none.
    package var failsMs: Int?
    /// The longest window of which a storm counts, in milliseconds; nil if there is none.
    package var longestTriedMs: Int?
    /// Whether the search for it came to its end; otherwise this is what is known so far.
    package var isComplete: Bool
}

extension CapacityAdvice {
    /// The advice that follows from a document and its searches; nil if nobody is expected.
    package init?(_ search: CapacitySearch, _ advice: AdviceSearch?) {
        guard let advice else { return nil }
        participants = advice.expected.participants
        atOnce =
            switch search.holds(participants) {
            case .met: .holds
            case .notMet: .doesNotHold
            case .open: .open
            }
        let tallies = WindowTally.all(of: advice.storms)
        windowMs = atOnce == .holds ? nil : advice.windows.answer.planWith
        let shortest = windowMs ?? .max
        failsMs = tallies.last { $0.failed > 0 && $0.milliseconds < shortest }?.milliseconds
        longestTriedMs = tallies.last { $0.counted > 0 }?.milliseconds
        isComplete =
            switch (search.next, advice.next(after: search)) {
            case (.storm, _), (.finished(.maxStorms), _), (_, .asWritten), (_, .window), (_, .finished(.notRecovered)),
                (_, .finished(.windows(.maxStorms))), (_, .finished(.windows(.generator))),
                (_, .finished(.windows(.notRecovered))):
                false
            case (_, .finished): true
            }
        sentence = ""
        grounds = ""
        let words = AdviceWords(self, search, advice, tallies)
        sentence = words.sentence
        grounds = words.grounds
    }
}

/// How the storms over one window ended.
package struct WindowTally: Equatable, Sendable {
    /// The window in milliseconds.
    package var milliseconds: Int
    /// How many passed.
    package var passed = 0
    /// How many failed.
    package var failed = 0

    /// How many count.
    package var counted: Int { passed + failed }

    /// The tallies of storms, from the shortest window to the longest.
    package static func all(of storms: [CapacityDocument.Storm]) -> [WindowTally] {
        var found: [Int: WindowTally] = [:]
        for storm in storms {
            guard let window = storm.windowMs else { continue }
            var tally = found[window] ?? WindowTally(milliseconds: window)
            switch storm.outcome {
            case .passed: tally.passed += 1
            case .failed: tally.failed += 1
            case .notCounted: break
            }
            found[window] = tally
        }
        return found.values.sorted { $0.milliseconds < $1.milliseconds }
    }
}
