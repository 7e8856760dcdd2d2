// What a report shows beyond the summary's figures: who was where, when each first request left, what single people saw.
//
// Everything here has a bounded size, whatever the crowd and however long the run: a report of 10,000 participants is
// hardly larger than one of 500. Times are milliseconds. Times "since T0" are counted from the crowd's T0, as in
// `Summary.Admission`; they are negative before it.
package import Measuring

/// A run in detail. Made from the run file, so that a report can be made again at any time.
package struct RunDetail: Sendable {
    /// Up to how many single events are listed; more are only counted.
    package static let mostSingle = 200
    /// The most columns of counts over a crowd's time.
    package static let mostColumns = 120

    /// The scenario as it was run, without secrets.
    package var scenario: String
    /// Versions and machine, by name.
    package var environment: [String: String]
    /// In the order of `Summary.crowds`.
    package var crowds: [Crowd]
    /// In the order of `Summary.releases`.
    package var releases: [Release]
    /// In the order of `Summary.steps`.
    package var steps: [Step]
    /// In the order of `Summary.failures`.
    package var failures: [Failures]
    /// What single people saw: at most four for each crowd, or everyone in a crowd of ten or fewer. By crowd, and then
    /// in the order of `Journey.Role`, or by number. Nobody is shown twice.
    package var journeys: [Journey]

    /// Creates details.
    package init(
        scenario: String = "", environment: [String: String] = [:], crowds: [Crowd] = [], releases: [Release] = [],
        steps: [Step] = [], failures: [Failures] = [], journeys: [Journey] = []
    ) {
        self.scenario = scenario
        self.environment = environment
        self.crowds = crowds
        self.releases = releases
        self.steps = steps
        self.failures = failures
        self.journeys = journeys
    }
}

extension RunDetail {
    /// Counts in columns of equal width.
    package struct Bins: Hashable, Sendable {
        /// Where the first column begins.
        package var firstMs: Double
        /// The width of a column: 1, 2 or 5 times a power of ten.
        package var widthMs: Double
        /// The columns' counts.
        package var counts: [Int]

        /// Creates columns.
        package init(firstMs: Double, widthMs: Double, counts: [Int]) {
            self.firstMs = firstMs
            self.widthMs = widthMs
            self.counts = counts
        }
    }

    /// A crowd over time.
    package struct Crowd: Sendable {
        /// Its name.
        package var name: String
        /// When the first thing happened that its charts show, since T0: 0, or the first failure if that was earlier.
        package var firstMs: Double
        /// When the last thing happened, since T0: an entry, a failure, the end of a journey that led nowhere, or the end
        /// of the run for those who were under way.
        package var lastMs: Double
        /// Where its people were; empty for a looping crowd, which has no common start, and for a journey of more than
        /// 128 steps.
        package var whereabouts: Whereabouts
        /// The same from T0 until half as long again as it took 90 % of those expected to enter (or the last one, if
        /// fewer did), if that is early: in the first fifth of the crowd's time. It has the same states. Otherwise nil, as
        /// where nobody entered.
        package var beginning: Whereabouts?
        /// When those who started should have, and when they did, since T0, in the same columns: for arrivals over time.
        /// Nil for a crowd that came at once, and for a looping one, which has no schedule.
        package var starts: (planned: Bins, actual: Bins)?

        /// Creates a crowd.
        package init(
            name: String, firstMs: Double, lastMs: Double, whereabouts: Whereabouts, beginning: Whereabouts? = nil,
            starts: (planned: Bins, actual: Bins)? = nil
        ) {
            self.name = name
            self.firstMs = firstMs
            self.lastMs = lastMs
            self.whereabouts = whereabouts
            self.beginning = beginning
            self.starts = starts
        }
    }

    /// How many people were in each state at equally spaced instants.
    package struct Whereabouts: Hashable, Sendable {
        /// What a person is doing.
        package enum State: Hashable, Sendable {
            /// Expected, and not started: waiting at a gate, or not yet arrived.
            case before
            /// In a step of the crowd's journey, waits for its answer included; pauses are part of the step before them.
            case step(String)
            /// Has entered the room, or completed a journey that leads into none. Whoever entered stays here, whatever
            /// comes after.
            case entered
            /// A step failed, and the journey ended there.
            case failed
            /// The journey ended without a failure, and without entering the room into which it leads.
            case ended
        }

        /// The most instants.
        package static let mostInstants = 240
        /// The most steps that are told apart.
        package static let mostSteps = 128

        /// Nothing known.
        package static let empty = Whereabouts(firstMs: 0, stepMs: 1, states: [], counts: [], spentMs: [])

        /// The first instant, since T0.
        package var firstMs: Double
        /// The distance between two instants.
        package var stepMs: Double
        /// The states, in the order of the journey: `before` and `entered`, and those in which somebody was.
        package var states: [State]
        /// For each instant, how many people were in each of `states`. The first instant is before anything happened,
        /// the last one not before the last thing that did.
        package var counts: [[Int]]
        /// How long all people together were in each of `states`, up to the last instant. Exact, unlike a sum of counts.
        package var spentMs: [Double]

        /// Creates counts.
        package init(firstMs: Double, stepMs: Double, states: [State], counts: [[Int]], spentMs: [Double]) {
            self.firstMs = firstMs
            self.stepMs = stepMs
            self.states = states
            self.counts = counts
            self.spentMs = spentMs
        }
    }

    /// One opening of a gate.
    package struct Release: Hashable, Sendable {
        /// The most columns of counts.
        package static let mostColumns = 40

        /// The gate's name.
        package var gate: String
        /// When each first request was sent, counted from the earliest, sorted; empty if there are more than 200.
        package var sentMs: [Double]
        /// The same as counts: at most 40 columns, and at least 16 unless times of a microsecond's precision forbid it.
        package var sent: Bins

        /// Creates an opening.
        package init(gate: String, sentMs: [Double], sent: Bins) {
            self.gate = gate
            self.sentMs = sentMs
            self.sent = sent
        }
    }

    /// A step over time.
    package struct Step: Hashable, Sendable {
        /// One execution.
        package struct Execution: Hashable, Sendable {
            /// When it was to start, since T0.
            package var startMs: Double
            /// From then to its end.
            package var responseMs: Double
            /// Whether it failed.
            package var failed: Bool

            /// Creates an execution.
            package init(startMs: Double, responseMs: Double, failed: Bool) {
                self.startMs = startMs
                self.responseMs = responseMs
                self.failed = failed
            }
        }

        /// Single executions if there are fewer than 200, by their start; otherwise empty.
        package var executions: [Execution]
        /// Successes by when they were to start and how long they took, in at most 120 columns; nil with fewer than 200
        /// executions, or without a success.
        package var heat: Heat?

        /// Creates a step.
        package init(executions: [Execution] = [], heat: Heat? = nil) {
            self.executions = executions
            self.heat = heat
        }
    }

    /// Successes of a step, counted in cells of start and response time.
    package struct Heat: Hashable, Sendable {
        /// How many rows a decade of response times has.
        package static let rowsPerDecade = 8

        /// Where the first column begins, since T0.
        package var firstMs: Double
        /// The width of a column: 1, 2 or 5 times a power of ten.
        package var widthMs: Double
        /// Row r holds response times of 10^(r / 8) ms up to 10^((r + 1) / 8) ms; this is r of `columns[…][0]`, and may
        /// be negative.
        package var lowestRow: Int
        /// Counts, by column and then row, the lowest first. All columns have the same number of rows.
        package var columns: [[Int]]

        /// Creates cells.
        package init(firstMs: Double, widthMs: Double, lowestRow: Int, columns: [[Int]]) {
            self.firstMs = firstMs
            self.widthMs = widthMs
            self.lowestRow = lowestRow
            self.columns = columns
        }
    }

    /// When the failures of one group happened.
    package struct Failures: Hashable, Sendable {
        /// The crowd whose step failed.
        package var crowd: String
        /// When the first and the last one ended.
        package var firstMs: Double
        package var lastMs: Double
        /// When each one ended, since T0 of its crowd, sorted; empty if there are more than 200.
        package var atMs: [Double]
        /// The same as counts. The columns are those of the crowd's time, of which they are a part.
        package var bins: Bins

        /// Creates times.
        package init(crowd: String, firstMs: Double, lastMs: Double, atMs: [Double], bins: Bins) {
            self.crowd = crowd
            self.firstMs = firstMs
            self.lastMs = lastMs
            self.atMs = atMs
            self.bins = bins
        }
    }

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
                phases: Phases, status: Int?, failure: FailureKind?
            ) {
                self.step = step
                self.endpoint = endpoint
                self.attempt = attempt
                self.intendedMs = intendedMs
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
