// The metric of a threshold: what is compared.
import Measuring

extension ThresholdParser {
    func metric(_ word: String, _ arguments: [Argument]?, at start: Int) throws(ThresholdError)
        -> (Threshold.Metric, crowd: String?)
    {
        func one(_ expected: String) throws(ThresholdError) -> Argument {
            guard let arguments, arguments.count == 1 else {
                if let ours = stepOfCrowd(arguments ?? [], of: word, with: ["journey"]) {
                    throw error(.thresholdCrowdWithComma(expression, ours: ours), at: start)
                }
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

    func admission(_ arguments: [Argument], at start: Int) throws(ThresholdError)
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

    func subject(_ argument: Argument, of word: String) throws(ThresholdError)
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

    func failures(_ arguments: [Argument], at start: Int) throws(ThresholdError)
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
        if let ours = stepOfCrowd(arguments, of: "failures", with: []) {
            throw error(.thresholdCrowdWithComma(expression, ours: ours), at: start)
        }
        let filter = try filter(arguments[1])
        return (.failures(selected, kind: filter.kind, status: filter.status, asShare: false), place.crowd)
    }

    func filter(_ argument: Argument) throws(ThresholdError) -> (kind: FailureKind?, status: Int?) {
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
    static func nearestFilter(_ text: String) -> String? {
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
}
