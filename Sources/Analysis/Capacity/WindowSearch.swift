// Searches for the shortest arrival window over which a number of participants get in.

/// The search for an arrival window: `CapacitySearch` along the rate of arrival, since the participants are the same and
/// a longer window is easier. Windows are round numbers of milliseconds.
///
/// It begins with the longest window and shortens it as long as storms pass.
package struct WindowSearch: Sendable, Equatable {
    /// What is searched for.
    package struct Settings: Codable, Equatable, Sendable {
        /// The shortest window in milliseconds, at least 1.
        package var shortest: Int
        /// The longest, at least `shortest`.
        package var longest: Int
        /// The most storms.
        package var maxStorms: Int
        /// How many times the lower end of the interval the upper one may be.
        package var precision: Double

        /// Creates settings. Windows out of order are moved into it, and made round: the shortest up, the longest down.
        package init(shortest: Int, longest: Int, maxStorms: Int = 40, precision: Double = 1.15) {
            self.shortest = RoundSize.above(Double(max(1, shortest)))
            self.longest = max(self.shortest, RoundSize.below(Double(max(1, shortest, longest))))
            self.maxStorms = maxStorms
            self.precision = precision
        }
    }

    /// What comes next.
    package enum Step: Equatable, Sendable {
        /// A storm whose participants arrive over this many milliseconds.
        case storm(milliseconds: Int)
        /// The search has ended.
        case finished(CapacityStep.Ending)
    }

    /// What is said of the shortest window: the one over which half of the storms pass. In milliseconds.
    package enum Window: Codable, Equatable, Sendable {
        /// It lies between two windows that were tried.
        case between(lower: Int, estimate: Int, upper: Int)
        /// It is shorter than this one, the shortest that passed and of which that can be said.
        case shorterThan(Int)
        /// It is longer than this one, the longest that failed and of which that can be said.
        case longerThan(Int)
        /// There is none: chance decides over a wide range, or the target did not recover or changed.
        case noSingleAnswer
        /// Too little is known.
        case undecided
    }

    /// The answer, or what is known so far.
    package struct Answer: Codable, Equatable, Sendable {
        /// The confidence of every statement about the window, 0 to 1.
        package var confidence: Double
        /// The window.
        package var window: Window
        /// Whether the search came to its end.
        package var isComplete: Bool
        /// The shortest window that passed each of at least three storms, in milliseconds; nil if there is none.
        package var planWith: Int?
    }

    /// What is searched for.
    package let settings: Settings
    /// The search along the rate: how many times per `unit` the window fits.
    private var search: CapacitySearch

    /// Rates are whole numbers from this one, so that neighbouring windows have different rates.
    private static let slowest = 1000
    /// The window whose rate is 1.
    private var unit: Double { Double(settings.longest) * Double(Self.slowest) }

    /// Starts a search.
    package init(_ settings: Settings) {
        self.settings = settings
        let fastest = Double(settings.longest) * Double(Self.slowest) / Double(settings.shortest)
        search = CapacitySearch(
            CapacitySettings(
                from: Self.slowest, to: Int(fastest.rounded()), maxStorms: settings.maxStorms,
                precision: settings.precision))
    }

    /// What comes next.
    package var next: Step {
        switch search.next {
        case .storm(let rate, _): .storm(milliseconds: window(ofRate: rate))
        case .finished(let ending): .finished(ending)
        }
    }

    /// Records how a storm ended.
    package mutating func record(milliseconds: Int, _ outcome: CapacityStorm.Outcome) {
        search.record(
            CapacityStorm(participants: Int((unit / Double(max(1, milliseconds))).rounded()), outcome: outcome))
    }

    /// The answer. At all times available.
    package var answer: Answer {
        let answer = search.answer
        let window: Window =
            switch answer.capacity {
            case .between(let lower, let estimate, let upper):
                within(shortest: upper, middle: estimate, longest: lower)
            case .moreThan(let rate): .shorterThan(self.window(ofRate: rate))
            case .fewerThan(let rate): .longerThan(self.window(ofRate: rate))
            case .noSingleAnswer: .noSingleAnswer
            case .undecided: .undecided
            }
        return Answer(
            confidence: answer.confidence, window: window, isComplete: answer.isComplete,
            planWith: answer.planWith.map { self.window(ofRate: $0.participants) })
    }

    /// An interval of rates as one of windows, outward to round ones but not beyond what was tried.
    private func within(shortest: Int, middle: Int, longest: Int) -> Window {
        let tried = search.storms.filter { $0.passed != nil }.map { window(ofRate: $0.participants) }
        let lower = max(tried.min() ?? 1, RoundSize.below(unit / Double(shortest)))
        let upper = min(tried.max() ?? lower, RoundSize.above(unit / Double(longest)))
        return .between(
            lower: lower, estimate: min(upper, max(lower, RoundSize.nearest(unit / Double(middle)))), upper: upper)
    }

    /// The round window nearest to a rate, in milliseconds.
    private func window(ofRate rate: Int) -> Int {
        min(settings.longest, max(settings.shortest, RoundSize.nearest(unit / Double(rate))))
    }
}
