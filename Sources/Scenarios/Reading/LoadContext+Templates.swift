// Reads texts with names into templates.
import Addresses

extension LoadContext {
    /// The parts of a text. An error in it is reported.
    func pieces(of node: WrittenNode) -> [TemplateText.Piece]? {
        if let name = TemplateText.shellVariable(node.scalar ?? "") {
            // It may be a password that starts with a dollar sign; then it is not repeated.
            let isCertain = environment[name] != nil || name.contains("_")
            report(
                .shellVariable(written: isCertain ? "$\(name)" : nil, name: isCertain ? name : nil), at: node.place)
            return nil
        }
        do {
            return try TemplateText.parse(node.scalar ?? "")
        } catch {
            report(error.mistake, at: node.place(offset: error.offset))
            return nil
        }
    }

    /// A text to fill in for each participant. With `isSecret`, its literal parts and its defaults are hidden too.
    func template(_ node: WrittenNode, _ path: String, isSecret: Bool = false) -> Template? {
        guard node.scalar != nil, !node.isNull else {
            report(.wrongKind(path: path, found: node.kind, expected: "a text"), at: node.place)
            return nil
        }
        guard let pieces = pieces(of: node) else { return nil }
        warnOfComment(behind: node, path)
        warnOfOtherForms(in: node)
        return template(of: pieces, isSecret: isSecret) { offset in node.place(offset: offset) }
    }

    /// A template from the parts of a text. `place` gives the location of a part.
    func template(of pieces: [TemplateText.Piece], isSecret: Bool = false, place: (Int) -> SourceLocation) -> Template?
    {
        var segments: [Template.Segment] = []
        var isComplete = true
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .literal(let text):
                if isSecret { keepSecret(text) }
                segments.append(isSecret ? .secret(Secret(text)) : .literal(text))
            case .reference(let name, let fallback, let offset):
                if let variable = TemplateText.variable(name) {
                    guard let value = environmentValue(variable, fallback: fallback, at: place(offset)) else {
                        isComplete = false
                        continue
                    }
                    // A default is readable in the scenario, so the word need not be hidden elsewhere.
                    if environment[variable] == value { keepSecret(value) }
                    if !value.isEmpty { segments.append(.secret(Secret(value))) }
                } else if let known = templateName(
                    name, at: place(offset), isSecret: isSecret && !pieces.isApart(at: index))
                {
                    if let fallback, isSecret || known.isSecret { keepSecret(fallback) }
                    segments.append(.name(known, default: fallback))
                } else {
                    isComplete = false
                }
            }
        }
        return isComplete ? Template(segments: segments) : nil
    }

    /// The link with its query and fragment as secrets, except names: a link copied from an invitation has its tokens
    /// and signatures there. Credentials in it are also hidden wherever else they appear.
    func hidingQuery(_ link: Template) -> Template {
        var isOpen = true
        return Template(
            segments: link.segments.flatMap { segment -> [Template.Segment] in
                guard case .literal(let text) = segment else { return [segment] }
                var hidden = text[...]
                var parts: [Template.Segment] = []
                if isOpen {
                    guard let mark = text.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return [segment] }
                    isOpen = false
                    parts.append(.literal(String(text[...mark])))
                    hidden = text[text.index(after: mark)...]
                }
                for value in Credentials.values(inFields: hidden) { keepSecret(value) }
                return hidden.isEmpty ? parts : parts + [.secret(Secret(String(hidden)))]
            })
    }

    /// The URL with the values of those fields of its query as secrets that hold credentials by their name or look.
    func hidingCredentials(_ url: Template) -> Template {
        var isOpen = true
        return Template(
            segments: url.segments.flatMap { segment -> [Template.Segment] in
                guard case .literal(let text) = segment else { return [segment] }
                var parts: [Template.Segment] = []
                var rest = text[...]
                if isOpen {
                    guard let mark = text.firstIndex(of: "?") else { return [segment] }
                    isOpen = false
                    parts.append(.literal(String(text[...mark])))
                    rest = text[text.index(after: mark)...]
                }
                for field in rest.split(separator: "&", omittingEmptySubsequences: false) {
                    let isFirst = field.startIndex == rest.startIndex
                    let lead = isFirst ? "" : "&"
                    let values = Credentials.values(inFields: field)
                    guard !values.isEmpty, let equals = field.firstIndex(of: "=") else {
                        parts.append(.literal(lead + field))
                        continue
                    }
                    for value in values { keepSecret(value) }
                    parts.append(.literal(lead + field[...equals]))
                    parts.append(.secret(Secret(String(field[field.index(after: equals)...]))))
                }
                return parts
            }.filter { $0 != .literal("") })
    }

    /// The name, if it is known; otherwise reports the nearest one. Within a secret text (`isSecret`) it may be
    /// part of the value itself, and is repeated only if it is near a name.
    func templateName(_ name: String, at place: SourceLocation, isSecret: Bool = false) -> Template.Name? {
        if let known = Template.Name(fixed: name) ?? names.name(written: name) {
            if let mistake = names.mistake(of: known) { report(mistake, at: place) }
            if let words = names.warning(of: known), saidOnce.insert(words).inserted { warn(words, at: place) }
            return known
        }
        if environment[name] != nil || TemplateText.isShellName(name) {
            report(.shellVariable(written: "${\(name)}", name: name), at: place)
        } else {
            // The columns of a file with errors of its own are unknown.
            if names.lacksColumns, name.hasPrefix("participant.") { return nil }
            let nearest = NearestName.of(name, among: Template.Name.fixed.map(\.written) + names.written)
            // What nothing extracts is missing once, however often it is used.
            guard nearest != nil || missingNames.insert(name).inserted else { return nil }
            let ours = nearest ?? (isSecret ? nil : names.name(meantBy: name))
            let isShown = nearest != nil || !isSecret && TemplateText.looksLikeName(name)
            report(.unknownName(isShown ? name : Secret.dots, nearest: ours), at: place)
        }
        return nil
    }
}

extension Template.Name {
    /// The name of every scenario that is written like this.
    init?(fixed written: String) {
        guard let name = Template.Name.fixed.first(where: { $0.written == written }) else { return nil }
        self = name
    }
}
