// The steps one by one: their own options, and those that all have.
import PlatformContract

extension JourneySection {
    /// A step from its draft.
    func read(_ draft: Draft, name: String) -> Step? {
        guard let action = action(draft) else { return nil }
        let options = draft.options
        func option(_ key: String) -> WrittenNode? { options.section.keys.contains(key) ? options[key] : nil }
        let line = if case .file(let line, _) = draft.place { line } else { 0 }
        var plan = StepPlan(name: name, action: action, line: line)
        if let node = option("release") { plan.release = release(node, options.path("release")) }
        // In `release` and elsewhere `timeout` is read by whoever has it; a pause has none of its own.
        if let timeout = option("timeout").flatMap({ context.duration($0, options.path("timeout")) }) {
            plan.timeout = timeout
        }
        if let node = option("retry") { plan.retry = retry(node, options.path("retry")) }
        if let node = option("when") { plan.when = ConditionText(context: context).read(node) }
        if let node = option("check") {
            plan.checks = context.list(node).compactMap { CheckText(context: context).read($0) }
        }
        return Step(plan: plan, place: draft.place)
    }

    private func action(_ draft: Draft) -> StepAction? {
        let options = draft.options
        if draft.verb == "pause" { return pause(draft) }
        if let argument = draft.argument {
            context.report(
                .wrongKind(path: options.path(draft.verb), found: argument.kind, expected: "a mapping of options"),
                at: argument.place)
            return nil
        }
        switch draft.verb {
        case "token": return .token(token(options))
        case "generate-access": return .generateAccess(access(options))
        case "enter-room":
            return .enterRoom(
                EntryPlan(
                    link: options["link"].flatMap { link($0, options.path("link")) },
                    openOnly: options["open-only"].flatMap { context.boolean($0, options.path("open-only")) } ?? false))
        default: return .leaveRoom
        }
    }

    /// A link into a room. Its host is looked at as far as it is known before the journey.
    private func link(_ node: WrittenNode, _ path: String) -> Template? {
        guard let template = context.template(node, path) else { return nil }
        var text = ""
        for segment in template.segments {
            switch segment {
            case .literal(let literal): text += literal
            case .secret(let secret): text += secret.revealed
            // Any word stands for a name, and a number where a port may be.
            case .name: text += text.hasSuffix(":") ? "1" : "x"
            }
        }
        // What begins with a name (`${target.web}/…`) has its scheme from there.
        let beginsWithName = if case .name? = template.segments.first { true } else { false }
        if !beginsWithName {
            do throws(WebAddress.Fault) {
                _ = try WebAddress(text)
            } catch {
                context.report(
                    .badAddress(path: path, found: WebAddress.shown(node.scalar ?? ""), error), at: node.place)
            }
        }
        return context.hidingQuery(template)
    }

    private func token(_ options: MappingReader) -> TokenPlan {
        let grant = options["grant"].flatMap { context.word($0, options.path("grant"), as: TokenPlan.Grant.self) }
        var plan = TokenPlan(grant: grant ?? .password)
        if let node = options["username"] {
            // Two words stand for what is used most; anything else is a text.
            switch node.scalar {
            case "email": plan.username = Template(segments: [.name(.participantEmail, default: nil)])
            case "name": plan.username = Template(segments: [.name(.participantName, default: nil)])
            default:
                if let template = context.template(node, options.path("username")) { plan.username = template }
            }
        }
        if let node = options["password"],
            let template = context.template(node, options.path("password"), isSecret: true)
        {
            plan.password = template
        }
        return plan
    }

    private func access(_ options: MappingReader) -> AccessPlan {
        var plan = AccessPlan()
        if let granter = options["as"].flatMap({
            context.word($0, options.path("as"), as: AccessPlan.Granter.self)
        }) {
            plan.granter = granter
        }
        plan.role = options["role"].flatMap { context.word($0, options.path("role"), as: Role.self)?.rawValue }
        plan.ttlSeconds = options["ttl"].flatMap { ttl($0, options.path("ttl")) }
        plan.permanent = options["permanent"].flatMap { context.boolean($0, options.path("permanent")) }
        func template(_ key: String) -> Template? {
            options[key].flatMap { context.template($0, options.path(key)) }
        }
        if let id = template("external-user-id") { plan.externalUserID = id }
        if let space = template("space") { plan.space = space }
        if let room = template("room") { plan.room = room }
        return plan
    }

    /// A duration, or a number of seconds as the platform has it.
    private func ttl(_ node: WrittenNode, _ path: String) -> Int? {
        guard let plain = context.plainText(node, path, expected: "a duration such as 1h") else { return nil }
        if WholeNumber.digits(of: plain.text) != nil {
            return context.integer(node, path, 1...Int(DurationText.longest.components.seconds))
        }
        guard let duration = context.duration(node, path) else { return nil }
        guard duration.components.attoseconds == 0 else {
            context.report(.notWholeSeconds(path: path, found: plain.found), at: node.place)
            return nil
        }
        return Int(duration.components.seconds)
    }

    // MARK: Pause

    private enum Distribution: String, CaseIterable {
        case exponential
    }

    private func pause(_ draft: Draft) -> StepAction? {
        let options = draft.options
        guard let argument = draft.argument else {
            guard let mean = options["mean"] else {
                context.report(
                    .missingKey("mean", section: options.section.place, example: "pause: 30s"), at: draft.place)
                return nil
            }
            if let node = options["distribution"] {
                _ = context.word(node, options.path("distribution"), as: Distribution.self)
            }
            return context.duration(mean, options.path("mean")).map { .pause(.exponential(mean: $0)) }
        }
        guard let plain = context.plainText(argument, "pause", expected: "a duration such as 30s") else { return nil }
        for key in ["mean", "distribution"] {
            if let node = options[key] {
                context.report(.badPause(found: "\(plain.found) with \(key)"), at: node.place)
                return nil
            }
        }
        guard let dots = plain.text.ranges(of: "..").first else {
            return context.duration(argument, "pause").map { .pause(.fixed($0)) }
        }
        let ends = [plain.text[..<dots.lowerBound].trimmed, plain.text[dots.upperBound...].trimmed]
        // From nothing at all is allowed here.
        let least = DurationText.parse(ends[0])
        guard let least, let most = DurationText.parse(ends[1]), most <= DurationText.longest else {
            context.report(.badPause(found: plain.found), at: argument.place)
            return nil
        }
        guard least < most else {
            context.report(.pauseReversed(found: plain.found), at: argument.place)
            return nil
        }
        return .pause(.uniform(least, most))
    }

    // MARK: What all steps have

    private func release(_ node: WrittenNode, _ path: String) -> ReleasePlan? {
        guard case .mapping = node.content else {
            guard node.scalar != nil else {
                context.report(
                    .wrongKind(path: path, found: node.kind, expected: "true or { quorum: 95%, timeout: 30s }"),
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
        if let tight = reader["tight"].flatMap({ context.boolean($0, reader.path("tight")) }) { plan.tight = tight }
        return plan
    }

    /// A number of attempts, or a mapping.
    private func retry(_ node: WrittenNode, _ path: String) -> RetryPlan? {
        var plan = RetryPlan(
            attempts: 3, triggers: [.status(429), .status(503), .kind("connect")], backoff: .seconds(1),
            honourRetryAfter: true)
        guard case .mapping = node.content else {
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
        if let honours = reader["honour-retry-after"].flatMap({
            context.boolean($0, reader.path("honour-retry-after"))
        }) {
            plan.honourRetryAfter = honours
        }
        return plan
    }

    /// A status, or a kind of failure for which another attempt can help.
    private func trigger(_ node: WrittenNode, _ path: String) -> RetryPlan.Trigger? {
        guard let plain = context.plainText(node, path, expected: "statuses and kinds of failure") else { return nil }
        if WholeNumber.digits(of: plain.text) != nil {
            guard let status = Int(plain.text), (100...599).contains(status) else {
                context.report(.badStatus(path: path, found: plain.found), at: node.place)
                return nil
            }
            return .status(status)
        }
        let kinds = ["resolve", "connect", "tls", "timeout", "reset", "protocol"]
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
