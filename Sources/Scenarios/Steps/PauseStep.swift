// The step `pause`: does nothing for a while.

/// How long a pause lasts.
package enum PausePlan: Hashable, Sendable {
    /// Always the same.
    case fixed(Duration)
    /// A random time between the two, uniformly distributed.
    case uniform(Duration, Duration)
    /// Exponentially distributed with this mean.
    case exponential(mean: Duration)
}

extension PausePlan: StepKind {
    package var words: String {
        switch self {
        case .fixed(let length): "pause \(DurationText.write(length))"
        case .uniform(let least, let most): "pause \(DurationText.write(least)) to \(DurationText.write(most))"
        case .exponential(let mean): "pause \(DurationText.write(mean)) on average, exponential"
        }
    }

    package var rendered: [String] {
        switch self {
        case .fixed(let length): ["  - pause: \(DurationText.write(length))"]
        case .uniform(let least, let most): ["  - pause: \(DurationText.write(least))..\(DurationText.write(most))"]
        case .exponential(let mean): ["  - pause: { mean: \(DurationText.write(mean)), distribution: exponential }"]
        }
    }

    package var contacts: [StepContact] { [] }
    package var needsPlatform: Bool { false }
}

extension PausePlan: ReadableStep {
    static let section = Section("in pause", ["mean", "distribution", "name", "release", "when"])

    private enum Distribution: String, CaseIterable {
        case exponential
    }

    /// Rewrites a range that is written another way in the language's own form: `2s-5s`, `2-5s`, `2..5s`, `2s to 5s`.
    private static func otherRange(_ text: String) -> String? {
        var text = text.lowercased()
        for word in ["between ", "from "] where text.hasPrefix(word) { text.removeFirst(word.count) }
        // The longer separators come first: each is contained in one before it.
        for separator in ["...", "..", "…", "-", "–", "—", "~", " to ", " and "] {
            let ends = text.split(separator: separator, omittingEmptySubsequences: false).map { end in
                String(end.filter { !$0.isWhitespace })
            }
            guard ends.count == 2 else { continue }
            // A unit may stand behind the last number only.
            let unit = WholeNumber.digits(of: ends[1]) == nil ? String(ends[1].drop { !$0.isLetter }) : "s"
            let lengths = ends.map { end in WholeNumber.digits(of: end) == nil ? end : "\(end)\(unit)" }
            guard let first = DurationText.parse(lengths[0]), let last = DurationText.parse(lengths[1]), first != last
            else { return nil }
            return first < last ? "\(lengths[0])..\(lengths[1])" : "\(lengths[1])..\(lengths[0])"
        }
        return nil
    }

    static func read(_ draft: StepDraft, in context: LoadContext) -> StepAction? {
        let options = draft.options
        guard let argument = draft.argument else {
            guard let mean = options["mean"] else {
                context.report(
                    .missingKey("mean", section: options.section.place, example: "pause: 30s"), at: draft.place)
                return nil
            }
            if let node = options["distribution"] {
                _ = context.word(node, options.path("distribution"), as: Distribution.self)
            }
            return context.duration(mean, options.path("mean")).map { .pause(.exponential(mean: $0)) }
        }
        if case .sequence(let items) = argument.content {
            let ends = items.map { $0.scalar ?? "" }
            if let range = otherRange(ends.joined(separator: "..")) {
                context.report(
                    .badPause(found: "[\(ends.joined(separator: ", "))]", suggestion: range), at: argument.place)
                return nil
            }
        }
        guard let plain = context.plainText(argument, "pause", expected: "a duration such as 30s") else { return nil }
        for key in ["mean", "distribution"] {
            if let node = options[key] {
                context.report(.badPause(found: "\(plain.found) with \(key)"), at: node.place)
                return nil
            }
        }
        guard let dots = plain.text.ranges(of: "..").first else {
            if let range = otherRange(plain.text) {
                context.report(
                    .badPause(found: plain.found, suggestion: plain.usesEnvironment ? nil : range), at: argument.place)
                return nil
            }
            return context.duration(argument, "pause").map { .pause(.fixed($0)) }
        }
        let ends = [plain.text[..<dots.lowerBound].trimmed, plain.text[dots.upperBound...].trimmed]
        // A pause may start from zero.
        let least = DurationText.parse(ends[0])
        guard let least, let most = DurationText.parse(ends[1]), most <= DurationText.longest else {
            context.report(
                .badPause(found: plain.found, suggestion: plain.usesEnvironment ? nil : otherRange(plain.text)),
                at: argument.place)
            return nil
        }
        guard least < most else {
            context.report(.pauseReversed(found: plain.found), at: argument.place)
            return nil
        }
        return .pause(.uniform(least, most))
    }
}
