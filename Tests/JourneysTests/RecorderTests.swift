// When a loop's samples are handed on.
import EventLoops
import Measuring
import Scenarios
import Support
import Synchronization
import Testing

@testable import Journeys

@Suite struct `A loop's recorder` {
    /// Keeps the sizes of the batches that come together.
    private final class SizeLog: SampleSink {
        private let kept = Mutex<[[Int]]>([])
        var sizes: [[Int]] { kept.withLock { $0 } }

        func take(_ batches: [SampleBatch]) {
            kept.withLock { $0.append(batches.map { $0.requests.count + $0.steps.count }) }
        }

        func beat(_ heartbeat: Heartbeat) {}
    }

    private static let moment = Moment(nanoseconds: 1)

    private static let request = RequestSample(
        participant: 1, step: StepIndex(rawValue: 0), endpoint: "get", intended: moment,
        figures: ExchangeFigures(started: moment, finished: moment), failure: nil)
    private static let step = StepSample(
        participant: 1, step: StepIndex(rawValue: 0), intended: moment, started: moment, finished: moment,
        failure: nil)

    @Test func `passes on full batches, several at once, before the flush`() async throws {
        let sink = SizeLog()
        let seen = Mutex<[Int]>([])
        let before = try await onLoop { loop in
            let recorder = Recorder(loop: loop, sink: sink, redactor: Redactor(secrets: [])) { batch in
                seen.withLock { $0.append(batch.requests.count + batch.steps.count) }
            }
            let (size, together) = (Recorder.batchSize, Recorder.batchesAtOnce)
            for number in 1...(size * together + 10) {
                // Requests and steps count alike.
                if number.isMultiple(of: 2) { recorder.record(Self.request) } else { recorder.record(Self.step) }
                let expected = number < size * together ? [] : [Array(repeating: size, count: together)]
                if sink.sizes != expected { return number }
            }
            recorder.flush()
            return 0
        }
        #expect(before == 0, "handed on after another number of samples than a batch has")
        let full = Array(repeating: Recorder.batchSize, count: Recorder.batchesAtOnce)
        #expect(sink.sizes == [full, [10]])
        #expect(seen.withLock { $0 } == full + [10])
    }

    @Test func `hides the plan's secrets in the words of failures`() async throws {
        let sink = ArraySink()
        try await onLoop { loop in
            let recorder = Recorder(loop: loop, sink: sink, redactor: Redactor(secrets: [Secret("pass-word")])) { _ in }
            var (request, step) = (Self.request, Self.step)
            request.failure = Failure(kind: .check, detail: "no pass-word here")
            step.failure = request.failure
            recorder.record(request)
            recorder.record(step)
            recorder.flush()
        }
        #expect(sink.all.requests.map(\.failure?.detail) == ["no ••• here"])
        #expect(sink.all.steps.map(\.failure?.detail) == ["no ••• here"])
    }

    @Test func `passes on nothing if nothing was recorded`() async throws {
        let sink = SizeLog()
        try await onLoop { loop in
            let recorder = Recorder(loop: loop, sink: sink, redactor: Redactor(secrets: [])) { _ in
                Issue.record("an empty batch was seen")
            }
            recorder.flush()
        }
        #expect(sink.sizes == [])
    }
}
