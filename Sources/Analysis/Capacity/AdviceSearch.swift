// Which storm comes next for the advice to an expected crowd, once the search for the capacity has ended.

/// The search behind `--expected`: does the crowd get in at once, and if not, over which window?
///
/// Like the search for the capacity it is a function of what was asked and of the storms so far.
package struct AdviceSearch: Sendable {
    /// What comes next.
    package enum Step: Equatable, Sendable {
        /// A storm of the expected size that comes as the scenario says. The search for the capacity learns from it.
        case asWritten
        /// A storm of the expected size over this many milliseconds. What the reason has as sizes are windows.
        case window(milliseconds: Int, reason: CapacityStep.Reason)
        /// Nothing is left to do.
        case finished(Ending)
    }

    /// Why nothing is left to do.
    package enum Ending: Equatable, Sendable {
        /// The crowd gets in as the scenario says.
        case holds
        /// The search for the window has ended.
        case windows(CapacityStep.Ending)
        /// The target did not recover during the search for the capacity.
        case notRecovered
    }

    /// Who is expected.
    let expected: CapacityDocument.Expected
    /// The window over which they come by the scenario, in milliseconds; nil: at once.
    let ownWindowMs: Int?
    /// What is known of the windows.
    private(set) var windows: WindowSearch
    /// The storms over windows, in their order.
    private(set) var storms: [CapacityDocument.Storm] = []

    /// How many times a window that fails the one that is named may be. A search until the interval is narrow takes more than
    /// twice as many storms and names windows that are 7 % shorter, over which no more of them pass (`WindowSearchTests`).
    private static let closeness = 1.3

    /// The search of a document, with its storms recorded; nil if nobody is expected.
    package init?(_ document: CapacityDocument) {
        guard let expected = document.settings.expected else { return nil }
        self.expected = expected
        ownWindowMs = document.settings.windowMs
        windows = WindowSearch(
            WindowSearch.Settings(
                shortest: expected.shortestWindowMs, longest: expected.longestWindowMs,
                first: AdviceSearch.guess(document, expected), maxStorms: document.settings.maxStorms,
                closeness: AdviceSearch.closeness))
        for storm in document.windowStorms ?? [] { record(storm) }
    }

    /// Records a storm over a window.
    package mutating func record(_ storm: CapacityDocument.Storm) {
        guard let window = storm.windowMs else { return }
        storms.append(storm)
        windows.record(milliseconds: window, storm.ofSearch.outcome)
    }

    /// What comes next, once the search for the capacity has ended.
    package func next(after search: CapacitySearch) -> Step {
        if search.next == .finished(.notRecovered) { return .finished(.notRecovered) }
        let holds = search.holds(expected.participants)
        if holds == .met { return .finished(.holds) }
        if holds == .open, mayComeAsWritten(search) { return .asWritten }
        return switch windows.next {
        case .storm(let window, let reason): .window(milliseconds: window, reason: reason)
        case .finished(let ending): .finished(.windows(ending))
        }
    }

    /// Whether storms of the expected size are within what was asked and what the generator can do, and too few of them
    /// have been run to say whether it holds.
    private func mayComeAsWritten(_ search: CapacitySearch) -> Bool {
        guard expected.participants <= search.settings.to else { return false }
        let sizes = SizeTally.all(of: search.storms)
        if let limit = StormFindings(sizes).generatorLimit, limit <= expected.participants { return false }
        let passed = sizes.first { $0.participants == expected.participants }?.passed ?? 0
        return passed < SearchRules.enough
    }

    /// The window over which the expected crowd comes no faster than the largest storms that held were served, in
    /// milliseconds: the time that these took, as many times longer as the crowd is larger. Nil if none held.
    private static func guess(_ document: CapacityDocument, _ expected: CapacityDocument.Expected) -> Int? {
        let passed = document.storms.filter { $0.outcome == .passed }
        let planned = StormFindings(SizeTally.all(of: document.storms.map(\.ofSearch))).planWith
        guard let size = planned?.participants ?? passed.map(\.participants).max() else { return nil }
        let times = passed.filter { $0.participants == size }.compactMap { $0.figures?.journeyP95Ms }
        guard let time = document.settings.windowMs.map(Double.init) ?? times.max(), time.isFinite else { return nil }
        return Int(min(1e12, max(1, time * Double(expected.participants) / Double(size))))
    }
}
