// What single people saw, request by request.
package import Measuring

extension RunDetail {
    /// What one person saw.
    package struct Journey: Hashable, Sendable {
        /// Why this person is shown.
        package enum Role: Int, Hashable, Sendable, CaseIterable {
            /// Half of those who entered were faster.
            case median
            /// 95 % of those who entered were faster.
            case p95
            /// The slowest who entered.
            case slowest
            /// The first whose journey failed.
            case firstFailed
            /// One of ten or fewer.
            case one
        }

        /// One request.
        package struct Request: Hashable, Sendable {
            /// The step that it belongs to.
            package var step: String
            /// What was requested: an endpoint of the platform, or the step's name.
            package var endpoint: String
            /// 1 for the first attempt.
            package var attempt: Int
            /// When it was to start, since T0.
            package var intendedMs: Double
            /// Whether it is the first behind a gate, which held the person back until then.
            package var isBehindGate: Bool
            /// When it did start.
            package var startMs: Double
            /// When it ended.
            package var endMs: Double
            /// How its time was spent. What libcurl does not tell is nil.
            package var phases: Phases
            /// The status of the response.
            package var status: Int?
            /// Why it failed; nil if it succeeded.
            package var failure: FailureKind?

            /// Creates a request.
            package init(
                step: String, endpoint: String, attempt: Int, intendedMs: Double, startMs: Double, endMs: Double,
                isBehindGate: Bool = false,
                phases: Phases, status: Int?, failure: FailureKind?
            ) {
                self.step = step
                self.endpoint = endpoint
                self.attempt = attempt
                self.intendedMs = intendedMs
                self.isBehindGate = isBehindGate
                self.startMs = startMs
                self.endMs = endMs
                self.phases = phases
                self.status = status
                self.failure = failure
            }
        }

        /// Why this person is shown.
        package var role: Role
        /// The person's number.
        package var participant: Int
        /// The crowd.
        package var crowd: String
        /// When the person was in the room, since T0; nil if never.
        package var enteredMs: Double?
        /// How the journey ended.
        package var ending: ParticipantSample.Ending
        /// The requests, by their start: the first 60.
        package var requests: [Request]
        /// How many more there are.
        package var omitted: Int

        /// Creates a journey.
        package init(
            role: Role, participant: Int, crowd: String, enteredMs: Double?, ending: ParticipantSample.Ending,
            requests: [Request], omitted: Int = 0
        ) {
            self.role = role
            self.participant = participant
            self.crowd = crowd
            self.enteredMs = enteredMs
            self.ending = ending
            self.requests = requests
            self.omitted = omitted
        }
    }
}
