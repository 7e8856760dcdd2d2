// From samples to a summary. Pure: what it is told is all it knows, so the summary made while a run goes on and the one
// made later from the run file are the same.
package import Measuring
package import Scenarios

/// Adds up batches of samples and makes a summary of them whenever one is asked for.
///
/// A value: give it to one owner, or to several and merge nothing — batches may come in any order and from any loop.
/// The host's requests (participant 0, steps outside the journey) never enter a participant's figure.
package struct SummaryBuilder: Sendable {
    private let metadata: RunMetadata
    private let thresholds: [Threshold]
    private var steps: [StepTally]
    private var failures = FailureTally()
    private var crowd = CrowdTally()
    private var releases = ReleaseTally()
    /// When the arrivals began; nil until that was told.
    private var arrivals: Moment?
    /// What went wrong while the host prepared the event or cleared up after it, in the order of arrival.
    package private(set) var hostFailures: [HostFailure] = []

    /// A failed request of the host.
    package struct HostFailure: Hashable, Sendable {
        /// Before the participants came or after they had gone: `.setup` or `.teardown`.
        package var step: StepIndex
        /// What was requested.
        package var endpoint: String
        /// Why it failed.
        package var failure: Failure
    }

    /// An empty builder for a run.
    package init(metadata: RunMetadata, thresholds: [Threshold]) {
        self.metadata = metadata
        self.thresholds = thresholds
        steps = metadata.steps.map { _ in StepTally() }
    }

    /// Adds a batch.
    package mutating func add(_ batch: SampleBatch) {
        // Spans, since taking a sample out of an array copies it, with five references to count.
        let requests = batch.requests.span
        for place in requests.indices { add(requests[place]) }
        let steps = batch.steps.span
        for place in steps.indices { add(steps[place]) }
        for participant in batch.participants {
            crowd.add(participant, hasEntry: metadata.crowds.first?.hasEntry ?? false)
        }
        for gate in batch.gates {
            if gate.gate == GateSample.arrivals { arrivals = gate.opened } else { releases.add(gate) }
        }
    }

    private mutating func add(_ request: RequestSample) {
        guard request.participant > 0, let index = place(of: request.step) else {
            if let failure = request.failure {
                hostFailures.append(HostFailure(step: request.step, endpoint: request.endpoint, failure: failure))
            }
            return
        }
        crowd.noteStart(of: request.participant)
        steps[index].add(request)
        if request.firstBehindGate > 0 { releases.add(request) }
    }

    private mutating func add(_ sample: StepSample) {
        guard sample.participant > 0, let index = place(of: sample.step) else { return }
        crowd.noteStart(of: sample.participant)
        steps[index].add(sample)
        if let failure = sample.failure { failures.add(sample, failure) }
    }

    /// The index of a step's tally; nil for what is outside the journey. Makes room for a step that the metadata lack.
    private mutating func place(of step: StepIndex) -> Int? {
        let index = Int(step.rawValue)
        guard index >= 0 else { return nil }
        while steps.count <= index { steps.append(StepTally()) }
        return index
    }

    /// The summary of what was added so far. While the run goes on, `ending` holds what is known until then; whoever's
    /// journey has not ended counts as started, and as neither entered nor failed.
    package func summary(ending: RunOutcome) -> Summary {
        let results = Results(
            expected: metadata.expected, entered: crowd.entered, stepTallies: steps, journey: crowd.journey,
            widestSpreadMs: releases.widestSpreadMs(), curve: admissionCurve, failures: failures)
        let judged = thresholds.map { results.evaluate($0) }
        return Summary(
            run: Summary.Run(
                id: metadata.id, name: metadata.name, scenario: metadata.scenario, startedAt: metadata.startedAt,
                durationSeconds: ending.durationSeconds, status: ending.status, seed: metadata.seed, shards: 1,
                version: metadata.version),
            target: Summary.Target(api: metadata.api, http: metadata.http),
            participants: participants,
            releases: releases.figures(metadata: metadata),
            admission: admissionCurve.figures,
            journey: Summary.Journey(responseMs: Summary.Distribution(crowd.journey.times)),
            steps: steps.enumerated().map { $1.figures(name: name(ofStep: $0)) },
            failures: failures.figures(since: arrivals ?? metadata.origin) { name(ofStep: $0) },
            thresholds: judged,
            generator: Summary.Generator(ending.generator),
            verdict: Summary.Verdict(
                thresholds: judged, status: ending.status, generator: ending.generator.verdict))
    }

    /// When each of those who entered did, counted from T0: the terminal's chart is drawn from it.
    package var admissionCurve: AdmissionCurve {
        let start =
            (metadata.crowds.first?.arrivalIsAtOnce == true ? releases.firstOpening : nil) ?? arrivals
            ?? metadata.origin
        return AdmissionCurve(
            expected: metadata.expected, microseconds: crowd.entries.map { $0.microseconds(since: start) })
    }

    private var participants: Summary.Participants {
        // More than expected can only come from a broken driver; the interval must not trap on it.
        let expected = max(metadata.expected, crowd.entered)
        let interval = BinomialInterval.clopperPearson(successes: crowd.entered, trials: expected)
        return Summary.Participants(
            expected: metadata.expected, started: crowd.started, entered: crowd.entered, failed: crowd.failed,
            turnout: expected == 0 ? 0 : Double(crowd.entered) / Double(expected),
            turnoutInterval95: [interval.lower, interval.upper])
    }

    private func name(ofStep index: Int) -> String {
        index < metadata.steps.count ? metadata.steps[index] : "step \(index + 1)"
    }
}
