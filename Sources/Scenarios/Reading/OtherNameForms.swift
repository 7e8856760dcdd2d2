// Names in the forms of other tools, which are no names here: `{participant.email}`, `{{participant.email}}`,
// `$participant.email`, `$(participant.email)`.

/// Finds names in the forms of other tools.
struct OtherNameForms {
    /// One that was found.
    struct Match: Hashable {
        /// As it is written.
        var written: String
        /// The name in it.
        var name: String
        /// Where it begins, in Unicode scalars.
        var offset: Int
    }

    private let text: String
    /// The names that a dot in them tells from other words.
    private let fixed: [String]
    /// Names of the author's own, which only braces in pairs and parentheses tell from other words.
    private let own: [String]

    init(_ text: String, names: NameScope) {
        self.text = text
        fixed = Template.Name.fixed.map(\.written) + names.columns.map { "participant.\($0)" }
        own = Array(names.values.keys) + names.setupValues
    }

    /// All of them, from left to right.
    var matches: [Match] {
        guard text.contains(where: { $0 == "{" || $0 == "$" }) else { return [] }
        let found = fixed.flatMap { all($0, isOwn: false) } + own.flatMap { all($0, isOwn: true) }
        return Set(found).sorted { $0.offset < $1.offset }
    }

    private func all(_ name: String, isOwn: Bool) -> [Match] {
        text.ranges(of: name).compactMap { range in
            form(around: range, isOwn: isOwn).map { form in
                Match(
                    written: String(text[form]), name: name,
                    offset: text[..<form.lowerBound].unicodeScalars.count)
            }
        }
    }

    /// The stretch that is a form of the name within it.
    private func form(around name: Range<String.Index>, isOwn: Bool) -> Range<String.Index>? {
        let before = text[..<name.lowerBound]
        let after = text[name.upperBound...]
        func inside(_ open: String, _ close: String) -> Range<String.Index>? {
            let head = before.dropLast(before.reversed().prefix { $0 == " " }.count)
            let tail = after.drop { $0 == " " }
            guard head.hasSuffix(open), tail.hasPrefix(close) else { return nil }
            let start = text.index(head.endIndex, offsetBy: -open.count)
            // `$${` is a brace that is meant.
            guard open.hasPrefix("$") || !text[..<start].hasSuffix("$") else { return nil }
            return start..<text.index(tail.startIndex, offsetBy: close.count)
        }
        if let form = inside("{{", "}}") ?? inside("$(", ")") { return form }
        guard !isOwn else { return nil }
        if let form = inside("{", "}") { return form }
        let isWhole = after.unicodeScalars.first.map { !NameScope.isValueCharacter($0) } ?? true
        guard before.hasSuffix("$"), isWhole else { return nil }
        return text.index(before: name.lowerBound)..<name.upperBound
    }
}

extension LoadContext {
    /// Warns of names in a text that is sent, in forms that are none here: the text itself would be sent, which shows only
    /// when everybody's log-in fails.
    func warnOfOtherForms(in node: WrittenNode) {
        guard let text = node.scalar else { return }
        for match in OtherNameForms(text, names: names).matches {
            warn(
                "\(match.written) is sent as it stands; write ${\(match.name)} for its value",
                at: node.place(offset: match.offset))
        }
    }
}

extension WrittenNode {
    /// The name that an unquoted `{participant.email}` means, which YAML reads as a mapping; nil if it is none.
    func nameInBraces(_ names: NameScope) -> String? {
        guard case .mapping(let entries) = content, entries.count == 1, let entry = entries.first, entry.value.isNull,
            Template.Name(fixed: entry.key) ?? names.name(written: entry.key) != nil
        else { return nil }
        return entry.key
    }
}
