// Applies the command line's overrides to the tree, before anything is read from it.

/// Applies overrides to a tree.
struct OverrideApplication {
    let overrides: [Override]
    let context: LoadContext

    /// The tree with every override applied. Reports paths that do not exist.
    func apply(to tree: WrittenNode) -> WrittenNode {
        var tree = tree
        for override in overrides {
            let place = SourceLocation.option(override.option)
            guard let path = path(of: override, in: tree, at: place) else { continue }
            guard let keys = OverrideApplication.keys(of: path) else {
                context.report(.overridePath(override.path, reason: .empty), at: place)
                continue
            }
            switch YAMLTree.value(override.value, at: place, context: context) {
            case .success(let value):
                if let fault = put(value, at: keys[...], of: "the scenario", isStep: false, into: &tree) {
                    context.report(.overridePath(override.path, reason: fault), at: place)
                }
            case .failure(let error):
                context.report(.overridePath(override.path, reason: .badValue(error.problem)), at: place)
            }
        }
        return tree
    }

    /// Where in this scenario the value goes; nil after an error. A number of participants is in a crowd, if there are
    /// any.
    private func path(of override: Override, in tree: WrittenNode, at place: SourceLocation) -> String? {
        guard let crowd = override.crowd else { return override.path }
        guard case .mapping(let top) = tree.content, let node = top.first(where: { $0.key == "crowds" })?.value,
            case .mapping(let crowds) = node.content
        else {
            guard case .named(let name) = crowd else { return override.path }
            context.report(.countWithoutCrowds(name), at: place)
            return nil
        }
        let names = crowds.map(\.key)
        switch crowd {
        case .only where names.count == 1: return "crowds.\"\(names[0])\".participants.count"
        case .named(let name) where names.contains(name): return "crowds.\"\(name)\".participants.count"
        case .only: context.report(.countForSeveral(names), at: place)
        case .named(let name):
            let nearest = NearestName.of(name, among: names)
            context.report(.unknownCrowd(name, nearest: nearest, known: names), at: place)
        }
        return nil
    }

    /// Whether the value of a path is a list of steps.
    private static func isSteps(_ path: String) -> Bool {
        ["journey", "setup", "teardown"].contains(path) || path.hasPrefix("crowds.") && path.hasSuffix(".journey")
    }

    /// Whether the value of a path is an arrival.
    private static func isArrival(_ path: String) -> Bool {
        path == "arrival" || path.hasPrefix("crowds.") && path.hasSuffix(".arrival")
    }

    /// The keys of a path; nil if one of them is empty.
    static func keys(of path: String) -> [String]? {
        var keys = [""]
        var quoted = false
        for character in path {
            switch character {
            case "\"": quoted.toggle()
            case "." where !quoted: keys.append("")
            default: keys[keys.count - 1].append(character)
            }
        }
        return keys.contains("") || quoted ? nil : keys
    }

    /// Sets a value below a node, or returns why that is impossible. `path` is how errors name the node. `isStep` marks
    /// an item of the journey, whose options may be inside the step's mapping.
    private func put(
        _ value: WrittenNode, at keys: ArraySlice<String>, of path: String, isStep: Bool, into node: inout WrittenNode
    ) -> Mistake.OverrideFault? {
        guard let key = keys.first else {
            node = value
            return nil
        }
        let rest = keys.dropFirst()
        let isSteps = OverrideApplication.isSteps(path)
        if isSteps, rest.isEmpty, let fault = wholeStep(key, value, of: node) { return fault }
        let inner = path == "the scenario" ? key : "\(path).\(key)"
        switch node.content {
        case .mapping(var entries):
            let verb = isStep ? entries.firstIndex { Vocabulary.verbs.contains($0.key) } : nil
            var fault: Mistake.OverrideFault?
            if let index = entries.firstIndex(where: { $0.key == key }) {
                fault = put(value, at: rest, of: inner, isStep: false, into: &entries[index].value)
            } else if let verb, case .mapping = entries[verb].value.content {
                fault = put(value, at: keys, of: path, isStep: false, into: &entries[verb].value)
            } else {
                var new = WrittenNode(place: value.place, content: .mapping([]))
                fault = put(value, at: rest, of: inner, isStep: false, into: &new)
                entries.append(.init(key: key, place: value.place, value: new))
            }
            node.content = .mapping(entries)
            return fault
        case .sequence(var items):
            guard let index = Int(key) ?? (isSteps ? step(named: key, in: items) : nil) else {
                return .notAnIndex(key, of: path)
            }
            guard items.indices.contains(index) else { return .indexTooLarge(index, of: path, count: items.count) }
            if case .scalar(let verb, .plain) = items[index].content, isSteps, !rest.isEmpty {
                // `- leave-room` is short for `- leave-room:`.
                let place = items[index].place
                let nothing = WrittenNode(place: place, content: .scalar("", .plain))
                items[index].content = .mapping([.init(key: verb, place: place, value: nothing)])
            }
            let fault = put(value, at: rest, of: inner, isStep: isSteps, into: &items[index])
            node.content = .sequence(items)
            return fault
        case .scalar:
            guard node.isNull || OverrideApplication.isArrival(path) else { return .noKeys(of: path) }
            // A mapping replaces `arrival: at-once`, and also an empty value.
            node.content = .mapping([])
            return put(value, at: keys, of: path, isStep: isStep, into: &node)
        }
    }

    /// The error for a text that would replace a whole step but is not a step: one of its options was meant.
    private func wholeStep(_ key: String, _ value: WrittenNode, of journey: WrittenNode) -> Mistake.OverrideFault? {
        guard let text = value.scalar, !(Vocabulary.verbs + Vocabulary.laterVerbs).contains(text),
            case .sequence(let items) = journey.content,
            let index = Int(key) ?? step(named: key, in: items), items.indices.contains(index)
        else { return nil }
        var isPause = items[index].scalar == "pause"
        if case .mapping(let entries) = items[index].content { isPause = entries.contains { $0.key == "pause" } }
        return .wholeStep(option: isPause ? "pause" : "timeout", isCertain: isPause)
    }

    /// The step of that name, or else the first of that kind.
    private func step(named name: String, in items: [WrittenNode]) -> Int? {
        func entries(_ item: WrittenNode) -> [WrittenNode.Entry] {
            guard case .mapping(let entries) = item.content else { return [] }
            let nested = entries.flatMap { entry -> [WrittenNode.Entry] in
                guard Vocabulary.verbs.contains(entry.key), case .mapping(let inner) = entry.value.content else {
                    return []
                }
                return inner
            }
            return entries + nested
        }
        let named = items.firstIndex { entries($0).contains { $0.key == "name" && $0.value.scalar == name } }
        return named
            ?? items.firstIndex { item in
                item.scalar == name || entries(item).contains { $0.key == name && Vocabulary.verbs.contains(name) }
            }
    }
}
