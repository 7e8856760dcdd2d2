// The storm that a search runs next, for the capacity or for the advice.

/// A storm that is to be carried out.
package struct PlannedStorm: Equatable, Sendable {
    /// Its number, from 1.
    package var number: Int
    /// How many come.
    package var participants: Int
    /// Over which window they come, in milliseconds; nil: as the scenario says.
    package var windowMs: Int?
    /// Why, as part of a sentence.
    package var why: String

    /// Creates a storm.
    package init(number: Int, participants: Int, windowMs: Int? = nil, why: String) {
        self.number = number
        self.participants = participants
        self.windowMs = windowMs
        self.why = why
    }

    /// The storm that comes next: for the capacity, and once that is known for the expected crowd. Nil if none does.
    package init?(in document: CapacityDocument, _ search: CapacitySearch, _ advice: AdviceSearch?) {
        let number = document.allStorms.count + 1
        switch (search.next, advice) {
        case (.storm(let participants, let reason), _):
            self.init(number: number, participants: participants, why: CapacityReasons.words(reason))
        case (.finished(.maxStorms), _), (.finished, nil): return nil
        case (.finished, .some(let advice)):
            let participants = advice.expected.participants
            switch advice.next(after: search) {
            case .asWritten: self.init(number: number, participants: participants, why: CapacityReasons.expected)
            case .window(let milliseconds, let reason):
                let isGuess = reason == .first && milliseconds < advice.expected.longestWindowMs
                self.init(
                    number: number, participants: participants, windowMs: milliseconds,
                    why: isGuess ? CapacityReasons.asFastAsServed : CapacityReasons.words(overWindows: reason))
            case .finished: return nil
            }
        }
    }
}
