// Searches for the shortest arrival window over which a number of participants get in.

/// The search for an arrival window: `CapacitySearch` along the rate of arrival, since the participants are the same and
/// a longer window is easier. Windows are round numbers of milliseconds.
///
/// It begins with the window that it is given, or with the longest, and shortens it as long as storms pass.
package struct WindowSearch: Sendable, Equatable {
    /// What is searched for.
    package struct Settings: Equatable, Sendable {
        /// The shortest window in milliseconds, at least 1.
        package var shortest: Int
        /// The longest, at least `shortest`.
        package var longest: Int
        /// The one to begin with, between these; nil: the longest.
        package var first: Int?
        /// The most storms.
        package var maxStorms: Int
        /// How many times the lower end of the interval the upper one may be.
        package var precision: Double
        /// The search confirms a window and ends as soon as it is at most this many times a shorter one that failed, or if
        /// no shorter one may be tried; nil: it goes on until the interval is narrow.
        package var closeness: Double?

        /// Creates settings. Windows out of order are moved into it, and made round: the shortest up, the longest down.
        package init(
            shortest: Int, longest: Int, first: Int? = nil, maxStorms: Int = 40, precision: Double = 1.15,
            closeness: Double? = nil
        ) {
            let lowest = RoundSize.above(Double(max(1, shortest)))
            let highest = max(lowest, RoundSize.below(Double(max(1, shortest, longest))))
            self.shortest = lowest
            self.longest = highest
            self.first = first.map { min(highest, max(lowest, RoundSize.nearest(Double(max(1, $0))))) }
            self.maxStorms = maxStorms
            self.precision = precision
            self.closeness = closeness
        }
    }

    /// What comes next.
    package enum Step: Equatable, Sendable {
        /// A storm whose participants arrive over this many milliseconds. What the reason has as sizes are windows.
        case storm(milliseconds: Int, reason: CapacityStep.Reason)
        /// The search has ended.
        case finished(CapacityStep.Ending)
    }

    /// What is said of the shortest window: the one over which half of the storms pass. In milliseconds.
    package enum Window: Equatable, Sendable {
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
    package struct Answer: Equatable, Sendable {
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
        if let early = earlyEnding { return .finished(early) }
        if let storm = confirmation ?? easing { return storm }
        return switch search.next {
        case .storm(let rate, .first):
            .storm(
                milliseconds: search.storms.isEmpty ? settings.first ?? window(ofRate: rate) : window(ofRate: rate),
                reason: .first)
        case .storm(let rate, let reason): .storm(milliseconds: window(ofRate: rate), reason: inWindows(reason))
        case .finished(let ending): .finished(ending)
        }
    }

    /// Why the search ends before that along the rate; nil if it does not.
    private var earlyEnding: CapacityStep.Ending? {
        let sizes = SizeTally.all(of: search.storms)
        // Nothing passed, and the longest window failed as often as one has to pass to be planned with.
        if let longest = sizes.first(where: { $0.participants == Self.slowest }), longest.failed >= SearchRules.enough,
            sizes.allSatisfy({ $0.passed == 0 })
        {
            return .noneHeld
        }
        guard let closeness = settings.closeness, let planned = StormFindings(sizes).planWith?.participants else {
            return nil
        }
        if window(ofRate: planned) == settings.shortest { return .allPassed }
        let isClose = sizes.contains {
            $0.participants > planned && $0.failed > 0 && Double($0.participants) <= Double(planned) * closeness
        }
        return isClose ? .narrowed : nil
    }

    /// The window that is the answer if it passes often enough: the shortest above all that failed, if it is close to the
    /// longest of these. Nil if there is none, and the search along the rate goes on.
    private var confirmation: Step? {
        guard let closeness = settings.closeness, search.storms.last?.passed != nil,
            search.storms.count < settings.maxStorms
        else { return nil }
        let sizes = SizeTally.all(of: search.storms)
        guard let failing = sizes.first(where: { $0.failed > 0 && $0.failed >= $0.passed })?.participants,
            let passing = sizes.last(where: { $0.participants < failing && $0.passed > 0 && $0.failed == 0 }),
            Double(failing) <= Double(passing.participants) * closeness
        else { return nil }
        return .storm(milliseconds: window(ofRate: passing.participants), reason: .planning(passed: passing.passed))
    }

    /// Twice the longest window that failed, as long as nothing has passed: the search along the rate would try one
    /// anywhere up to the longest. Nil if something has passed.
    private var easing: Step? {
        let sizes = SizeTally.all(of: search.storms)
        guard search.storms.last?.passed == false, search.storms.count < settings.maxStorms,
            sizes.allSatisfy({ $0.passed == 0 }), let slowest = sizes.first(where: { $0.failed > 0 })
        else { return nil }
        let failed = window(ofRate: slowest.participants)
        guard failed < settings.longest else {
            return .storm(milliseconds: failed, reason: .repeating(passed: 0, failed: slowest.failed))
        }
        return .storm(
            milliseconds: min(settings.longest, RoundSize.nearest(Double(failed) * 2)), reason: .easing(failed: failed))
    }

    /// A reason with windows in the place of rates.
    private func inWindows(_ reason: CapacityStep.Reason) -> CapacityStep.Reason {
        switch reason {
        case .growing(let passed): .growing(passed: window(ofRate: passed))
        case .recovery(let failed): .recovery(failed: window(ofRate: failed))
        case .narrowing(let lower, let upper):
            .narrowing(lower: window(ofRate: upper), upper: window(ofRate: max(1, lower)))
        case .doubt(let planned): .doubt(planned: window(ofRate: planned))
        case .easing(let failed): .easing(failed: window(ofRate: failed))
        case .first, .again, .repeating, .beyond, .oneCapacity, .requirement, .planning: reason
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
            confidence: answer.confidence, window: window, isComplete: answer.isComplete || earlyEnding != nil,
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
