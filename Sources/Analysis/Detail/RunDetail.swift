// What a report shows beyond the summary's figures: who was where, when each first request left, what single people saw.
//
// Everything here has a bounded size, whatever the crowd and however long the run: a report of 10,000 participants is
// hardly larger than one of 500. Times are milliseconds. Times "since T0" are counted from the crowd's T0, as in
// `Summary.Admission`; they are negative before it.

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
    package struct Heat: Codable, Hashable, Sendable {
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
}
