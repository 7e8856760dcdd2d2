// What a participant does, step by step.

/// One step of the journey.
public struct StepPlan: Hashable, Sendable {
    /// Its name, unique in the journey: what the author gave, else the kind's word (`token`, `enter-room`), numbered
    /// from the second on (`token 2`).
    public var name: String
    /// What is done.
    public var action: StepAction
    /// The gate before it, if there is one. With `at-once` and no gate in the journey the first step gets one at load.
    public var release: ReleasePlan?
    /// The time limit of each of its requests.
    public var timeout: Duration
    /// Whether failed requests are made again.
    public var retry: RetryPlan?
    /// Only participants of whom this holds walk the step.
    public var when: Condition?
    /// What must hold of the step's last answer; without any, a status of 400 or over fails the step.
    public var checks: [Check]
    /// Where the scenario has it.
    public var line: Int

    /// A step from its parts.
    public init(
        name: String, action: StepAction, release: ReleasePlan? = nil, timeout: Duration = .seconds(30),
        retry: RetryPlan? = nil, when: Condition? = nil, checks: [Check] = [], line: Int = 0
    ) {
        self.name = name
        self.action = action
        self.release = release
        self.timeout = timeout
        self.retry = retry
        self.when = when
        self.checks = checks
        self.line = line
    }
}

/// What a step does.
public enum StepAction: Hashable, Sendable {
    /// Obtains a token.
    case token(TokenPlan)
    /// Has access to the room granted.
    case generateAccess(AccessPlan)
    /// Opens the access link and joins.
    case enterRoom(EntryPlan)
    /// Leaves the room.
    case leaveRoom
    /// Does nothing for a while.
    case pause(PausePlan)
    /// Requests one address with GET (`run URL`).
    case get(Template)
}

/// A token step.
public struct TokenPlan: Hashable, Sendable {
    /// OAuth2 grant types.
    public enum Grant: String, CaseIterable, Hashable, Sendable {
        /// The participant's e-mail and password.
        case password
        /// The client's id and secret alone.
        case clientCredentials = "client-credentials"
        /// The refresh token of an earlier token step.
        case refresh
    }

    /// The grant.
    public var grant: Grant
    /// What goes into `username`: by default the e-mail.
    public var username: Template
    /// What goes into `password`.
    public var password: Template

    /// A token step from its parts.
    public init(
        grant: Grant, username: Template = Template(segments: [.name(.participantEmail, default: nil)]),
        password: Template = Template(segments: [.name(.participantPassword, default: nil)])
    ) {
        self.grant = grant
        self.username = username
        self.password = password
    }
}

/// A generate-access step.
public struct AccessPlan: Hashable, Sendable {
    /// Whose token grants.
    public enum Granter: String, CaseIterable, Hashable, Sendable {
        /// The host's, obtained by setup.
        case host
        /// The participant's own, obtained by an earlier token step.
        case participant
    }

    /// Whose token grants.
    public var granter: Granter
    /// `user` or `moderator`; nil: the participant's own role.
    public var role: String?
    /// Seconds that the link lives; nil: the platform's default.
    public var ttlSeconds: Int?
    /// Whether the link may be opened again; nil: the platform's default.
    public var permanent: Bool?
    /// The integrator's id of the person.
    public var externalUserID: Template
    /// The space in the path.
    public var space: Template
    /// The room in the path.
    public var room: Template

    /// A generate-access step from its parts.
    public init(
        granter: Granter = .host, role: String? = nil, ttlSeconds: Int? = nil, permanent: Bool? = nil,
        externalUserID: Template = Template(segments: [.name(.participantExternalUserID, default: nil)]),
        space: Template = Template(segments: [.name(.spaceID, default: nil)]),
        room: Template = Template(segments: [.name(.roomID, default: nil)])
    ) {
        self.granter = granter
        self.role = role
        self.ttlSeconds = ttlSeconds
        self.permanent = permanent
        self.externalUserID = externalUserID
        self.space = space
        self.room = room
    }
}

/// An enter-room step.
public struct EntryPlan: Hashable, Sendable {
    /// The link; nil: that of the last generate-access, else the room's plain address for an account of the platform.
    public var link: Template?
    /// Whether only the room page is opened, without the calls behind it.
    public var openOnly: Bool

    /// An enter-room step from its parts.
    public init(link: Template? = nil, openOnly: Bool = false) {
        self.link = link
        self.openOnly = openOnly
    }
}

/// How long a pause lasts.
public enum PausePlan: Hashable, Sendable {
    /// Always the same.
    case fixed(Duration)
    /// Any time between the two, equally likely.
    case uniform(Duration, Duration)
    /// Exponentially distributed about a mean.
    case exponential(mean: Duration)
}

/// A release gate.
public struct ReleasePlan: Hashable, Sendable {
    /// The share of the expected participants, 0 to 1, whose arrival opens the gate.
    public var quorum: Double
    /// How long after the first arrival the gate opens all the same.
    public var timeout: Duration
    /// Whether the smallest spread is chosen over latencies free of the harness's own delay.
    public var tight: Bool
    /// The gate's own name; steps with the same one, of whichever crowd, share a gate. Nil: a gate of this step alone.
    public var gate: String?

    /// A gate from its parts.
    public init(quorum: Double = 1, timeout: Duration = .seconds(30), tight: Bool = false, gate: String? = nil) {
        self.gate = gate
        self.quorum = quorum
        self.timeout = timeout
        self.tight = tight
    }
}

/// When and how often a request is made again.
public struct RetryPlan: Hashable, Sendable {
    /// What is worth another attempt.
    public enum Trigger: Hashable, Sendable {
        /// An answer with this status.
        case status(Int)
        /// A failure of this kind, written as its word: `connect`, `timeout`, `reset`.
        case kind(String)
    }

    /// Attempts in all, the first included.
    public var attempts: Int
    /// What is worth another attempt.
    public var triggers: [Trigger]
    /// The wait before the second attempt; doubled for each one after it, and drawn between half and the whole.
    public var backoff: Duration
    /// Whether the answer's Retry-After takes the place of the backoff where it is longer.
    public var honourRetryAfter: Bool

    /// A retry rule from its parts.
    public init(attempts: Int, triggers: [Trigger], backoff: Duration, honourRetryAfter: Bool) {
        self.attempts = attempts
        self.triggers = triggers
        self.backoff = backoff
        self.honourRetryAfter = honourRetryAfter
    }
}

/// A comparison of a template with a text.
public struct Condition: Hashable, Sendable {
    /// The left side.
    public var left: Template
    /// Whether equality is asked for, or its opposite.
    public var isEqual: Bool
    /// The right side.
    public var right: Template

    /// A condition from its parts.
    public init(left: Template, isEqual: Bool, right: Template) {
        self.left = left
        self.isEqual = isEqual
        self.right = right
    }
}

/// Operators of checks and thresholds.
public enum Comparison: String, CaseIterable, Hashable, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// Whether it holds between two numbers.
    public func holds(_ left: Double, _ right: Double) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}

/// What must hold of an answer.
public struct Check: Hashable, Sendable {
    /// What is looked at.
    public enum Subject: Hashable, Sendable {
        case status
        /// From the request's intended start to its end, in milliseconds.
        case time
        /// The body's size in bytes.
        case size
        case body
        case header(String)
        case cookie(String)
        /// An RFC 6901 pointer.
        case json(String)
    }

    /// What must hold of it.
    public enum Demand: Hashable, Sendable {
        case exists
        case contains(Template)
        case number(Comparison, Double)
        /// `==` or `!=` with a text.
        case text(isEqual: Bool, Template)
        /// A regular expression (ICU syntax), known to compile.
        case matches(String)
    }

    /// The check as written.
    public var text: String
    /// What is looked at.
    public var subject: Subject
    /// What must hold of it.
    public var demand: Demand

    /// A check from its parts.
    public init(text: String, subject: Subject, demand: Demand) {
        self.text = text
        self.subject = subject
        self.demand = demand
    }
}
