// What the samples say about the generator itself, added up off the loops: growing a histogram takes time and memory
// that must not delay the reading of responses.
import Analysis
import EventLoops
import Measuring
import Scenarios
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

    /// For each step, whether an arrival or a release starts it. Later steps have no schedule to miss.
    private let stepsSetOff: [Bool]
    // Two locks. The loops take the first one for an append, and never wait for the second, under which histograms
    // grow.
    private let pending = Mutex<(batches: [SampleBatch], lags: [LoopLag])>(([], []))
    private let state = Mutex(State())

    /// How often batches are added up.
    private static let period = Duration.milliseconds(250)

    init(of plan: Plan) { stepsSetOff = plan.stepsSetOff }

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
                state.figures.add(batch, setOff: stepsSetOff)
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
    mutating func add(_ batch: SampleBatch, setOff: [Bool]) {
        let requests = batch.requests.span
        for place in requests.indices { add(requests[place]) }
        let steps = batch.steps.span
        for place in steps.indices {
            let step = Int(steps[place].step.rawValue)
            if setOff.indices.contains(step), setOff[step] { add(steps[place]) }
        }
    }

    private mutating func add(_ request: RequestSample) {
        guard request.participant > 0, request.step.rawValue >= 0 else { return }
        requests += 1
        if let begun = request.figures.begun { harnessDelay.record(from: request.figures.started, to: begun) }
        if let failure = request.failure {
            if failure.kind == .harness { harnessFailures += 1 }
        } else {
            serviceTimes.record(from: request.figures.started, to: request.figures.answered)
        }
    }

    private mutating func add(_ step: StepSample) {
        startDelay.record(from: step.intended, to: step.started)
        if step.failure == nil { responseTimes.record(from: step.intended, to: step.finished) }
    }

    /// Adds a loop's lag, bucket by bucket.
    mutating func add(_ lag: LoopLag) {
        for (bucket, count) in lag.buckets.enumerated() where count > 0 {
            let edge = min(LoopLag.upperEdge(ofBucket: bucket), lag.maxMicroseconds)
            loopLag.record(microseconds: edge, count: Int(count))
        }
    }
}

extension Plan {
    /// For each step, whether an arrival or a release starts it. A pause starts nothing, but what follows it counts.
    var stepsSetOff: [Bool] {
        crowds.flatMap { crowd in
            var isSetOff = true
            return crowd.journey.map { step in
                if step.release != nil { isSetOff = true }
                if !step.action.kind.sends { return false }
                defer { isSetOff = false }
                return isSetOff
            }
        }
    }
}
