// A storm of a capacity search, as `capacity.json` has it.
import Measuring

extension CapacityDocument {
    /// A storm that was run, or that was to be run and could not be.
    package struct Storm: Codable, Equatable, Sendable {
        /// How it ended.
        package enum Outcome: String, Codable, Equatable, Sendable {
            /// All thresholds held.
            case passed
            /// At least one did not.
            case failed
            /// It says nothing about the target's capacity.
            case notCounted = "not-counted"
        }

        /// Its number, from 1.
        package var number: Int
        /// How many came.
        package var participants: Int
        /// Over which window they came, in milliseconds; nil: as the scenario says.
        package var windowMs: Int?
        /// Why this size or this window, in words.
        package var why: String
        /// Its run directory, relative to the search's; nil if nothing was sent.
        package var run: String?
        /// How it ended.
        package var outcome: Outcome
        /// Why it does not count; nil if it does.
        package var exclusion: CapacityStorm.Exclusion?
        /// What the storm showed; nil if nothing was sent.
        package var figures: StormFigures?
        /// How long the target was given to recover before it, in seconds; nil before the first storm.
        package var recoverySeconds: Double?

        /// Creates a storm.
        package init(
            number: Int, participants: Int, windowMs: Int? = nil, why: String, run: String?,
            outcome: CapacityStorm.Outcome, figures: StormFigures?, recoverySeconds: Double?
        ) {
            self.number = number
            self.participants = participants
            self.windowMs = windowMs
            self.why = why
            self.run = run
            self.figures = figures
            self.recoverySeconds = recoverySeconds
            switch outcome {
            case .passed: self.outcome = .passed
            case .failed: self.outcome = .failed
            case .notCounted(let why):
                self.outcome = .notCounted
                exclusion = why
            }
        }

        /// Whether it is such as a search can have: one that counts was run, and says what it showed.
        var isSound: Bool {
            (1...1_000_000).contains(number) && (1...1_000_000).contains(participants)
                && (outcome == .notCounted) == (exclusion != nil)
                && (outcome == .notCounted || (run != nil && figures != nil))
                && (figures?.isSound ?? true) && StormFigures.isTime(recoverySeconds)
        }

        /// The storm as the search sees it.
        package var ofSearch: CapacityStorm {
            let outcome: CapacityStorm.Outcome =
                switch self.outcome {
                case .passed: .passed
                case .failed: .failed
                case .notCounted: .notCounted(exclusion ?? .cutShort)
                }
            return CapacityStorm(participants: participants, outcome: outcome)
        }
    }
}
