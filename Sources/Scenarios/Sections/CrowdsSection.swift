// `crowds`: several groups of participants, or the only one, at the top.
import Measuring

/// Reads all crowds of a scenario.
struct CrowdsSection {
    let context: LoadContext

    /// The most crowds of a scenario.
    private static let most = 100
    /// The most steps of all crowds together.
    private static let mostSteps = 10_000
    /// Words that thresholds use for something else.
    private static let reserved = Set(
        ["journey", "release", "status", CrowdPlan.onlyName] + FailureKind.allCases.map(\.rawValue) + Vocabulary.verbs)

    /// Reads the crowds, and checks them against each other.
    func read(_ scenario: MappingReader) -> [CrowdSection.Reading] {
        guard let node = scenario["crowds"] else {
            var crowds = [CrowdSection(context: context).read(scenario)]
            CrowdRules(context: context).check(&crowds)
            return crowds
        }
        for key in ["participants", "arrival", "journey"] where scenario[key] != nil {
            context.report(.besideCrowds(key), at: scenario.place(ofKey: key))
        }
        guard case .mapping(let entries) = node.content else {
            context.report(
                .wrongKind(
                    path: "crowds", found: node.kind,
                    expected: "a mapping such as { learners: { participants: { count: 500 }, journey: [ … ] } }"),
                at: node.place)
            return []
        }
        guard !entries.isEmpty else {
            context.report(.noCrowd, at: node.place)
            return []
        }
        guard entries.count <= CrowdsSection.most else {
            context.report(
                .outOfRange(
                    path: "the number of crowds", found: String(entries.count), least: "1",
                    most: String(CrowdsSection.most)), at: node.place)
            return []
        }
        let names = entries.map(\.key)
        var crowds = entries.compactMap { read($0, among: names) }
        // A crowd that is no mapping has its error already; rules about all would add misleading ones.
        guard crowds.count == entries.count else { return crowds }
        CrowdRules(context: context).check(&crowds)
        checkSize(of: crowds, node.place)
        return crowds
    }

    private func read(_ entry: WrittenNode.Entry, among names: [String]) -> CrowdSection.Reading? {
        let name = entry.key
        if CrowdsSection.reserved.contains(name) {
            context.report(.crowdNameReserved(name), at: entry.place)
        } else if !CrowdsSection.isName(name) {
            context.report(.crowdName(name), at: entry.place)
        }
        let section = Vocabulary.crowd(name)
        guard let reader = MappingReader(entry.value, section, path: "crowds.\(name)", in: context) else { return nil }
        var crowd = CrowdSection(context: context).read(reader, named: name)
        if let node = reader["start"] {
            crowd.startPlace = node.place
            crowd.start = start(node, reader.path("start"), names)
        }
        return crowd
    }

    /// Whether a text can be a crowd's name: one word, which paths and thresholds need not quote.
    private static func isName(_ name: String) -> Bool {
        guard let first = name.first, first.isLetter, name.count <= 60 else { return false }
        return name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    }

    // MARK: Start

    /// A duration, or `after` and a crowd's name.
    private func start(_ node: WrittenNode, _ path: String, _ names: [String]) -> CrowdPlan.Start? {
        let expected = "a duration such as 30s, or `after` and the name of a crowd"
        guard let plain = context.plainText(node, path, expected: expected) else { return nil }
        let words = plain.text.split(whereSeparator: \.isWhitespace).map(String.init)
        if words.count == 2, words[0] == "after", DurationText.parse(words[1]) == nil {
            guard names.contains(words[1]) else {
                let nearest = NearestName.of(words[1], among: names)
                context.report(.unknownCrowd(words[1], nearest: nearest, known: names), at: node.place)
                return nil
            }
            return .afterCrowd(words[1])
        }
        if words.count == 1, DurationText.parse(words[0]) != nil || DurationText.suggestion(for: words[0]) != nil {
            return context.duration(plain.text, found: plain.found, path, at: node.place).map { .after($0) }
        }
        // `after 30s`, `learners`, `with learners`.
        let last = words.last ?? ""
        let ours = DurationText.parse(last) != nil ? last : names.contains(last) ? "after \(last)" : nil
        context.report(
            .badStart(path: path, found: plain.found, suggestion: plain.usesEnvironment ? nil : ours), at: node.place)
        return nil
    }

    // MARK: All together

    private func checkSize(of crowds: [CrowdSection.Reading], _ place: SourceLocation) {
        let sized = crowds.compactMap(\.crowd).filter { !$0.arrival.isOpenEnded }
        let people = sized.reduce(0) { $0 + ($1.expected ?? 0) }
        if people > ParticipantsSection.most {
            context.report(
                .outOfRange(
                    path: "the number of participants of all crowds", found: String(people), least: "1",
                    most: String(ParticipantsSection.most)), at: place)
        }
        let steps = crowds.reduce(0) { $0 + ($1.steps?.count ?? 0) }
        if steps > CrowdsSection.mostSteps {
            context.report(
                .outOfRange(
                    path: "the number of steps of all crowds", found: String(steps), least: "1",
                    most: String(CrowdsSection.mostSteps)), at: place)
        }
    }
}
