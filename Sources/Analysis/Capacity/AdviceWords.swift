// The advice for an expected crowd in words.

extension CapacityReasons {
    /// Why a storm over a window is run, as part of a sentence. The reason has windows in the place of sizes.
    package static func words(overWindows reason: CapacityStep.Reason) -> String {
        switch reason {
        case .first: "the longest window"
        case .growing(let passed): "over \(WindowWords.text(passed)) they got in: a shorter one"
        case .again, .repeating, .oneCapacity: words(reason)
        case .easing(let failed): "over \(WindowWords.text(failed)) it failed: a longer one"
        case .recovery(let failed): "over \(WindowWords.text(failed)) it failed: does a window that held still hold?"
        case .narrowing(let lower, let upper):
            "the shortest seems to lie between \(WindowWords.text(lower)) and \(WindowWords.text(upper))"
        case .beyond: "the shortest may be shorter than anything tried"
        case .planning(let passed), .requirement(let passed):
            "to confirm a window to plan with: \(passed) of 3 storms passed"
        case .doubt(let planned): "a longer window failed, which speaks against \(WindowWords.text(planned))"
        }
    }

    /// Why the first storm over a window has that one, if a size held.
    package static let asFastAsServed = "about as fast as the largest storms that held were served"

    /// Why the expected size comes as the scenario says.
    package static let expected = "to see whether as many as expected hold without a longer window"
}

/// The sentences of an advice.
struct AdviceWords {
    private let advice: CapacityAdvice
    private let search: CapacitySearch
    private let ownWindowMs: Int?
    private let expected: CapacityDocument.Expected
    private let windows: [WindowTally]

    init(
        _ advice: CapacityAdvice, _ search: CapacitySearch, _ asked: AdviceSearch, _ windows: [WindowTally]
    ) {
        self.advice = advice
        self.search = search
        expected = asked.expected
        ownWindowMs = asked.ownWindowMs
        self.windows = windows.filter { $0.counted > 0 }
    }

    /// `800 at once`, or `800 over 30 s, as in the scenario,`.
    private var crowd: String {
        "\(expected.participants) \(WindowWords.arrival(ownWindowMs))"
            + (ownWindowMs == nil ? "" : ", as in the scenario,")
    }

    var sentence: String { (advice.isComplete ? "" : "So far: ") + statement }

    private var statement: String {
        switch advice.atOnce {
        case .holds: "\(crowd) hold."
        case .doesNotHold:
            if let window = advice.windowMs {
                "\(crowd) do not hold; \(expected.participants) over \(WindowWords.text(window)) do."
            } else if let longest = failedThroughout {
                "\(crowd) do not hold, nor over \(WindowWords.text(longest)), the longest that was tried."
            } else {
                "\(crowd) do not hold; \(none)."
            }
        case .open:
            if let window = advice.windowMs {
                "Whether \(crowd) hold is open; \(expected.participants) over \(WindowWords.text(window)) hold."
            } else if let longest = failedThroughout {
                "Whether \(crowd) hold is open; over \(WindowWords.text(longest)), the longest that was tried, they do not."
            } else {
                "Whether \(crowd) hold is open; \(none)."
            }
        }
    }

    /// The longest window that was tried, if a storm of it failed and no window was found.
    private var failedThroughout: Int? {
        guard advice.isComplete, let longest = windows.last, longest.failed > 0 else { return nil }
        return longest.milliseconds
    }

    /// That no window was found, with what was tried.
    private var none: String {
        guard let shortest = windows.first?.milliseconds, let longest = windows.last?.milliseconds else {
            return "no longer window was tried"
        }
        guard shortest < longest else {
            return "over \(WindowWords.text(longest)), the only window that was tried, no three storms of three passed"
        }
        return "of the windows that were tried, \(WindowWords.text(shortest)) to \(WindowWords.text(longest)), none "
            + "held in three storms of three"
    }

    var grounds: String { ([atOnce] + overWindows).joined(separator: " ") }

    /// How it is known whether the crowd holds at once.
    private var atOnce: String {
        let sizes = SizeTally.all(of: search.storms)
        let own = sizes.first { $0.participants == expected.participants }
        switch advice.atOnce {
        case .holds:
            guard let planned = StormFindings(sizes).planWith else { return "" }
            return "Of \(planned.participants), each of \(planned.storms) storms passed."
        case .doesNotHold:
            if let own, own.failed > 0 {
                return own.counted == 1
                    ? "The only storm of \(own.participants) failed."
                    : "Of \(own.counted) storms of \(own.participants), \(own.failed) failed."
            }
            let confidence = Int((SearchRules.confidence * 100).rounded())
            return "With \(confidence) % confidence the capacity is smaller than \(expected.participants)."
        case .open:
            if let own, own.passed >= SearchRules.enough {
                return
                    "Of \(own.participants), each of \(own.passed) storms passed, but a smaller size failed as often as it "
                    + "passed."
            }
            if expected.participants > search.settings.to {
                return
                    "\(expected.participants) exceed the largest storm that the search may run, \(search.settings.to) (--to)."
            }
            if let limit = StormFindings(sizes).generatorLimit, limit <= expected.participants {
                return "From \(limit) on Turnout itself was the bottleneck."
            }
            guard let own, own.counted > 0 else {
                return "No storm of \(expected.participants) \(WindowWords.arrival(ownWindowMs)) counts so far."
            }
            return "So far \(own.passed) of \(own.counted) storms of \(own.participants) passed."
        }
    }

    /// How it is known what happens over windows.
    private var overWindows: [String] {
        guard advice.atOnce != .holds, !windows.isEmpty else { return [] }
        guard let window = advice.windowMs, let found = windows.first(where: { $0.milliseconds == window }) else {
            return [
                "Passed, over the windows that were tried: "
                    + windows.map { "\(WindowWords.text($0.milliseconds)) \($0.passed) of \($0.counted)" }
                    .joined(separator: ", ") + "."
            ]
        }
        var sentences = ["Over \(WindowWords.text(window)) each of \(found.passed) storms passed."]
        if let shorter = windows.last(where: { $0.milliseconds == advice.failsMs }) {
            sentences.append(
                shorter.counted == 1
                    ? "Over \(WindowWords.text(shorter.milliseconds)) the only storm failed."
                    : "Over \(WindowWords.text(shorter.milliseconds)) \(shorter.failed) of \(shorter.counted) failed.")
        } else if windows.first?.milliseconds == window {
            sentences.append("No shorter window was tried.")
        } else {
            sentences.append("No storm over a shorter window failed.")
        }
        return sentences
    }
}
