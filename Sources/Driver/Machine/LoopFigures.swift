// What one loop's samples tell about the generator itself.
import Analysis
import EventLoops
import Measuring
import Scenarios

/// Figures of one loop, gathered from each batch as it is handed on. Used on that loop alone until the run has ended.
///
/// `@unchecked Sendable`, since the recorder's closure and the participants' tasks carry it: all that changes it runs on
/// its loop, as the recorder and the worker do, which assert that. The storm reads it elsewhere only after a task on each
/// loop has flushed the recorder behind the last journey (`Storm.conclude`), which it has awaited.
final class LoopFigures: @unchecked Sendable {
    private(set) var figures = GeneratorFigures()
    /// When the last journey ended.
    private(set) var lastEnd: Moment?
    /// Of each step, whether an arrival or a release sets it off; what comes behind them has no schedule to miss.
    var stepsSetOff: [Bool] = []

    func add(_ batch: SampleBatch) {
        figures.add(batch, setOff: stepsSetOff)
        for participant in batch.participants {
            lastEnd = max(lastEnd ?? participant.finished, participant.finished)
        }
    }

    /// The machine had no room for a participant: its request was never made.
    func refused() {
        figures.requests += 1
        figures.harnessFailures += 1
    }

    /// So many files of the process were open at some instant.
    func saw(openFiles: Int) {
        figures.peakOpenFiles = max(figures.peakOpenFiles, openFiles)
    }

    /// An arrival came at that moment that was due earlier.
    func arrived(at moment: Moment, due: Moment) {
        if moment.nanoseconds(since: due) > GeneratorLimits.lateStartNanoseconds { figures.lateStarts += 1 }
    }
}

extension GeneratorFigures {
    /// Adds a batch of one loop. In spans, since taking a sample out of an array copies it.
    fileprivate mutating func add(_ batch: SampleBatch, setOff: [Bool]) {
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
            serviceTimes.record(from: request.figures.started, to: request.figures.finished)
        }
    }

    private mutating func add(_ step: StepSample) {
        startDelay.record(from: step.intended, to: step.started)
        if step.failure == nil { responseTimes.record(from: step.intended, to: step.finished) }
    }

    /// Adds what another loop measured.
    mutating func add(_ other: GeneratorFigures) {
        startDelay.add(other.startDelay)
        harnessDelay.add(other.harnessDelay)
        serviceTimes.add(other.serviceTimes)
        responseTimes.add(other.responseTimes)
        lateStarts += other.lateStarts
        requests += other.requests
        harnessFailures += other.harnessFailures
        peakOpenFiles = max(peakOpenFiles, other.peakOpenFiles)
    }

    /// Adds a loop's lag, bucket by bucket, and its share of a CPU over `wallMicroseconds`.
    mutating func add(_ lag: LoopLag, wallMicroseconds: Int64) {
        for (bucket, count) in lag.buckets.enumerated() where count > 0 {
            let edge = min(LoopLag.upperEdge(ofBucket: bucket), lag.maxMicroseconds)
            loopLag.record(microseconds: edge, count: Int(count))
        }
        guard wallMicroseconds > 0 else { return }
        busiestLoop = max(busiestLoop, min(1, Double(lag.cpuMicroseconds) / Double(wallMicroseconds)))
    }
}

extension Plan {
    /// Of each step, whether an arrival or a release sets it off: a pause is no start of anything, what follows it is.
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
