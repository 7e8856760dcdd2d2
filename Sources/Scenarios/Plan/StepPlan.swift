// What a participant does, step by step: what all steps have in common. What each does is in Steps/.

/// One step of the journey.
package struct StepPlan: Hashable, Sendable {
    /// Its name, unique in the journey: what the author gave, else the kind's word (`token`, `enter-room`), numbered
    /// from the second on (`token 2`).
    package var name: String
    /// What is done.
    package var action: StepAction
    /// The gate before it, if there is one. With `at-once` and no gate in the journey the first step gets one at load.
    package var release: ReleasePlan?
    /// The time limit of each of its requests.
    package var timeout: Duration
    /// Whether failed requests are made again.
    package var retry: RetryPlan?
    /// Only participants of whom this holds walk the step.
    package var when: Condition?
    /// What must hold of the step's last answer; without any, a status of 400 or over fails the step.
    package var checks: [Check]
    /// Where the scenario has it.
    package var line: Int

    /// A step from its parts.
    package init(
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

/// A release gate.
package struct ReleasePlan: Hashable, Sendable {
    /// The share of the expected participants, 0 to 1, whose arrival opens the gate.
    package var quorum: Double
    /// How long after the first arrival the gate opens all the same.
    package var timeout: Duration
    /// Whether the smallest spread is chosen over latencies free of the harness's own delay.
    package var tight: Bool
    /// The gate's own name; steps with the same one, of whichever crowd, share a gate. Nil: a gate of this step alone.
    package var gate: String?

    /// A gate from its parts.
    package init(quorum: Double = 1, timeout: Duration = .seconds(30), tight: Bool = false, gate: String? = nil) {
        self.gate = gate
        self.quorum = quorum
        self.timeout = timeout
        self.tight = tight
    }
}

/// When and how often a request is made again.
package struct RetryPlan: Hashable, Sendable {
    /// What is worth another attempt.
    package enum Trigger: Hashable, Sendable {
        /// An answer with this status.
        case status(Int)
        /// A failure of this kind, written as its word: `connect`, `timeout`, `reset`.
        case kind(String)
    }

    /// Attempts in all, the first included.
    package var attempts: Int
    /// What is worth another attempt.
    package var triggers: [Trigger]
    /// The wait before the second attempt; doubled for each one after it, and drawn between half and the whole.
    package var backoff: Duration
    /// Whether the answer's Retry-After takes the place of the backoff where it is longer.
    package var honourRetryAfter: Bool

    /// A retry rule from its parts.
    package init(attempts: Int, triggers: [Trigger], backoff: Duration, honourRetryAfter: Bool) {
        self.attempts = attempts
        self.triggers = triggers
        self.backoff = backoff
        self.honourRetryAfter = honourRetryAfter
    }
}

/// A comparison of a template with a text.
package struct Condition: Hashable, Sendable {
    /// The left side.
    package var left: Template
    /// Whether equality is asked for, or its opposite.
    package var isEqual: Bool
    /// The right side.
    package var right: Template

    /// A condition from its parts.
    package init(left: Template, isEqual: Bool, right: Template) {
        self.left = left
        self.isEqual = isEqual
        self.right = right
    }
}

/// Operators of checks and thresholds.
package enum Comparison: String, CaseIterable, Hashable, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// Whether it holds between two numbers.
    package func holds(_ left: Double, _ right: Double) -> Bool {
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
package struct Check: Hashable, Sendable {
    /// What is looked at.
    package enum Subject: Hashable, Sendable {
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
    package enum Demand: Hashable, Sendable {
        case exists
        case contains(Template)
        case number(Comparison, Double)
        /// `==` or `!=` with a text.
        case text(isEqual: Bool, Template)
        /// A regular expression (ICU syntax), known to compile.
        case matches(String)
    }

    /// The check as written.
    package var text: String
    /// What is looked at.
    package var subject: Subject
    /// What must hold of it.
    package var demand: Demand

    /// A check from its parts.
    package init(text: String, subject: Subject, demand: Demand) {
        self.text = text
        self.subject = subject
        self.demand = demand
    }
}
