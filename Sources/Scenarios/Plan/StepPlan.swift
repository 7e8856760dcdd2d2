// What a participant does, step by step: what all steps have in common. Steps/ has what each one does.
package import Extracting

/// One step of the journey.
package struct StepPlan: Hashable, Sendable {
    /// Its name, unique in the journey: the author's, or else the word for the kind of step (`token`, `enter-room`),
    /// numbered from the second one on (`token 2`).
    package var name: String
    /// What is done.
    package var action: StepAction
    /// The gate before it, if any. With `at-once` and no gate in the journey, the first step gets one at load.
    package var release: ReleasePlan?
    /// The time limit of each of its requests.
    package var timeout: Duration
    /// Whether failed requests are retried.
    package var retry: RetryPlan?
    /// The step runs only for participants who meet this condition.
    package var when: Condition?
    /// What must hold of the step's last response. A status of 400 or above fails the step unless a check is on the
    /// status; other checks add to that rule.
    package var checks: [Check]
    /// Its line in the scenario.
    package var line: Int

    /// Creates a step.
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

extension StepPlan {
    /// The names of the values that it extracts and that must never be written.
    package var secretExtractions: [String] {
        guard case .request(let request) = action else { return [] }
        return request.extractions.filter(\.isSecret).map(\.name)
    }
}

/// A release gate.
package struct ReleasePlan: Hashable, Sendable {
    /// The gate opens when this share of the expected participants, 0 to 1, has arrived at it.
    package var quorum: Double
    /// The gate opens this long after the first arrival even without a quorum.
    package var timeout: Duration
    /// Whether to minimise the spread, even if latencies then include the harness's own delay.
    package var tight: Bool
    /// Whether connection, TLS handshake and all but the last byte of each first request go before the release.
    package var primed: Bool
    /// How long a primed gate then waits until all are ready.
    package var hold: Duration
    /// The gate's name. Steps with the same gate name, of any crowd, share the gate. Nil: a gate for this step alone.
    package var gate: String?

    /// Creates a gate.
    package init(
        quorum: Double = 1, timeout: Duration = .seconds(30), tight: Bool = false, primed: Bool = false,
        hold: Duration = usualHold, gate: String? = nil
    ) {
        self.gate = gate
        self.quorum = quorum
        self.timeout = timeout
        self.tight = tight
        self.primed = primed
        self.hold = hold
    }

    /// How long a primed gate waits by default.
    package static let usualHold = Duration.seconds(15)
}

/// When and how often a request is retried.
package struct RetryPlan: Hashable, Sendable {
    /// What triggers another attempt.
    package enum Trigger: Hashable, Sendable {
        /// A response with this status.
        case status(Int)
        /// A failure of this kind, written as its word: `connect`, `timeout`, `reset`.
        case kind(String)
    }

    /// The number of attempts, including the first.
    package var attempts: Int
    /// What triggers another attempt.
    package var triggers: [Trigger]
    /// The wait before the second attempt. It doubles for each further one and is drawn between half and all of that.
    package var backoff: Duration
    /// The same wait before each further attempt, for polling an outcome; nil: `backoff`.
    package var interval: Duration?
    /// Whether Retry-After replaces the backoff where it is longer.
    package var honourRetryAfter: Bool

    /// Creates a retry rule.
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
    /// Whether the sides must be equal, or must differ.
    package var isEqual: Bool
    /// The right side.
    package var right: Template

    /// Creates a condition.
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

    /// What an operator of other languages means: `=`, `=>`, `<>`.
    static func meant(by symbol: String) -> Comparison? {
        switch symbol {
        case "=", "===": .equal
        case "<>", "!==", "=!": .notEqual
        case "=<": .lessOrEqual
        case "=>": .greaterOrEqual
        default: nil
        }
    }

    /// The comparison that holds exactly where this one does not.
    var opposite: Comparison {
        switch self {
        case .equal: .notEqual
        case .notEqual: .equal
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        }
    }

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

/// What must hold of a response.
package struct Check: Hashable, Sendable {
    /// What is examined.
    package enum Subject: Hashable, Sendable {
        case status
        /// From the request's intended start to its end, in milliseconds.
        case time
        /// The body's size in bytes.
        case size
        case body
        case header(String)
        case cookie(String)
        /// A value of the body's JSON.
        case json(JSONPointer)
    }

    /// The requirement.
    package enum Demand: Hashable, Sendable {
        case exists
        case contains(Template)
        case number(Comparison, Double)
        /// `==` or `!=` with a text.
        case text(isEqual: Bool, Template)
        /// A regular expression.
        case matches(Pattern)
    }

    /// The check as written.
    package var text: String
    /// What is examined.
    package var subject: Subject
    /// The requirement.
    package var demand: Demand

    /// Creates a check.
    package init(text: String, subject: Subject, demand: Demand) {
        self.text = text
        self.subject = subject
        self.demand = demand
    }
}
