// The measurements of one loop, collected until they are passed on.
package import EventLoops
package import Measuring
package import Scenarios

/// Collects the samples of one loop in plain arrays and passes them to the sink in batches. Used on its loop alone, so
/// nothing is locked; only the sink is shared.
///
/// `@unchecked Sendable`, since child tasks carry it: the constants are Sendable, and its variables are touched on
/// `loop` only, which debug builds assert in each entry point.
package final class Recorder: @unchecked Sendable {
    private let loop: EventLoop
    private let sink: any SampleSink
    /// Hides the plan's secrets in the texts of failures. Everything that is written or shown passes through here.
    private let redactor: Redactor
    private let handedOn: @Sendable (SampleBatch) -> Void
    private var batch = SampleBatch()
    /// How many requests the host has made, counted only if they carry trace ids. Setup makes the host anew for each of
    /// its parts, all on one loop.
    var hostRequestCount: UInt32 = 0
    /// Batches that were full before the next flush.
    private var full: [SampleBatch] = []

    /// How many requests or steps make a full batch: few enough to go through in one turn of the loop.
    package static let batchSize = 512
    /// How many full batches go to the sink together, if the next flush does not come first. Writing them one by one
    /// costs a third more.
    package static let batchesAtOnce = 8

    /// Creates a recorder for a loop. `handedOn` receives each batch before the sink does.
    package init(
        loop: EventLoop, sink: any SampleSink, redactor: Redactor,
        handedOn: @escaping @Sendable (SampleBatch) -> Void
    ) {
        self.loop = loop
        self.sink = sink
        self.redactor = redactor
        self.handedOn = handedOn
    }

    /// Records a request.
    package func record(_ sample: consuming RequestSample) {
        assert(loop.isCurrent, "a participant left its loop")
        if batch.requests.isEmpty { batch.requests.reserveCapacity(Recorder.batchSize / 2) }
        hideSecrets(in: &sample.failure)
        batch.requests.append(sample)
        flushIfFull()
    }

    /// Records a step's execution.
    package func record(_ sample: consuming StepSample) {
        assert(loop.isCurrent, "a participant left its loop")
        if batch.steps.isEmpty { batch.steps.reserveCapacity(Recorder.batchSize / 2) }
        hideSecrets(in: &sample.failure)
        batch.steps.append(sample)
        flushIfFull()
    }

    /// Records a journey's end.
    package func record(_ sample: ParticipantSample) {
        assert(loop.isCurrent, "a participant left its loop")
        batch.participants.append(sample)
    }

    /// Records a gate's opening.
    package func record(_ sample: GateSample) {
        assert(loop.isCurrent, "a gate was recorded off its loop")
        batch.gates.append(sample)
    }

    /// Records a lookup.
    package func record(_ sample: consuming LookupSample) {
        assert(loop.isCurrent, "a look-up was recorded off its loop")
        hideSecrets(in: &sample.failure)
        batch.lookups.append(sample)
    }

    private func hideSecrets(in failure: inout Failure?) {
        guard let detail = failure?.detail else { return }
        let hidden = redactor.redact(detail)
        if hidden != detail { failure?.detail = hidden }
    }

    /// Passes on everything collected.
    package func flush() {
        assert(loop.isCurrent, "a recorder was flushed off its loop")
        endBatch()
        guard !full.isEmpty else { return }
        sink.take(full)
        full = []
    }

    private func endBatch() {
        guard !batch.isEmpty else { return }
        handedOn(batch)
        full.append(batch)
        batch = SampleBatch()
    }

    private func flushIfFull() {
        guard batch.requests.count + batch.steps.count >= Recorder.batchSize else { return }
        endBatch()
        if full.count >= Recorder.batchesAtOnce { flush() }
    }
}
