// `participants`: who arrives.

/// Reads who comes.
struct ParticipantsSection {
    let context: LoadContext
    /// How errors name it: `participants`, `crowds.learners.participants`.
    var path = "participants"

    /// The most participants of a run.
    static let most = 1_000_000

    /// Reads the participants of a crowd that arrives like this. `arrival` is nil if it could not be read; `model` is
    /// the key of one that tells how many come.
    func read(_ node: WrittenNode, arrival: Arrival?, model: String?) -> ParticipantsPlan? {
        if let number = node.scalar.flatMap({ WholeNumber.digits(of: $0) ?? WholeNumber.grouped($0)?.digits }) {
            context.report(
                .wrongKind(path: path, found: "a number", expected: "a mapping such as { count: \(number) }"),
                at: node.place)
            return nil
        }
        guard let reader = MappingReader(node, Vocabulary.participants, path: path, in: context) else { return nil }
        let data = reader["data"].flatMap { DataSection(context: context).read($0, reader.path("data")) }
        // Every row comes if each is used once and nothing else tells how many come.
        let isWholeTable = reader["data"] != nil && data?.order != .sequential && data?.order != .random
        let mayLackCount = model != nil || isWholeTable
        let written = mayLackCount ? reader["count"] : reader.required("count", example: "count: 500", in: context)
        var count = written.flatMap { context.integer($0, reader.path("count"), 1...ParticipantsSection.most) }
        if model == nil, written == nil, let data, data.order == .unique { count = data.table.count }
        if let written, let count, let model { check(count, written, reader.path("count"), arrival, model) }
        let accounts = reader["accounts"].flatMap {
            context.word($0, reader.path("accounts"), as: ParticipantsPlan.Accounts.self)
        }
        let cookies = reader["cookies"].flatMap { context.boolean($0, reader.path("cookies")) }
        let moderators = reader["moderators"].flatMap {
            context.integer($0, reader.path("moderators"), 0...ParticipantsSection.most)
        }
        let known = model == nil ? count : arrival?.expected(of: ParticipantsPlan(count: 0))
        if let known, let node = reader["moderators"], let moderators, moderators > known {
            let shown = written.map { context.shown(known, of: $0) } ?? String(known)
            context.report(
                .moderatorsExceedCount(
                    path: path, moderators: context.shown(moderators, of: node), count: shown, isCounted: model == nil),
                at: node.place)
        }
        if accounts == .create, let node = reader["accounts"], let arrival, model != nil,
            arrival.expected(of: ParticipantsPlan(count: 0)) == nil
        {
            context.report(.accountsOfUnknownSize(path: reader.path("accounts"), arrival: arrival.word), at: node.place)
        }
        if let data, data.order == .unique, let known, known > data.table.count, let node = reader["data"] {
            let file = node.entry("csv").map { context.shownFile($0, data.file) } ?? data.file
            context.report(
                .tooFewRows(file: file, rows: data.table.count, needed: known), at: written?.place ?? node.place)
        }
        if let data, data.order == .unique, let arrival, model != nil,
            arrival.expected(of: ParticipantsPlan(count: 0)) == nil, let node = reader["data"]
        {
            context.report(.uniqueOfUnknownSize(arrival: arrival.word), at: node.place)
        }
        if data?.table.columns.contains("role") == true, let node = reader["moderators"] {
            context.report(.moderatorsBesideRole(path: reader.path("moderators")), at: node.place)
        }
        guard let size = model == nil ? count : arrival?.usualCount else { return nil }
        return ParticipantsPlan(
            count: size, accounts: accounts ?? .existing, cookies: cookies ?? true, moderators: moderators ?? 0,
            data: data)
    }

    /// Checks a number of participants beside an arrival that tells how many come.
    private func check(_ count: Int, _ node: WrittenNode, _ path: String, _ arrival: Arrival?, _ model: String) {
        guard model == "looping" else {
            context.report(.countBesideArrival(path: path, model: model), at: node.place)
            return
        }
        guard case .looping(let slots, _)? = arrival, slots != count else { return }
        context.report(
            .countOtherThanLooping(path: path, count: context.shown(count, of: node), looping: slots), at: node.place)
    }
}

extension Arrival {
    /// How many come if the arrival tells: exactly, on average, or at a time.
    var usualCount: Int? {
        if case .looping(let count, _) = self { return count }
        return mean.map { max(1, Int(($0 - 1e-9).rounded(.up))) }
    }

    /// The word for it.
    var word: String {
        switch self {
        case .atOnce: "at-once"
        case .over: "over"
        case .rate(_, _, let poisson): poisson ? "rate, poisson" : "rate"
        case .stages: "stages"
        case .trace: "trace"
        case .looping: "looping"
        }
    }
}
