// A mapping of the language, read key by key.

/// Gives access to the values of a mapping by key. Opening it reports keys that the section does not know.
struct MappingReader {
    /// The section's words.
    let section: Section
    /// How errors name the mapping: `target.tls`; empty for the top level.
    let path: String
    /// Where the mapping begins.
    let place: SourceLocation
    private let values: [String: WrittenNode]
    /// Where each key stands.
    private let places: [String: SourceLocation]

    /// Opens a mapping. Anything else is reported and gives nil.
    init?(
        _ node: WrittenNode, _ section: Section, path: String, expected: String? = nil, in context: LoadContext
    ) {
        guard case .mapping(let entries) = node.content else {
            context.report(
                .wrongKind(
                    path: path.isEmpty ? "the scenario" : path, found: node.kind,
                    expected: expected ?? section.expected(instead: node)),
                at: node.place)
            return nil
        }
        self.init(entries, section, path: path, place: node.place, in: context)
    }

    /// Opens a mapping by its entries.
    init(
        _ entries: [WrittenNode.Entry], _ section: Section, path: String, place: SourceLocation, in context: LoadContext
    ) {
        self.section = section
        self.path = path
        self.place = place
        var values: [String: WrittenNode] = [:]
        for (index, entry) in entries.enumerated() {
            if section.keys.contains(entry.key) {
                values[entry.key] = entry.value
            } else if let number = CommaInNumber(entries[...index], in: context), !section.holdsSecrets {
                context.report(number.mistake(in: path), at: number.place)
                values[number.key] = number.meant
            } else {
                let nearest =
                    section.otherNames[entry.key.lowercased()]
                    ?? NearestName.of(entry.key, among: section.keys)
                let isStray =
                    section.holdsSecrets && entry.value.isNull && nearest == nil
                    && !section.keys.contains { entry.key.hasPrefix("\($0):") }
                context.report(
                    .unknownKey(
                        isStray ? Secret.dots : entry.key, section: section.place, nearest: nearest, known: section.keys
                    ),
                    at: entry.place)
            }
        }
        self.values = values
        places = Dictionary(entries.map { ($0.key, $0.place) }) { first, _ in first }
    }

    /// Where a key stands, or else where the mapping begins.
    func place(ofKey key: String) -> SourceLocation { places[key] ?? place }

    /// The value of a key, if present and not empty.
    subscript(key: String) -> WrittenNode? {
        assert(section.keys.contains(key), "\(key) is missing from the vocabulary of what is \(section.place)")
        guard let value = values[key], !value.isNull else { return nil }
        return value
    }

    /// The value of a required key. Reports the key if it is missing.
    func required(_ key: String, example: String, in context: LoadContext) -> WrittenNode? {
        if let value = self[key] { return value }
        context.report(
            .missingKey(key, section: section.place, example: example), at: values[key]?.place ?? place)
        return nil
    }

    /// How errors name a key of this mapping.
    func path(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
