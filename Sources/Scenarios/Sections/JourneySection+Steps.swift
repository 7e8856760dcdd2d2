// The options that all steps share. Each step's own options are read in its file in Steps/.

extension JourneySection {
    /// A step from its draft.
    func read(_ draft: StepDraft, name: String) -> Step? {
        guard let action = draft.verb.reader.read(draft, in: context) else { return nil }
        let options = draft.options
        func option(_ key: String) -> WrittenNode? { options.section.keys.contains(key) ? options[key] : nil }
        let line = draft.place.line ?? 0
        var plan = StepPlan(name: name, action: action, line: line)
        if kind != .journey {
            for key in ["release", "when", "enters"] {
                guard let node = option(key) else { continue }
                context.report(.optionNotInSection(key, section: kind.rawValue), at: node.place)
            }
        }
        if let node = option("release") { plan.release = release(node, options.path("release")) }
        if let timeout = option("timeout").flatMap({ context.duration($0, options.path("timeout")) }) {
            plan.timeout = timeout
        }
        if let node = option("retry") { plan.retry = retry(node, options.path("retry")) }
        if let node = option("when") { plan.when = ConditionText(context: context).read(node) }
        if let node = option("check") {
            plan.checks = CheckText(context: context).readAll(node)
        }
        return Step(plan: plan, place: draft.place, release: option("release"))
    }

    private func release(_ node: WrittenNode, _ path: String) -> ReleasePlan? {
        guard case .mapping = node.content else {
            let bare = Vocabulary.release.bare
            guard node.scalar != nil, bare?.meant(by: node) == nil else {
                context.report(
                    .wrongKind(
                        path: path, found: node.kind, expected: "true or \(bare?.mapping(for: node) ?? "a mapping")"),
                    at: node.place)
                return nil
            }
            return context.boolean(node, path) == true ? ReleasePlan() : nil
        }
        guard let reader = MappingReader(node, Vocabulary.release, path: path, in: context) else { return nil }
        var plan = ReleasePlan()
        if let quorum = reader["quorum"].flatMap({ context.share($0, reader.path("quorum")) }) { plan.quorum = quorum }
        if let timeout = reader["timeout"].flatMap({ context.duration($0, reader.path("timeout")) }) {
            plan.timeout = timeout
        }
        plan.gate = reader["gate"].flatMap { context.shownText($0, reader.path("gate")) }
        if let tight = reader["tight"].flatMap({ context.boolean($0, reader.path("tight")) }) { plan.tight = tight }
        if let primed = reader["primed"].flatMap({ context.boolean($0, reader.path("primed")) }) {
            plan.primed = primed
        }
        if let hold = reader["hold"].flatMap({ context.duration($0, reader.path("hold")) }) { plan.hold = hold }
        if plan.tight, plan.primed, let node = reader["primed"] {
            context.report(.tightAndPrimed, at: node.place)
        }
        // Of a shared gate another step may say that it is primed.
        if !plan.primed, plan.gate == nil, let node = reader["hold"] {
            context.report(.holdWithoutPrimed, at: node.place)
        }
        return plan
    }

    /// Reads a number of attempts, or a mapping.
    private func retry(_ node: WrittenNode, _ path: String) -> RetryPlan? {
        var plan = RetryPlan(
            attempts: 3, triggers: [.status(429), .status(503), .kind("connect")], backoff: .seconds(1),
            honourRetryAfter: true)
        guard case .mapping = node.content else {
            if let ours = Vocabulary.retry.bare?.meant(by: node) {
                context.report(
                    .wrongKind(path: path, found: node.kind, expected: "a number of attempts or \(ours)"),
                    at: node.place)
                return nil
            }
            guard let attempts = context.integer(node, path, 1...100) else { return nil }
            plan.attempts = attempts
            return plan
        }
        guard let reader = MappingReader(node, Vocabulary.retry, path: path, in: context) else { return nil }
        if let attempts = reader["attempts"].flatMap({ context.integer($0, reader.path("attempts"), 1...100) }) {
            plan.attempts = attempts
        }
        if let triggers = reader["for"] {
            plan.triggers = context.list(triggers).compactMap { trigger($0, reader.path("for")) }
        }
        if let backoff = reader["backoff"].flatMap({ context.duration($0, reader.path("backoff")) }) {
            plan.backoff = backoff
        }
        if let node = reader["interval"] {
            if reader["backoff"] != nil {
                context.report(.oneOf(["backoff", "interval"], section: "in retry"), at: node.place)
            }
            plan.interval = context.duration(node, reader.path("interval"))
        }
        if let honours = reader["honour-retry-after"].flatMap({
            context.boolean($0, reader.path("honour-retry-after"))
        }) {
            plan.honourRetryAfter = honours
        }
        return plan
    }

    /// Reads a status, or a kind of failure that a retry can help with.
    private func trigger(_ node: WrittenNode, _ path: String) -> RetryPlan.Trigger? {
        guard let plain = context.plainText(node, path, expected: "statuses and kinds of failure") else { return nil }
        if WholeNumber.digits(of: plain.text) != nil {
            guard let status = Int(plain.text), (100...599).contains(status) else {
                context.report(.badStatus(path: path, found: plain.found), at: node.place)
                return nil
            }
            return .status(status)
        }
        let kinds = Vocabulary.retryKinds
        guard kinds.contains(plain.text) else {
            context.report(
                .unknownWord(
                    path: path, found: plain.found, nearest: NearestName.of(plain.found, among: kinds),
                    known: ["a status such as 503"] + kinds),
                at: node.place)
            return nil
        }
        return .kind(plain.text)
    }
}
