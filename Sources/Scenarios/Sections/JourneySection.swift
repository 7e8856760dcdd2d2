// `journey`: the steps, in order. The options of each kind of step are in Steps/.

/// Reads the journey.
struct JourneySection {
    let context: LoadContext
    /// How errors name the list: `journey`, `crowds.learners.journey`.
    var path = "journey"
    /// Which list of steps it is.
    var kind = Kind.journey

    /// The lists of steps that a scenario has.
    enum Kind: String {
        case journey
        case setup
        case teardown
    }

    /// A step with its location, for the rules about the whole journey.
    struct Step {
        var plan: StepPlan
        var place: SourceLocation
        /// Its gate as written, if it has one.
        var release: WrittenNode?
    }

    /// The most steps of a journey.
    private static let most = 1000

    /// What could be read of a journey.
    struct Reading {
        /// The steps; nil if one could not be read.
        var steps: [Step]?
        /// The names of the steps; nil if one of them is unknown.
        var names: [String]?
        /// The values that the steps extract.
        var values: Set<String> = []
    }

    /// Reads the steps.
    func read(_ node: WrittenNode) -> Reading {
        if case .mapping(let entries) = node.content, let first = entries.first,
            Vocabulary.verbs.contains(first.key)
        {
            context.report(.missingDash, at: first.place)
            return Reading()
        }
        guard case .sequence(let items) = node.content else {
            let steps = node.scalar.flatMap { Vocabulary.verbs.contains($0) ? " such as [ \($0) ]" : nil } ?? ""
            context.report(
                .wrongKind(path: path, found: node.kind, expected: "a list of steps\(steps)"), at: node.place)
            return Reading()
        }
        guard !items.isEmpty else {
            context.report(.emptyJourney(kind.rawValue), at: node.place)
            return Reading()
        }
        guard items.count <= JourneySection.most else {
            context.report(
                .outOfRange(
                    path: "the number of steps", found: String(items.count), least: "1",
                    most: String(JourneySection.most)),
                at: node.place)
            return Reading()
        }
        let drafts = items.enumerated().map { draft($0.element, path: "\(path).\($0.offset)") }
        let names = StepNames(drafts.compactMap { $0 }, context: context)
        let before = context.names
        defer { context.names = before }
        let values = declareValues(of: drafts, items, names)
        let steps = drafts.enumerated().map { number, draft -> Step? in
            context.names.step = number
            return draft.flatMap { read($0, name: names.name(of: $0, path: "\(path).\(number)")) }
        }
        let complete = steps.compactMap { $0 }
        let called = drafts.enumerated().compactMap { number, draft in
            draft.map { names.name(of: $0, path: "\(path).\(number)") }
        }
        return Reading(
            steps: complete.count == steps.count ? complete : nil,
            names: called.count == drafts.count ? called : nil, values: values)
    }

    /// Makes the values known that the steps extract, each from its first step on.
    private func declareValues(
        of drafts: [StepDraft?], _ items: [WrittenNode], _ names: StepNames
    ) -> Set<String> {
        context.names.section = kind.rawValue
        context.names.hasParticipant = kind == .journey
        context.names.values = [:]
        for (number, draft) in drafts.enumerated() {
            guard let draft else {
                // A step that could not be read has its error; that its values are unknown would follow from it.
                for name in items[number].namesOfValues where context.names.values[name] == nil {
                    context.names.values[name] = NameScope.Source(step: number, stepName: "\(path).\(number)")
                }
                continue
            }
            guard draft.options.section.keys.contains("extract"), let node = draft.options["extract"],
                case .mapping(let entries) = node.content
            else { continue }
            for entry in entries {
                if context.names.setupValues.contains(entry.key) {
                    context.report(.valueOfSetup(entry.key), at: entry.place)
                } else if context.names.values[entry.key] == nil {
                    let name = names.name(of: draft, path: "\(path).\(number)")
                    context.names.values[entry.key] = NameScope.Source(step: number, stepName: name)
                }
            }
        }
        return Set(context.names.values.keys)
    }

    private func draft(_ item: WrittenNode, path: String) -> StepDraft? {
        switch item.content {
        case .scalar(let word, _):
            guard !item.isNull else {
                context.report(.wrongKind(path: path, found: item.kind, expected: "a step"), at: item.place)
                return nil
            }
            if let mistake = OtherRequestForms.mistake(ofItem: word) {
                context.report(mistake, at: item.place)
                return nil
            }
            guard let verb = known(word, at: item.place) else { return nil }
            return StepDraft(
                verb: verb, argument: nil,
                options: MappingReader([], verb.section, path: path, place: item.place, in: context),
                place: item.place)
        case .sequence:
            context.report(.wrongKind(path: path, found: item.kind, expected: "a step"), at: item.place)
            return nil
        case .mapping(let entries):
            let verbs = entries.filter { (Vocabulary.verbs + Vocabulary.laterVerbs).contains($0.key) }
            guard let first = verbs.first else {
                if let (mistake, place) = OtherRequestForms.mistake(ofItem: entries) {
                    context.report(mistake, at: place)
                    return nil
                }
                // The first key is the intended step, unless it is an option that all steps have.
                let entry =
                    entries.first { !(Vocabulary.common + RequestPlan.options).contains($0.key) } ?? entries.first
                context.report(
                    .stepWithoutVerb(entry?.key ?? "", nearest: nearest(entry?.key ?? "")),
                    at: entry?.place ?? item.place)
                return nil
            }
            if verbs.count > 1 {
                context.report(.stepWithTwoVerbs(first.key, verbs[1].key), at: verbs[1].place)
                return nil
            }
            guard let verb = known(first.key, at: first.place) else { return nil }
            var options = entries.filter { $0.key != first.key }
            var argument: WrittenNode?
            if case .mapping(let inner) = first.value.content {
                if verb == .request, let (mistake, place) = OtherRequestForms.mistake(ofRequest: inner) {
                    context.report(mistake, at: place)
                    return nil
                }
                for entry in inner {
                    if let double = options.first(where: { $0.key == entry.key }) {
                        let line = entry.place.line ?? 0
                        context.report(.duplicateKey(entry.key, firstLine: line), at: double.place)
                    }
                }
                options = inner + options
            } else if !first.value.isNull {
                argument = first.value
            }
            return StepDraft(
                verb: verb, argument: argument,
                options: MappingReader(options, verb.section, path: path, place: first.place, in: context),
                place: first.place)
        }
    }

    /// Steps under the names that other tools use.
    private static let otherVerbs = [
        "sleep": "pause", "wait": "pause", "login": "token", "log-in": "token", "leave": "leave-room",
        "enter": "enter-room", "join": "enter-room", "http": "request", "get": "request", "post": "request",
    ]

    private func nearest(_ verb: String) -> String? {
        JourneySection.otherVerbs[verb.lowercased()] ?? NearestName.of(verb, among: Vocabulary.verbs)
    }

    private func known(_ verb: String, at place: SourceLocation) -> StepVerb? {
        if let known = StepVerb(rawValue: verb) {
            guard kind == .journey || [.request, .pause].contains(known) else {
                context.report(.stepNotInSection(verb, section: kind.rawValue), at: place)
                return nil
            }
            return known
        }
        if Vocabulary.laterVerbs.contains(verb) {
            context.report(.stepOfLater(verb), at: place)
        } else {
            context.report(.stepWithoutVerb(verb, nearest: nearest(verb)), at: place)
        }
        return nil
    }
}

extension WrittenNode {
    /// The names that a step gives to values, wherever its options stand.
    fileprivate var namesOfValues: [String] {
        guard case .mapping(let entries) = content else { return [] }
        let places = [self] + entries.map(\.value)
        return places.flatMap { place -> [String] in
            guard case .mapping(let values)? = place.entry("extract")?.content else { return [] }
            return values.map(\.key)
        }
    }
}

/// Gives every step its own name.
struct StepNames {
    private var names: [String: String] = [:]
    private static let reserved = ["journey", "release"]

    /// Names the steps that have no name: the word for the kind, numbered from the second one on. Given names come
    /// first.
    init(_ drafts: [StepDraft], context: LoadContext) {
        var taken: [String: SourceLocation] = [:]
        for draft in drafts {
            guard let node = draft.options["name"], let name = context.shownText(node, draft.options.path("name"))
            else {
                continue
            }
            if StepNames.reserved.contains(name) || name.contains("\"") {
                context.report(.stepNameReserved(name), at: node.place)
            } else if let first = taken[name] {
                context.report(.stepNameTaken(name, first: context.words(for: first, from: node.place)), at: node.place)
            } else {
                taken[name] = node.place
            }
            names[draft.options.path] = name
        }
        var counts: [String: Int] = [:]
        for draft in drafts where names[draft.options.path] == nil {
            var name: String
            repeat {
                let word = draft.verb.rawValue
                let number = counts[word, default: 0] + 1
                counts[word] = number
                name = number == 1 ? word : "\(word) \(number)"
            } while taken[name] != nil
            names[draft.options.path] = name
        }
    }

    /// The name of a step.
    func name(of draft: StepDraft, path: String) -> String { names[path] ?? draft.verb.rawValue }
}
