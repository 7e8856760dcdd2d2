// The crowds and steps that a threshold names.
import Measuring

extension ThresholdParser {
    var crowdNames: [String] { names?.crowdNames ?? [] }

    /// An argument that is a crowd.
    func crowd(_ argument: Argument) throws(ThresholdError) -> String {
        guard let names else { return argument.text }
        guard names.crowdNames.contains(argument.text) else { throw unknownCrowd(argument.text, at: argument.offset) }
        return argument.text
    }

    /// What an argument names: a step as it stands, a crowd, or a crowd and what is behind its colon.
    func place(_ argument: Argument) throws(ThresholdError) -> Place {
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

    /// The condition that was meant with a comma in the place of the colon between a crowd and its step, as YAML needs it
    /// written: in quotation marks, because of the colon.
    func stepOfCrowd(_ arguments: [Argument], of word: String, with others: [String]) -> String? {
        guard arguments.count == 2, word != "spread", arguments.allSatisfy({ $0.prefix == nil }) else { return nil }
        let (first, step) = (arguments[0].text, arguments[1])
        guard let crowd = crowdNames.contains(first) ? first : NearestName.of(first, among: crowdNames),
            others.contains(step.text) || !steps(named: step.text, in: crowd).isEmpty
        else { return nil }
        let name = step.isQuoted ? "\"\(step.text)\"" : step.text
        return Words.inQuotationMarks("\(word)(\(crowd): \(name)) \(rest().trimmed)".trimmed)
    }

    /// The steps with a name, over all crowds, with their crowds.
    func steps(named name: String, in crowd: String? = nil) -> [(crowd: String, index: StepIndex)] {
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
    func step(
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

    func unknownCrowd(_ name: String, at offset: Int) -> ThresholdError {
        error(
            .thresholdCrowd(name, nearest: NearestName.of(name, among: crowdNames), known: crowdNames), at: offset)
    }

    /// The error for a step that does not exist. With `filter`, a filter may have been meant as well.
    func unknownStep(
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
}
