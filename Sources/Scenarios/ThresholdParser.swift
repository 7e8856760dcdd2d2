// The parser of thresholds. The grammar is in `Thresholds.swift`.
import Measuring

/// Reads one threshold from left to right.
struct ThresholdParser {
    private let expression: String
    private let scalars: [Unicode.Scalar]
    /// The names of crowds and steps; nil if they are unknown. Then every name is taken.
    private let names: ThresholdNames?
    private var index = 0

    init(text: String, names: ThresholdNames?) {
        expression = text.trimmed
        scalars = Array(text.unicodeScalars)
        self.names = names
    }

    /// An argument in the parentheses, with its place.
    private struct Argument {
        var text: String
        var isQuoted: Bool
        var offset: Int
        /// What stands before a colon and a quoted name: `learners: "log in, twice"`.
        var prefix: String?
    }

    /// The crowd that an argument names, and what it says about it.
    private struct Place {
        var crowd: String?
        /// The rest; nil if the argument is a crowd alone.
        var name: String?
        var isQuoted = false
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
        let (metric, crowd) = try metric(word, arguments, at: start)
        let comparison = try takeComparison()
        skipSpaces()
        let bound = rest()
        var threshold = try threshold(metric, comparison, bound.trimmed, at: index)
        threshold.crowd = crowd
        return threshold
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
        -> (Threshold.Metric, crowd: String?)
    {
        func one(_ expected: String) throws(ThresholdError) -> Argument {
            guard let arguments, arguments.count == 1 else {
                let ours = arguments == nil && word != "spread" ? "\(word)(journey) \(rest().trimmed)".trimmed : nil
                throw error(
                    .thresholdSyntax(expression, expected: "\(word)(\(expected))", suggestion: ours), at: start)
            }
            return arguments[0]
        }
        func subject() throws(ThresholdError) -> (Threshold.Subject, String?) {
            try self.subject(try one("a step or journey"), of: word)
        }
        switch word {
        case "turnout":
            guard let arguments else { return (.turnout, nil) }
            guard arguments.count == 1, !crowdNames.isEmpty || names == nil else {
                throw syntax(
                    crowdNames.isEmpty ? "turnout without parentheses" : "turnout, or turnout(\(crowdNames[0]))",
                    at: start)
            }
            return (.turnout, try crowd(arguments[0]))
        case "mean":
            let (subject, crowd) = try subject()
            return (.mean(subject), crowd)
        case "max":
            let (subject, crowd) = try subject()
            return (.max(subject), crowd)
        case "rate":
            let (subject, crowd) = try subject()
            return (.rate(subject), crowd)
        case "failures": return try failures(arguments ?? [], at: start)
        case "spread":
            let argument = try one("release")
            guard argument.text == "release" else { throw syntax("spread(release)", at: argument.offset) }
            return (.spread, nil)
        case "admission": return try admission(arguments ?? [], at: start)
        default:
            if word.hasPrefix("p"), let percentile = Decimal(word.dropFirst())?.value() {
                guard percentile > 0, percentile <= 100 else {
                    throw syntax("a percentile above p0 and up to p100", at: start)
                }
                let (subject, crowd) = try subject()
                return (.percentile(percentile, subject), crowd)
            }
            let nearest = NearestName.of(
                word, among: ["turnout", "mean", "max", "rate", "failures", "spread", "admission"])
            throw error(.thresholdMetric(word, nearest: nearest), at: start)
        }
    }

    private func admission(_ arguments: [Argument], at start: Int) throws(ThresholdError)
        -> (Threshold.Metric, crowd: String?)
    {
        guard let last = arguments.last,
            arguments.count == 1 || arguments.count == 2 && (names == nil || !crowdNames.isEmpty)
        else { throw syntax("admission(a share such as 99%)", at: start) }
        guard let share = ShareText.parse(last.text), share > 0, share <= 1 else {
            let example = arguments.count == 2 ? "admission(\(crowdNames.first ?? "crowd"), 99%)" : "admission(99%)"
            throw syntax("admission of a share, such as \(example)", at: last.offset)
        }
        return (.admission(share), arguments.count == 2 ? try crowd(arguments[0]) : nil)
    }

    private func subject(_ argument: Argument, of word: String) throws(ThresholdError)
        -> (Threshold.Subject, crowd: String?)
    {
        let place = try place(argument)
        guard let name = place.name else {
            let crowd = place.crowd ?? ""
            throw syntax("a step of \(crowd), or its journey: \(word)(\(crowd): journey)", at: place.offset)
        }
        if name == "journey", !place.isQuoted { return (.journey, place.crowd) }
        let step = try step(place, name, with: ["journey"], in: word)
        return (.step(step, name: name), place.crowd)
    }

    private func failures(_ arguments: [Argument], at start: Int) throws(ThresholdError)
        -> (Threshold.Metric, crowd: String?)
    {
        guard let first = arguments.first else {
            return (.failures(nil, kind: nil, status: nil, asShare: false), nil)
        }
        guard arguments.count <= 2 else { throw syntax("failures(step), or failures(step, status 429)", at: start) }
        // A step of that name takes precedence. A filter alone applies to all steps.
        let isFilter = FailureKind(rawValue: first.text) != nil || first.text.hasPrefix("status ")
        if names == nil, arguments.count == 1, isFilter, !first.isQuoted {
            let filter = try filter(first)
            return (.failures(nil, kind: filter.kind, status: filter.status, asShare: false), nil)
        }
        if isFilter, !first.isQuoted, steps(named: first.text).isEmpty {
            if arguments.count == 2, !steps(named: arguments[1].text).isEmpty {
                throw syntax("the step first: failures(\(arguments[1].text), \(first.text))", at: first.offset)
            }
            guard arguments.count == 1 else { throw unknownStep(first.text, at: first.offset, of: nil, with: []) }
            let filter = try filter(first)
            return (.failures(nil, kind: filter.kind, status: filter.status, asShare: false), nil)
        }
        let place = try place(first)
        var selected: StepIndex?
        if let name = place.name {
            selected = try step(place, name, with: [], in: "failures", orFilter: arguments.count == 1)
        }
        guard arguments.count == 2 else {
            return (.failures(selected, kind: nil, status: nil, asShare: false), place.crowd)
        }
        let filter = try filter(arguments[1])
        return (.failures(selected, kind: filter.kind, status: filter.status, asShare: false), place.crowd)
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

    // MARK: Crowds and steps

    private var crowdNames: [String] { names?.crowdNames ?? [] }

    /// An argument that is a crowd.
    private func crowd(_ argument: Argument) throws(ThresholdError) -> String {
        guard let names else { return argument.text }
        guard names.crowdNames.contains(argument.text) else { throw unknownCrowd(argument.text, at: argument.offset) }
        return argument.text
    }

    /// What an argument names: a step as it stands, a crowd, or a crowd and what is behind its colon.
    private func place(_ argument: Argument) throws(ThresholdError) -> Place {
        if let prefix = argument.prefix {
            let crowd = try crowd(Argument(text: prefix, isQuoted: false, offset: argument.offset))
            return Place(crowd: crowd, name: argument.text, isQuoted: true, offset: argument.offset)
        }
        let whole = Place(name: argument.text, isQuoted: argument.isQuoted, offset: argument.offset)
        guard !argument.isQuoted, !crowdNames.isEmpty, steps(named: argument.text).isEmpty else { return whole }
        if crowdNames.contains(argument.text) { return Place(crowd: argument.text, name: nil, offset: argument.offset) }
        guard let colon = argument.text.firstIndex(of: ":") else { return whole }
        let (head, tail) = (argument.text[..<colon].trimmed, argument.text[argument.text.index(after: colon)...])
        guard crowdNames.contains(head) else { throw unknownCrowd(head, at: argument.offset) }
        let gap = tail.prefix { $0.isWhitespace }.unicodeScalars.count
        let offset = argument.offset + argument.text[...colon].unicodeScalars.count + gap
        guard !tail.trimmed.isEmpty else { throw syntax("a step of \(head)", at: argument.offset) }
        return Place(crowd: head, name: tail.trimmed, offset: offset)
    }

    /// The steps with a name, over all crowds, with their crowds.
    private func steps(named name: String, in crowd: String? = nil) -> [(crowd: String, index: StepIndex)] {
        var first = 0
        var found: [(String, StepIndex)] = []
        for each in names?.crowds ?? [] {
            if crowd == nil || crowd == each.name, let place = each.steps.firstIndex(of: name),
                let index = Int16(exactly: first + place)
            {
                found.append((each.name, StepIndex(rawValue: index)))
            }
            first += each.steps.count
        }
        return found
    }

    /// The step that is meant. With `orFilter`, a filter may have been meant as well.
    private func step(
        _ place: Place, _ name: String, with others: [String], in word: String, orFilter: Bool = false
    ) throws(ThresholdError) -> StepIndex {
        guard names != nil else { return StepIndex(rawValue: 0) }
        let found = steps(named: name, in: place.crowd)
        guard let only = found.first else {
            throw unknownStep(name, at: place.offset, of: place.crowd, with: others, filter: orFilter)
        }
        guard found.count == 1 else {
            throw error(
                .thresholdStepOfSeveral(name, crowds: found.map(\.crowd), ours: "\(word)(\(only.crowd): \(name))"),
                at: place.offset)
        }
        return only.index
    }

    private func unknownCrowd(_ name: String, at offset: Int) -> ThresholdError {
        error(
            .thresholdCrowd(name, nearest: NearestName.of(name, among: crowdNames), known: crowdNames), at: offset)
    }

    /// The error for a step that does not exist. With `filter`, a filter may have been meant as well.
    private func unknownStep(
        _ name: String, at offset: Int, of crowd: String?, with others: [String], filter: Bool = false
    ) -> ThresholdError {
        let crowds = (names?.crowds ?? []).filter { crowd == nil || crowd == $0.name }
        var known: [String] = []
        for step in crowds.flatMap(\.steps) + others where !known.contains(step) { known.append(step) }
        let candidates = known + (crowd == nil ? crowdNames : [])
        let nearest =
            NearestName.of(name, among: candidates) ?? (filter ? ThresholdParser.nearestFilter(name) : nil)
        let of = crowd.map { "the crowd \($0)" } ?? (crowds.count > 1 ? "no crowd" : nil)
        return error(.thresholdStep(name, nearest: nearest, known: known, of: of), at: offset)
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
                suggestion = DurationText.meanings(of: text) ?? DurationText.suggestion(for: text)
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
            if let quoted = try takeQuoted() {
                arguments.append(Argument(text: quoted, isQuoted: true, offset: start))
            } else {
                let head = takeWhile { $0 != "," && $0 != ")" && $0 != "\"" }
                if head.trimmed.hasSuffix(":"), let name = try takeQuoted() {
                    arguments.append(
                        Argument(text: name, isQuoted: true, offset: start, prefix: head.trimmed.dropLast().trimmed))
                } else {
                    let text = (head + takeWhile { $0 != "," && $0 != ")" }).trimmed
                    if text.isEmpty, peek == ")", arguments.isEmpty {
                        index += 1
                        return []
                    }
                    guard !text.isEmpty else { throw syntax("a name between the parentheses", at: start) }
                    arguments.append(Argument(text: text, isQuoted: false, offset: start))
                }
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

    /// A name in quotation marks, and the spaces behind it; nil if there is none.
    private mutating func takeQuoted() throws(ThresholdError) -> String? {
        guard peek == "\"" else { return nil }
        let start = index
        index += 1
        let text = takeWhile { $0 != "\"" }
        guard peek == "\"" else { throw syntax("a closing quotation mark", at: start) }
        index += 1
        skipSpaces()
        return text
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
