// Figures about the participants: how many arrived and got in, how simultaneous they were, when they were in the room.
package import Measuring

extension Summary {
    /// The figures of one crowd.
    package struct Crowd: Codable, Equatable, Sendable {
        /// Its name; `participants` for the only crowd of a scenario that names none.
        package var name: String
        /// How many arrived, and how many got in.
        package var participants: Participants
        /// When they were in the room.
        package var admission: Admission
        /// Their journey as a whole.
        package var journey: Journey

        /// Creates a crowd.
        package init(name: String, participants: Participants, admission: Admission, journey: Journey) {
            self.name = name
            self.participants = participants
            self.admission = admission
            self.journey = journey
        }
    }

    /// How many arrived, and how many got in.
    package struct Participants: Codable, Equatable, Sendable {
        /// How many were expected.
        package var expected: Int
        /// How many started their journey.
        package var started: Int
        /// How many of these were still active when the run ended, or when its last sign of life was written.
        package var underWay: Int
        /// How many were in the room (or completed a journey that leads into none).
        package var entered: Int
        /// How many had a failed step, before or after they entered.
        package var failed: Int
        /// How many of these had entered before.
        package var failedAfterEntering: Int
        /// Entered over expected, 0 to 1.
        package var turnout: Double
        /// The exact 95 % confidence interval of the turnout (Clopper and Pearson, 1934), which treats participants as
        /// independent trials; nil if the run was cut short or nobody was expected.
        package var turnoutInterval95: [Double]?

        /// Creates counts.
        package init(
            expected: Int, started: Int, underWay: Int = 0, entered: Int, failed: Int, failedAfterEntering: Int = 0,
            turnout: Double, turnoutInterval95: [Double]?
        ) {
            self.underWay = underWay
            self.failedAfterEntering = failedAfterEntering
            self.expected = expected
            self.started = started
            self.entered = entered
            self.failed = failed
            self.turnout = turnout
            self.turnoutInterval95 = turnoutInterval95
        }
    }

    /// One opening of a gate, and how simultaneous the crowd was.
    package struct Release: Codable, Equatable, Sendable {
        /// What was ready when a gate opened.
        package enum Kind: String, Codable, Equatable, Sendable {
            /// Connections were opened after the gate.
            case cold
            /// Connections were already open.
            case warm
            /// All first requests were prepared before the first was sent.
            case tight
            /// All but the last byte of each first request had gone out before T0.
            case primed
        }

        /// The gate's name: that of the step it precedes.
        package var gate: String
        /// The crowd that it held back; nil if several crowds share it, or if that is unknown.
        package var crowd: String?
        /// What was ready at T0; nil if nobody sent anything.
        package var kind: Kind?
        /// T0 as a time of day, ISO 8601 in UTC with milliseconds.
        package var at: String
        /// How many waited when it opened.
        package var waiting: Int
        /// Those who came later, by name. They are not part of the spread.
        package var stragglers: [String]
        /// How many sent their first request; the spread is measured over these.
        package var sent: Int
        /// From T0 to the first bytes of the earliest first request; nil if none was sent.
        package var delayMs: Double?
        /// When each first request's first bytes were handed to the kernel, counted from the earliest of them; nil if
        /// none was sent.
        package var spreadMs: Spread?
        /// When each connection attempt began, counted from the earliest of them; nil if no connection was opened after
        /// the gate.
        package var connectSpreadMs: Spread?
        /// How long a primed gate let those who waited prepare: from then to T0; nil if it was not primed.
        package var primingMs: Double?
        /// Those who were not primed at T0, by cause; empty if the gate was not primed.
        package var unprimed: [Unprimed]

        /// How many of those who waited were primed at T0; 0 if the gate was not primed.
        package var primedCount: Int {
            kind == .primed ? max(0, waiting - unprimed.reduce(0) { $0 + $1.participants.count }) : 0
        }

        /// Those who were not primed for one reason.
        package struct Unprimed: Codable, Equatable, Sendable {
            /// Why.
            package var cause: UnprimedCause
            /// Who, by name.
            package var participants: [String]

            /// Creates the entry of a cause.
            package init(cause: UnprimedCause, participants: [String]) {
                self.cause = cause
                self.participants = participants
            }
        }

        /// Creates a release.
        package init(
            gate: String, crowd: String? = CrowdMetadata.onlyName, kind: Kind? = nil, at: String, waiting: Int,
            stragglers: [String], sent: Int,
            delayMs: Double?, spreadMs: Spread?,
            connectSpreadMs: Spread?, primingMs: Double? = nil, unprimed: [Unprimed] = []
        ) {
            self.gate = gate
            self.crowd = crowd
            self.kind = kind
            self.sent = sent
            self.at = at
            self.waiting = waiting
            self.stragglers = stragglers
            self.delayMs = delayMs
            self.spreadMs = spreadMs
            self.connectSpreadMs = connectSpreadMs
            self.primingMs = primingMs
            self.unprimed = unprimed
        }
    }

    /// How far apart events were, each counted from the earliest. Exact (nearest rank), not from a histogram.
    package struct Spread: Codable, Equatable, Sendable {
        /// The median.
        package var p50: Double
        /// The 99th percentile.
        package var p99: Double
        /// The last event.
        package var max: Double

        /// Creates a spread.
        package init(p50: Double, p99: Double, max: Double) {
            self.p50 = p50
            self.p99 = p99
            self.max = max
        }
    }

    /// The admission curve's quantiles: when a share of the expected participants was in the room, counted from T0.
    package struct Admission: Codable, Equatable, Sendable {
        /// What the times are counted from.
        package enum Since: String, Codable, Equatable, Sendable {
            /// The release of a crowd that came at once.
            case release
            /// The start of arrivals that were spread over time: the times then also reflect when people arrived.
            case arrivals
        }

        /// What the times are counted from.
        package var since: Since
        /// When half of the expected participants were in; nil if never reached.
        package var t50Ms: Double?
        /// When 90 % were in.
        package var t90Ms: Double?
        /// When 99 % were in.
        package var t99Ms: Double?
        /// When the last participant got in; nil if nobody did.
        package var lastMs: Double?
        /// How many of the expected participants never got in.
        package var never: Int

        /// Creates quantiles.
        package init(
            since: Since = .release, t50Ms: Double?, t90Ms: Double?, t99Ms: Double?, lastMs: Double?, never: Int
        ) {
            self.since = since
            self.t50Ms = t50Ms
            self.t90Ms = t90Ms
            self.t99Ms = t99Ms
            self.lastMs = lastMs
            self.never = never
        }
    }

    /// The journey as a whole.
    package struct Journey: Codable, Equatable, Sendable {
        /// Whether it leads into a room; without one, participants who completed it count as entered.
        package var enters: Bool
        /// From the intended start until entered (or completed), without pauses and waits at gates.
        package var responseMs: Distribution

        /// Creates a journey's figures.
        package init(enters: Bool = true, responseMs: Distribution) {
            self.enters = enters
            self.responseMs = responseMs
        }
    }
}
