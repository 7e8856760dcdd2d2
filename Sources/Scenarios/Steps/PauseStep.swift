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

    /// Rewrites `2s-5s` and `2s - 5s` in the language's own form.
    private static func rangeWithDash(_ text: String) -> String? {
        let ends = text.split(omittingEmptySubsequences: false) { "-–".contains($0) }.map(\.trimmed)
        guard ends.count == 2, ends.allSatisfy({ DurationText.parse($0) != nil }) else { return nil }
        return "\(ends[0])..\(ends[1])"
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
        guard let plain = context.plainText(argument, "pause", expected: "a duration such as 30s") else { return nil }
        for key in ["mean", "distribution"] {
            if let node = options[key] {
                context.report(.badPause(found: "\(plain.found) with \(key)"), at: node.place)
                return nil
            }
        }
        guard let dots = plain.text.ranges(of: "..").first else {
            if let range = rangeWithDash(plain.text) {
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
            context.report(.badPause(found: plain.found), at: argument.place)
            return nil
        }
        guard least < most else {
            context.report(.pauseReversed(found: plain.found), at: argument.place)
            return nil
        }
        return .pause(.uniform(least, most))
    }
}
