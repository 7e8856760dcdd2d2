// The parser of thresholds. The grammar is in `Thresholds.swift`.
import Measuring

/// Reads one threshold from left to right.
struct ThresholdParser {
    private let expression: String
    private let scalars: [Unicode.Scalar]
    /// The names of the steps; nil if they are unknown. Then every name is taken.
    private let steps: [String]?
    private var index = 0

    init(text: String, steps: [String]?) {
        expression = text.trimmed
        scalars = Array(text.unicodeScalars)
        self.steps = steps
    }

    /// An argument in the parentheses, with its place.
    private struct Argument {
        var text: String
        var isQuoted: Bool
        var offset: Int
    }

    mutating func parse() throws(ThresholdError) -> Threshold {
        skipSpaces()
        let start = index
        let word = takeWhile {
            $0.properties.isAlphabetic || Decimal.isDigit($0) || $0 == "." || $0 == "-" || $0 == "_"
        }
        let arguments = try takeArguments()
        try refuseForeign(word, arguments, at: start)
        let metric = try metric(word, arguments, at: start)
        let comparison = try takeComparison()
        skipSpaces()
        let bound = rest()
        return try threshold(metric, comparison, bound.trimmed, at: index)
    }

    // MARK: Syntax of other tools

    private static let otherNames = [
        "median": "p50", "med": "p50", "avg": "mean", "average": "mean", "maximum": "max",
    ]

    /// Metrics of k6 and other tools, with a condition that says the same here.
    static let otherMetrics = [
        "http_req_duration": "p95(journey) < 500ms", "http_req_waiting": "p95(journey) < 500ms",
        "iteration_duration": "p95(journey) < 500ms", "http_req_failed": "failures < 1%",
        "http_reqs": "rate(journey) > 50", "error_rate": "failures < 1%", "checks": "turnout >= 99%",
    ]

    /// Rejects the syntax of k6 and other tools, and says what to write instead.
    private func refuseForeign(_ word: String, _ arguments: [Argument]?, at start: Int) throws(ThresholdError) {
        let subject = arguments?.first?.text ?? "journey"
        if let example = ThresholdParser.otherMetrics[word] {
            throw error(.thresholdOtherName(word, ours: "a condition such as \(example)"), at: start)
        }
        if let ours = ThresholdParser.otherNames[word] {
            throw error(.thresholdOtherName(word, ours: "\(ours)(\(subject))"), at: start)
        }
        if word == "p", let number = Decimal(subject[...])?.value(), number > 0, number <= 100 {
            var bound = self
            let comparison = try? bound.takeComparison()
            let text = bound.rest().trimmed
            let unit = WholeNumber.digits(of: text) == nil ? "" : "ms"
            let condition = comparison.map { " \($0.rawValue) \(text)\(unit)" } ?? ""
            throw error(
                .thresholdOtherName("p(\(subject))", ours: "p\(subject)(journey)\(text.isEmpty ? "" : condition)"),
                at: start)
        }
        guard word == "rate", arguments == nil else { return }
        var bound = self
        guard let comparison = try? bound.takeComparison(), let share = Decimal(bound.rest().trimmed[...])?.value(),
            (0...1).contains(share)
        else { return }
        throw error(
            .thresholdShareOfFailures(
                expression, ours: "failures \(comparison.rawValue) \(ShareText.write(share))"),
            at: start)
    }

    // MARK: Metrics

    private func metric(_ word: String, _ arguments: [Argument]?, at start: Int) throws(ThresholdError)
        -> Threshold.Metric
    {
        func one(_ expected: String) throws(ThresholdError) -> Argument {
            guard let arguments, arguments.count == 1 else { throw syntax("\(word)(\(expected))", at: start) }
            return arguments[0]
        }
        switch word {
        case "turnout":
            guard arguments == nil else { throw syntax("turnout without parentheses", at: start) }
            return .turnout
        case "mean": return .mean(try subject(try one("a step or journey")))
        case "max": return .max(try subject(try one("a step or journey")))
        case "rate": return .rate(try subject(try one("a step or journey")))
        case "failures": return try failures(arguments ?? [], at: start)
        case "spread":
            let argument = try one("release")
            guard argument.text == "release" else { throw syntax("spread(release)", at: argument.offset) }
            return .spread
        case "admission":
            let argument = try one("a share such as 99%")
            guard let share = ShareText.parse(argument.text), share > 0, share <= 1 else {
                throw syntax("admission of a share, such as admission(99%)", at: argument.offset)
            }
            return .admission(share)
        default:
            if word.hasPrefix("p"), let percentile = Decimal(word.dropFirst())?.value() {
                guard percentile > 0, percentile <= 100 else {
                    throw syntax("a percentile above p0 and up to p100", at: start)
                }
                return .percentile(percentile, try subject(try one("a step or journey")))
            }
            let nearest = NearestName.of(
                word, among: ["turnout", "mean", "max", "rate", "failures", "spread", "admission"])
            throw error(.thresholdMetric(word, nearest: nearest), at: start)
        }
    }

    private func subject(_ argument: Argument) throws(ThresholdError) -> Threshold.Subject {
        if argument.text == "journey", !argument.isQuoted { return .journey }
        guard let step = step(argument.text) else { throw unknownStep(argument, with: ["journey"]) }
        return .step(step, name: argument.text)
    }

    private func failures(_ arguments: [Argument], at start: Int) throws(ThresholdError) -> Threshold.Metric {
        guard let first = arguments.first else {
            return .failures(nil, kind: nil, status: nil, asShare: false)
        }
        guard arguments.count <= 2 else { throw syntax("failures(step), or failures(step, status 429)", at: start) }
        // A step of that name takes precedence. A filter alone applies to all steps.
        let isFilter = FailureKind(rawValue: first.text) != nil || first.text.hasPrefix("status ")
        if let step = step(first.text), steps != nil || arguments.count == 2 || !isFilter {
            guard arguments.count == 2 else { return .failures(step, kind: nil, status: nil, asShare: false) }
            let filter = try filter(arguments[1])
            return .failures(step, kind: filter.kind, status: filter.status, asShare: false)
        }
        if arguments.count == 2, isFilter, step(arguments[1].text) != nil {
            throw syntax("the step first: failures(\(arguments[1].text), \(first.text))", at: first.offset)
        }
        guard arguments.count == 1, !first.isQuoted, isFilter else {
            throw unknownStep(first, with: [], filter: arguments.count == 1)
        }
        let filter = try filter(first)
        return .failures(nil, kind: filter.kind, status: filter.status, asShare: false)
    }

    private func filter(_ argument: Argument) throws(ThresholdError) -> (kind: FailureKind?, status: Int?) {
        if let kind = FailureKind(rawValue: argument.text) { return (kind, nil) }
        if argument.text.hasPrefix("status ") {
            if let status = Int(argument.text.dropFirst(7).trimmed), (100...599).contains(status) {
                return (nil, status)
            }
        }
        let nearest = ThresholdParser.nearestFilter(argument.text)
        throw error(.thresholdFilter(argument.text, nearest: nearest), at: argument.offset)
    }

    /// The filter that a text is near: a kind, or a status without its word (`503`) or with another sign or word.
    private static func nearestFilter(_ text: String) -> String? {
        let label = text.prefix { !Decimal.isDigit($0) }
        let words = label.lowercased().split { !$0.isLetter }
        guard words.contains(where: { ["status", "http", "code"].contains($0) }) || words.isEmpty else {
            return NearestName.of(text, among: FailureKind.allCases.map(\.rawValue))
        }
        guard words.allSatisfy({ ["status", "http", "code"].contains($0) }), label.allSatisfy({ !"<>!".contains($0) }),
            let status = Int(text.dropFirst(label.count)), (100...599).contains(status)
        else { return nil }
        return "status \(status)"
    }

    private func step(_ name: String) -> StepIndex? {
        guard let steps else { return StepIndex(rawValue: 0) }
        return steps.firstIndex(of: name).flatMap { Int16(exactly: $0) }.map(StepIndex.init)
    }

    /// The error for a step that the journey does not have. With `filter`, a filter may have been meant as well.
    private func unknownStep(_ argument: Argument, with others: [String], filter: Bool = false) -> ThresholdError {
        let known = (steps ?? []) + others
        let nearest =
            NearestName.of(argument.text, among: known)
            ?? (filter ? ThresholdParser.nearestFilter(argument.text) : nil)
        return error(.thresholdStep(argument.text, nearest: nearest, known: known), at: argument.offset)
    }

    // MARK: Bounds

    private func threshold(_ metric: Threshold.Metric, _ comparison: Comparison, _ text: String, at offset: Int)
        throws(ThresholdError) -> Threshold
    {
        var metric = metric
        let bound: Double?
        let expected: String
        switch metric {
        case .turnout:
            expected = "a share up to 100%, such as 99.5%"
            bound = ShareText.parse(text).flatMap { $0 <= 1 ? $0 : nil }
        case .percentile, .mean, .max, .spread, .admission:
            expected = "a duration such as 800ms, 3s or 1m30s"
            bound = DurationText.parse(text).map { Double($0.wholeNanoseconds) / 1_000_000 }
        case .rate:
            expected = "completions a second, such as 50"
            bound = Decimal(text.hasSuffix("/s") ? text.dropLast(2).trimmed : text)?.value()
        case .failures(let step, let kind, let status, _):
            let written = ShareText.parse(text)
            let share = written.flatMap { $0 <= 1 ? $0 : nil }
            expected = "a whole number, or a share \(written == share ? "such as 1%" : "up to 100%")"
            bound = share ?? WholeNumber.digits(of: text).flatMap(Int.init).flatMap { $0 < 0 ? nil : Double($0) }
            metric = .failures(step, kind: kind, status: status, asShare: share != nil)
        }
        guard let bound else {
            var suggestion: String?
            switch metric {
            case .percentile, .mean, .max, .spread, .admission:
                let number = WholeNumber.grouped(text)?.digits ?? WholeNumber.digits(of: text)
                suggestion = number.map { "\($0)ms" } ?? DurationText.suggestion(for: text)
            case .turnout: suggestion = ShareText.suggestion(for: text)
            case .failures:
                // From 1 on it may be a number of failures as well as a percentage.
                let number = Decimal(text[...])?.value() ?? 0
                suggestion =
                    WholeNumber.grouped(text)?.digits ?? (number < 1 ? ShareText.suggestion(for: text) : nil)
            case .rate: suggestion = WholeNumber.grouped(text)?.digits
            }
            throw error(.thresholdBound(text, expected: expected, suggestion: suggestion), at: offset)
        }
        return Threshold(expression: expression, metric: metric, comparison: comparison, bound: bound)
    }

    // MARK: Characters

    private mutating func takeArguments() throws(ThresholdError) -> [Argument]? {
        skipSpaces()
        guard peek == "(" else { return nil }
        let open = index
        index += 1
        var arguments: [Argument] = []
        while true {
            skipSpaces()
            let start = index
            if peek == "\"" {
                index += 1
                let text = takeWhile { $0 != "\"" }
                guard peek == "\"" else { throw syntax("a closing quotation mark", at: start) }
                index += 1
                skipSpaces()
                arguments.append(Argument(text: text, isQuoted: true, offset: start))
            } else {
                let text = takeWhile { $0 != "," && $0 != ")" }.trimmed
                if text.isEmpty, peek == ")", arguments.isEmpty {
                    index += 1
                    return []
                }
                guard !text.isEmpty else { throw syntax("a name between the parentheses", at: start) }
                arguments.append(Argument(text: text, isQuoted: false, offset: start))
            }
            switch peek {
            case ",": index += 1
            case ")":
                index += 1
                return arguments
            default: throw syntax("a closing parenthesis", at: open)
            }
        }
    }

    private mutating func takeComparison() throws(ThresholdError) -> Comparison {
        skipSpaces()
        let start = index
        let text = takeWhile { "=!<>".unicodeScalars.contains($0) }
        guard let comparison = Comparison(rawValue: text) else {
            let expected = "a comparison: \(Words.oneOf(Comparison.allCases.map(\.rawValue)))"
            let ours = Comparison.meant(by: text)
            throw error(.thresholdSyntax(expression, expected: expected, suggestion: ours?.rawValue), at: start)
        }
        return comparison
    }

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func skipSpaces() { _ = takeWhile { $0.properties.isWhitespace } }

    private mutating func takeWhile(_ belongs: (Unicode.Scalar) -> Bool) -> String {
        var text = String.UnicodeScalarView()
        while let scalar = peek, belongs(scalar) {
            text.append(scalar)
            index += 1
        }
        return String(text)
    }

    private func rest() -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[index...])
        return String(text)
    }

    private func syntax(_ expected: String, at offset: Int) -> ThresholdError {
        error(.thresholdSyntax(expression, expected: expected), at: offset)
    }

    private func error(_ mistake: Mistake, at offset: Int) -> ThresholdError {
        ThresholdError(expression: expression, offset: offset, mistake: mistake)
    }
}

extension Decimal {
    static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
