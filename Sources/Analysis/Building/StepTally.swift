// The tally of one step.
import Measuring

/// The times of completions, and the period in which they occurred.
struct CompletionTally: Sendable {
    var times = LatencyHistogram()
    private var firstIntended: Moment?
    private var lastFinished: Moment?

    mutating func add(microseconds: Int64, intended: Moment, finished: Moment) {
        times.record(microseconds: microseconds)
        firstIntended = min(firstIntended ?? intended, intended)
        lastFinished = max(lastFinished ?? finished, finished)
    }

    /// Adds what another tally counted.
    mutating func add(_ other: CompletionTally) {
        times.add(other.times)
        firstIntended = [firstIntended, other.firstIntended].compactMap { $0 }.min()
        lastFinished = [lastFinished, other.lastFinished].compactMap { $0 }.max()
    }

    /// Completions per second, from the first intended start to the last end; nil if that period is empty.
    var perSecond: Double? {
        guard let firstIntended, let lastFinished else { return nil }
        let nanoseconds = lastFinished.nanoseconds(since: firstIntended)
        return nanoseconds > 0 ? Double(times.count) * 1e9 / Double(nanoseconds) : nil
    }
}

/// One step of the journey.
struct StepTally: Sendable {
    private(set) var succeeded = CompletionTally()
    private(set) var service = LatencyHistogram()
    private(set) var failed = LatencyHistogram()
    /// How much of the successes' time was the generator's own.
    private(set) var generator = LatencyHistogram()
    /// How late responses were read.
    private var reading = LatencyHistogram()
    /// When executions started, and whether those that failed may have failed because of an overloaded server.
    private(set) var order = StartOrder()
    private var requests = 0
    private var replays = 0
    private var phases = PhaseTally()
    private var status: [Int: Int] = [:]
    private var bytesIn: Int64 = 0
    private var bytesOut: Int64 = 0
    private var newConnections = 0

    var executions: Int { succeeded.times.count + failed.count }

    mutating func add(_ sample: StepSample) {
        let response = sample.finished.microseconds(since: sample.intended)
        order.add(startedAt: sample.started, failed: sample.failure.map(Overload.mayCause) ?? false)
        if sample.failure == nil {
            succeeded.add(microseconds: response, intended: sample.intended, finished: sample.finished)
            service.record(from: sample.started, to: sample.finished)
            if let nanoseconds = sample.generatorNanoseconds { generator.record(microseconds: nanoseconds / 1000) }
        } else {
            failed.record(microseconds: response)
        }
    }

    mutating func add(_ sample: RequestSample) {
        guard sample.mayHaveBeenSeen else { return }
        requests += 1
        if sample.isReplay { replays += 1 }
        if let code = sample.figures.status { status[Int(code), default: 0] += 1 }
        bytesIn &+= sample.figures.bytesIn
        bytesOut &+= sample.figures.bytesOut
        newConnections &+= Int(sample.figures.newConnections)
        if sample.failure == nil { phases.add(sample.figures.phases) }
        if let received = sample.figures.received { reading.record(from: received, to: sample.figures.finished) }
    }

    func figures(name: String, crowd: String) -> Summary.Step {
        Summary.Step(
            name: name, crowd: crowd, executions: executions, succeeded: succeeded.times.count, failed: failed.count,
            requests: requests, replays: replays, responseMs: Summary.Distribution(succeeded.times),
            serviceMs: Summary.Distribution(service), generatorMs: Summary.Distribution(generator),
            readingMs: Summary.Distribution(reading), failedMs: Summary.Distribution(failed), phasesMs: phases.figures,
            status: Summary.StatusCounts(status), bytesIn: bytesIn, bytesOut: bytesOut,
            newConnections: newConnections)
    }
}

/// The phases of a step's successful requests.
private struct PhaseTally: Sendable {
    private var times = Phase.allCases.map { _ in LatencyHistogram() }

    mutating func add(_ phases: Phases) {
        for phase in Phase.allCases {
            if let time = phases[phase] { times[phase.rawValue].record(microseconds: time) }
        }
    }

    var figures: Summary.Phases {
        Summary.Phases { phase in
            let histogram = times[phase.rawValue]
            return histogram.isEmpty ? nil : Summary.Distribution(histogram)
        }
    }
}
