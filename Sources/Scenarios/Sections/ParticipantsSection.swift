// `participants` and `arrival`: who arrives, and how.

/// Reads the crowd.
struct ParticipantsSection {
    let context: LoadContext

    /// The most participants of a run.
    static let most = 1_000_000

    func read(_ node: WrittenNode) -> ParticipantsPlan? {
        if let number = node.scalar.flatMap({ WholeNumber.digits(of: $0) ?? WholeNumber.grouped($0)?.digits }) {
            context.report(
                .wrongKind(path: "participants", found: "a number", expected: "a mapping such as { count: \(number) }"),
                at: node.place)
            return nil
        }
        guard let reader = MappingReader(node, Vocabulary.participants, path: "participants", in: context) else {
            return nil
        }
        let written = reader.required("count", example: "count: 500", in: context)
        let count = written.flatMap { context.integer($0, reader.path("count"), 1...ParticipantsSection.most) }
        let accounts = reader["accounts"].flatMap {
            context.word($0, reader.path("accounts"), as: ParticipantsPlan.Accounts.self)
        }
        let cookies = reader["cookies"].flatMap { context.boolean($0, reader.path("cookies")) }
        let moderators = reader["moderators"].flatMap {
            context.integer($0, reader.path("moderators"), 0...ParticipantsSection.most)
        }
        if let written, let count, let node = reader["moderators"], let moderators, moderators > count {
            context.report(
                .moderatorsExceedCount(
                    moderators: context.shown(moderators, of: node), count: context.shown(count, of: written)),
                at: node.place)
        }
        guard let count else { return nil }
        return ParticipantsPlan(
            count: count, accounts: accounts ?? .existing, cookies: cookies ?? true, moderators: moderators ?? 0)
    }
}

/// Reads the arrival: one form for each load model.
struct ArrivalSection {
    let context: LoadContext

    func read(_ node: WrittenNode) -> Arrival? {
        guard case .mapping(let entries) = node.content else {
            let expected = "at-once or \(Vocabulary.arrival.bare?.mapping(for: node) ?? "a mapping")"
            guard let plain = context.plainText(node, "arrival", expected: expected) else { return nil }
            guard plain.text == "at-once" else {
                context.report(
                    .unknownWord(
                        path: "arrival", found: plain.found,
                        nearest: NearestName.of(plain.found, among: ["at-once"]), known: [expected]),
                    at: node.place)
                return nil
            }
            return .atOnce
        }
        let reader = MappingReader(entries, Vocabulary.arrival, path: "arrival", place: node.place, in: context)
        let curve = reader["curve"].flatMap { context.word($0, reader.path("curve"), as: Arrival.Curve.self) }
        guard let over = reader["over"] else {
            // The keys of another arrival model were already reported. Reporting a missing `over` as well would only
            // confuse.
            if !entries.contains(where: { Vocabulary.arrival.later.contains($0.key) }) {
                _ = reader.required("over", example: "over: 60s", in: context)
            }
            return nil
        }
        guard let window = context.duration(over, reader.path("over")) else { return nil }
        return .over(window: window, curve: curve ?? .uniform)
    }
}
