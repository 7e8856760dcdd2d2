// What the samples of a run add up to, for its page of metrics.
package import Measuring

/// Counts a run's samples by labels with few values. Pure: whoever shares it locks it.
package struct MetricsTally: Sendable {
    /// What distinguishes one series of requests from another.
    struct RequestKey: Hashable {
        var step: StepIndex
        var method: RequestMethod
        /// `host:port`.
        var server: String
        var status: Int16?
        var version: HTTPVersion?
        var failure: FailureKind?
        /// Whether it stands for all requests that came after the limit on series was reached.
        var isRest = false
    }

    /// What distinguishes one series of failed steps from another.
    struct FailureKey: Hashable {
        var step: StepIndex
        var kind: FailureKind
    }

    /// How many series of requests there may be besides one a step for the rest: a server that answers with every status, or
    /// that redirects to ever new hosts which a pattern allows, must not fill the memory here and in Prometheus.
    static let mostRequestSeries = 1_000

    let crowds: [CrowdMetadata]
    private let stepNames: [(step: String, crowd: String)]
    private(set) var requests: [RequestKey: BucketCounts] = [:]
    /// Times of successes, by step.
    private(set) var responses: [StepIndex: BucketCounts] = [:]
    private(set) var failures: [FailureKey: Int] = [:]
    /// How long requests waited in the generator.
    private(set) var generatorDelay = BucketCounts(.short)
    /// Whether every sample of the run is counted.
    package private(set) var isComplete = false

    /// An empty tally of a run with these crowds. Every step has its series from the beginning: one that appears with its
    /// first sample has no increase there.
    package init(crowds: [CrowdMetadata]) {
        self.crowds = crowds
        stepNames = crowds.flatMap { crowd in crowd.steps.map { ($0, crowd.name) } }
        for step in stepNames.indices {
            responses[StepIndex(rawValue: Int16(clamping: step))] = BucketCounts(.fine)
        }
    }

    /// The names of a step and its crowd; those of the host belong to no crowd.
    func names(of step: StepIndex) -> (step: String, crowd: String) {
        switch step {
        case .setup: return ("setup", "")
        case .teardown: return ("teardown", "")
        case .event: return ("event", "")
        default:
            let place = Int(step.rawValue)
            return stepNames.indices.contains(place) ? stepNames[place] : ("step \(place + 1)", "")
        }
    }

    /// Says that no batch will follow.
    package mutating func end() { isComplete = true }

    /// Adds a batch.
    package mutating func add(_ batch: SampleBatch) {
        // Spans, since taking a sample out of an array copies it and its references.
        let requests = batch.requests.span
        for place in requests.indices { add(requests[place]) }
        let steps = batch.steps.span
        for place in steps.indices { add(steps[place]) }
    }

    private mutating func add(_ request: RequestSample) {
        // As in the summary, what the server cannot know of is no request to it.
        guard request.mayHaveBeenSeen else { return }
        let figures = request.figures
        var key = RequestKey(
            step: request.step, method: request.method, server: request.server, status: figures.status,
            version: figures.version, failure: request.failure?.kind)
        if requests.count >= MetricsTally.mostRequestSeries, requests[key] == nil {
            key = RequestKey(step: request.step, method: .other, server: "", isRest: true)
        }
        requests[key, default: BucketCounts(.openTelemetry)].record(
            nanoseconds: figures.answered.nanoseconds(since: figures.started))
        if let begun = figures.begun { generatorDelay.record(nanoseconds: begun.nanoseconds(since: figures.started)) }
    }

    private mutating func add(_ step: StepSample) {
        // Setup and teardown are no step of anybody's journey, and what the end of the run cut off is no failure.
        guard step.participant > 0, step.step.rawValue >= 0, step.failure?.kind != .cancelled else { return }
        if let failure = step.failure {
            failures[FailureKey(step: step.step, kind: failure.kind), default: 0] += 1
        } else {
            responses[step.step, default: BucketCounts(.fine)].record(
                nanoseconds: step.finished.nanoseconds(since: step.intended))
        }
    }
}
