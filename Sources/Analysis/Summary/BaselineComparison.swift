// How a run compares with a baseline, as figures: `comparison` in `summary.json`.

extension Summary {
    /// A run beside one or several earlier ones.
    package struct BaselineComparison: Codable, Equatable, Sendable {
        /// What is said of a difference.
        package enum Verdict: String, Codable, Equatable, Sendable {
            /// Worse than chance and tolerance explain.
            case regression
            /// Better than chance and tolerance explain.
            case improvement
            /// Within them.
            case noDifference = "no-difference"
            /// Nothing can be said.
            case tooLittleData = "too-little-data"
        }

        /// An earlier run.
        package struct Baseline: Codable, Equatable, Sendable {
            /// Its id.
            package var id: String
            /// Its scenario's name.
            package var name: String
            /// When it started, ISO 8601 in UTC.
            package var startedAt: String
            /// How many participants were expected.
            package var expected: Int

            /// Creates a baseline.
            package init(id: String, name: String, startedAt: String, expected: Int) {
                self.id = id
                self.name = name
                self.startedAt = startedAt
                self.expected = expected
            }
        }

        /// What a difference must exceed as long as there are fewer than three baselines.
        package struct Tolerance: Codable, Equatable, Sendable {
            /// As a share of the baseline's time, 0 to 1.
            package var share: Double
            /// In milliseconds. A time must exceed both.
            package var milliseconds: Double
            /// Of turnout and failures, in percentage points.
            package var turnoutPoints: Double

            /// Creates a tolerance.
            package init(share: Double = 0.1, milliseconds: Double = 5, turnoutPoints: Double = 2) {
                self.share = share
                self.milliseconds = milliseconds
                self.turnoutPoints = turnoutPoints
            }
        }

        /// One figure of both.
        package struct Row: Codable, Equatable, Sendable {
            /// The unit of a row's figures.
            package enum Unit: String, Codable, Equatable, Sendable {
                case milliseconds
                case share
            }

            /// What an interval rests on.
            package enum Basis: String, Codable, Equatable, Sendable {
                /// The variation of the baselines from run to run.
                case runs
                /// Chance within each storm, as if participants were independent, which they are not: too narrow. From
                /// order statistics, which are what a bootstrap over the participants approximates.
                case withinStorm = "within-storm"
            }

            /// The figure: `turnout`, `failures`, `p50`, `p95`, `p99` and so on.
            package var metric: String
            /// The crowd; nil if the figure is of all crowds.
            package var crowd: String?
            /// The step, or `journey`; nil for the turnout.
            package var step: String?
            /// The unit.
            package var unit: Unit
            /// The baseline's figure: the mean of several; of times the geometric mean.
            package var before: Double?
            /// The new run's.
            package var now: Double?
            /// `now` less `before`.
            package var difference: Double?
            /// The 95 % interval of the difference; nil if there is none.
            package var interval95: [Double]?
            /// What the interval rests on.
            package var basis: Basis?
            /// The smallest change for the worse that would have been found; nil if unknown.
            package var smallestFound: Double?
            /// What is said of it.
            package var verdict: Verdict

            /// Creates a row.
            package init(
                metric: String, crowd: String? = nil, step: String?, unit: Unit, before: Double?, now: Double?,
                difference: Double?, interval95: [Double]?, basis: Basis?, smallestFound: Double?, verdict: Verdict
            ) {
                self.metric = metric
                self.crowd = crowd
                self.step = step
                self.unit = unit
                self.before = before
                self.now = now
                self.difference = difference
                self.interval95 = interval95
                self.basis = basis
                self.smallestFound = smallestFound
                self.verdict = verdict
            }
        }

        /// What is said of all rows together.
        package var verdict: Verdict
        /// The verdict in one sentence.
        package var sentence: String
        /// The earlier runs, oldest first.
        package var baselines: [Baseline]
        /// What a difference had to exceed.
        package var tolerance: Tolerance
        /// The figures: turnout, failures and times of the journey, then those of each step.
        package var rows: [Row]
        /// What limits the comparison, one sentence each: runs that differ and were compared all the same.
        package var warnings: [String]

        /// Creates a comparison.
        package init(
            verdict: Verdict, sentence: String, baselines: [Baseline], tolerance: Tolerance = Tolerance(),
            rows: [Row], warnings: [String] = []
        ) {
            self.verdict = verdict
            self.sentence = sentence
            self.baselines = baselines
            self.tolerance = tolerance
            self.rows = rows
            self.warnings = warnings
        }
    }
}
