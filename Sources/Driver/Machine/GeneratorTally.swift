// What the samples say about the generator itself, added up off the loops: growing a histogram takes time and memory
// that must not delay the reading of responses.
import Analysis
import EventLoops
import Measuring
import Synchronization

/// Adds up samples of all loops. The loops hand over whole batches, which costs them a few instructions each.
final class GeneratorTally: Sendable {
    private struct State {
        var figures = GeneratorFigures()
        /// When the last journey ended.
        var lastEnd: Moment?
        var walked = WalkedSteps()
        var batches = 0
    }

    // Two locks. The loops take the first one for an append, and never wait for the second, under which histograms
    // grow.
    private let pending = Mutex<(batches: [SampleBatch], lags: [LoopLag])>(([], []))
    private let state = Mutex(State())

    /// How often batches are added up.
    private static let period = Duration.milliseconds(250)

    /// Takes a batch. Called on a loop.
    func take(_ batch: SampleBatch) { pending.withLock { $0.batches.append(batch) } }

    /// Takes how late a loop was since the last time. Called on a loop.
    func take(_ lag: LoopLag) { pending.withLock { $0.lags.append(lag) } }

    /// Adds up batches until the task is cancelled. Must not run on a loop.
    func run() async {
        repeat { addUp() } while (try? await Task.sleep(for: GeneratorTally.period)) != nil
    }

    /// All figures so far, when the last journey ended, and which steps were taken.
    var result: (figures: GeneratorFigures, lastEnd: Moment?, walked: WalkedSteps) {
        addUp()
        return state.withLock { ($0.figures, $0.lastEnd, $0.walked) }
    }

    /// The figures that were added up so far, for display.
    var figuresSoFar: GeneratorFigures { state.withLock { $0.figures } }

    /// How many batches have been added up.
    var addedUp: Int { state.withLock { $0.batches } }

    private func addUp() {
        state.withLock { state in
            let (batches, lags) = pending.withLock { pending in
                defer { pending = ([], []) }
                return pending
            }
            for lag in lags { state.figures.add(lag) }
            state.batches += batches.count
            for batch in batches {
                state.figures.add(batch)
                state.walked.add(batch)
                for participant in batch.participants {
                    state.lastEnd = max(state.lastEnd ?? participant.finished, participant.finished)
                }
            }
        }
    }
}

extension GeneratorFigures {
    /// Adds a batch of one loop. Uses spans, since taking a sample out of an array copies it.
    mutating func add(_ batch: SampleBatch) {
        let requests = batch.requests.span
        for place in requests.indices { add(requests[place]) }
    }

    private mutating func add(_ request: RequestSample) {
        guard request.participant > 0, request.step.rawValue >= 0 else { return }
        requests += 1
        late.add(request)
        if request.figures.received != nil || request.lacksStamp { responses += 1 }
        if request.lacksStamp { unstampedResponses += 1 }
        if let failure = request.failure {
            if failure.kind == .harness { harnessFailures += 1 }
        } else {
            serviceTimes.record(from: request.figures.started, to: request.figures.answered)
        }
    }

    /// Adds a loop's lag, bucket by bucket.
    mutating func add(_ lag: LoopLag) {
        for (bucket, count) in lag.buckets.enumerated() where count > 0 {
            let edge = min(LoopLag.upperEdge(ofBucket: bucket), lag.maxMicroseconds)
            loopLag.record(microseconds: edge, count: Int(count))
        }
    }
}
