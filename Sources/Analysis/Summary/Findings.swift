// The findings of a run: failures, thresholds, the generator.
package import Measuring

extension Summary {
    /// Failures of one step that look alike: same kind, status and diagnosis.
    package struct FailureGroup: Codable, Equatable, Sendable {
        /// The step that failed.
        package var step: String
        /// The crowd whose journey it belongs to.
        package var crowd: String
        /// The kind of failure.
        package var kind: FailureKind
        /// The HTTP status; nil if there was no response.
        package var status: Int?
        /// How many executions of the step failed like this.
        package var count: Int
        /// The cause; if unknown, what was observed.
        package var cause: String
        /// What to do about it; nil if unknown.
        package var remedy: String?
        /// The first of them, in seconds since the start of the arrivals.
        package var firstAtSeconds: Double
        /// The last of them.
        package var lastAtSeconds: Double
        /// The first ten of the participants affected, by number.
        package var participants: [String]

        /// Creates a group.
        package init(
            step: String, crowd: String = CrowdMetadata.onlyName, kind: FailureKind, status: Int?, count: Int,
            cause: String, remedy: String?,
            firstAtSeconds: Double, lastAtSeconds: Double, participants: [String]
        ) {
            self.step = step
            self.crowd = crowd
            self.kind = kind
            self.status = status
            self.count = count
            self.cause = cause
            self.remedy = remedy
            self.firstAtSeconds = firstAtSeconds
            self.lastAtSeconds = lastAtSeconds
            self.participants = participants
        }
    }

    /// A threshold and its result.
    package struct ThresholdResult: Codable, Equatable, Sendable {
        /// The threshold as written.
        package var expression: String
        /// The measured value, in the unit of the metric (milliseconds, a count, a share of 0 to 1, a rate per second);
        /// nil if there was no sample to measure, and then the threshold has failed.
        package var actual: Double?
        /// The value it is compared with, in the same unit; nil if unknown.
        package var bound: Double?
        /// Whether it held.
        package var passed: Bool
        /// What is compared: `p95`, `mean`, `max`, `rate`, `failures`, `turnout`, `spread` or `admission`.
        package var metric: String?
        /// The crowd that it is about: the one that it names, or that of its step; nil if it is about all.
        package var crowd: String?
        /// The step that it is about; nil if it is about journeys or about all steps.
        package var step: String?
        /// Whether it is about a percentile with fewer than ten samples beyond it: too few to rely on.
        package var thin: Bool

        /// Creates a result.
        package init(
            expression: String, actual: Double?, bound: Double? = nil, passed: Bool, metric: String? = nil,
            crowd: String? = nil, step: String? = nil, thin: Bool = false
        ) {
            self.bound = bound
            self.expression = expression
            self.actual = actual
            self.passed = passed
            self.metric = metric
            self.crowd = crowd
            self.step = step
            self.thin = thin
        }
    }

    /// How the generator did. Its figures are nil if nothing was recorded of it.
    package struct Generator: Codable, Equatable, Sendable {
        /// The judgement.
        package var verdict: GeneratorReport.Verdict
        /// Why it is not `ok`, one sentence each.
        package var reasons: [String]
        /// CPU time of the harness process.
        package var cpuSeconds: Double?
        /// CPU time over time and cores while participants had requests in progress, 0 to 1.
        package var cpuUtilisation: Double?
        /// How late the loops were.
        package var loopLagMs: LoopLag
        /// Peak resident memory of the harness process.
        package var peakMemoryMiB: Double?
        /// The most files open at once.
        package var peakOpenFiles: Int?
        /// Arrivals that started noticeably later than intended.
        package var lateStarts: Int?
        /// Participants whom the generator held up noticeably; nil if they were not counted.
        package var lateParticipants: Int?

        /// How late the loops were, in milliseconds.
        package struct LoopLag: Codable, Equatable, Sendable {
            /// The 99th percentile.
            package var p99: Double?
            /// The worst.
            package var max: Double?

            /// Creates a lag.
            package init(p99: Double?, max: Double?) {
                self.p99 = p99
                self.max = max
            }
        }

        /// The figures of a report; without one, nothing vouches for the run's figures.
        package init(_ report: GeneratorReport?) {
            verdict = report?.verdict ?? .strained
            reasons = report?.reasons ?? ["Nothing is known of the generator."]
            cpuSeconds = report?.cpuSeconds
            cpuUtilisation = report?.cpuUtilisation
            loopLagMs = LoopLag(p99: report?.loopLagP99Ms, max: report?.loopLagMaxMs)
            peakMemoryMiB = report?.peakMemoryMiB
            peakOpenFiles = report?.peakOpenFiles
            lateStarts = report?.lateStarts
            lateParticipants = report?.lateParticipants
        }
    }
}
