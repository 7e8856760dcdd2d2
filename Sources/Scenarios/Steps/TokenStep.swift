// The step `token`: obtains a token (contract section 1).

/// A token step.
package struct TokenPlan: Hashable, Sendable {
    /// OAuth2 grant types.
    package enum Grant: String, CaseIterable, Hashable, Sendable {
        /// The participant's e-mail and password.
        case password
        /// The client's id and secret alone.
        case clientCredentials = "client-credentials"
        /// The refresh token of an earlier token step.
        case refresh
    }

    /// The grant.
    package var grant: Grant
    /// What goes into `username`: by default the e-mail.
    package var username: Template
    /// What goes into `password`.
    package var password: Template

    /// Creates a token step.
    package init(
        grant: Grant, username: Template = Template(segments: [.name(.participantEmail, default: nil)]),
        password: Template = Template(segments: [.name(.participantPassword, default: nil)])
    ) {
        self.grant = grant
        self.username = username
        self.password = password
    }
}

extension TokenPlan: StepKind {
    package var words: String {
        let credentials = ", username \(username.written), password \(password.written)"
        return "token, grant \(grant.rawValue)" + (grant == .password ? credentials : "")
    }

    package var rendered: [String] {
        [
            "  - token:", "      grant: \(grant.rawValue)", "      username: \(YAMLText.template(username))",
            "      password: \(YAMLText.template(password))",
        ]
    }

    package var templates: [Template] { grant == .password ? [username, password] : [] }
    package var contacts: [StepContact] { [.api] }
    package var needsPlatform: Bool { true }
    package var provides: Set<StepProvision> { [.token] }
}

extension TokenPlan: ReadableStep {
    static let section = Section(
        "in token", ["grant", "username", "password"] + Vocabulary.common, holdsSecrets: true,
        bare: BareValue(
            "{ grant: password }", words: ["grant": Grant.allCases.map(\.rawValue), "username": ["email", "name"]]))

    static func read(_ draft: StepDraft, in context: LoadContext) -> StepAction? {
        guard draft.hasNoArgument(in: context) else { return nil }
        let options = draft.options
        let grant = options["grant"].flatMap { context.word($0, options.path("grant"), as: Grant.self) }
        var plan = TokenPlan(grant: grant ?? .password)
        // What no text names.
        var implied: [(name: Template.Name, place: SourceLocation)] = []
        if options["username"].map({ $0.scalar == "email" }) ?? true {
            implied.append((.participantEmail, options["username"]?.place ?? draft.place))
        }
        if options["password"] == nil { implied.append((.participantPassword, draft.place)) }
        if plan.grant == .password {
            for (name, place) in implied {
                if let mistake = context.names.people?.mistake(of: name, isWritten: false) {
                    context.report(mistake, at: place)
                }
            }
        }
        if let node = options["username"] {
            // Two keywords cover the common cases; anything else is a text.
            switch node.scalar {
            case "email": plan.username = Template(segments: [.name(.participantEmail, default: nil)])
            case "name": plan.username = Template(segments: [.name(.participantName, default: nil)])
            default: if let template = draft.template("username", in: context) { plan.username = template }
            }
        }
        if let template = draft.template("password", isSecret: true, in: context) {
            plan.password = template
            if let node = options["password"] { context.warnIfWrittenOut(node, options.path("password")) }
        }
        return .token(plan)
    }

    func mistake(after provided: Set<StepProvision>, platform: PlatformPlan?) -> Mistake? {
        grant == .refresh && !provided.contains(.token) ? .refreshWithoutToken : nil
    }
}
