// Whether the generator, and not the target, was the bottleneck.
//
// A busy generator is not necessarily a wrong one: what counts is how much of the measured times is its own. Each rule
// below therefore compares a delay of the harness with the measured times. In addition to the ratio it has a floor in
// milliseconds below which no conclusion would change: a machine that also runs the server loses turns of some
// milliseconds to it, and that does not matter to a storm whose responses take half a second. docs/validity.md explains
// this to users.
package import Measuring

/// What the driver measured about itself.
package struct GeneratorFigures: Sendable {
    /// Cores that the loops could use.
    package var cores = 1
    /// CPU time of the harness process, user and system.
    package var cpuSeconds = 0.0
    /// The time in which participants had requests in progress.
    package var requestSeconds = 0.0
    /// CPU time of the harness process during that time.
    package var requestCPUSeconds = 0.0
    /// The share of the time for which the busiest loop's thread was on a CPU, 0 to 1, while its participants had
    /// requests in progress.
    package var busiestLoop = 0.0
    /// How late the loops were, all together.
    package var loopLag = LatencyHistogram()
    /// From the intended to the actual start of each step that an arrival or a release starts.
    package var startDelay = LatencyHistogram()
    /// From `started` to `begun` of each request: waiting within the harness.
    package var harnessDelay = LatencyHistogram()
    /// From `started` to `finished` of each successful request, of which a step's service time consists.
    package var serviceTimes = LatencyHistogram()
    /// From the intended start to the end of those of these steps that succeeded, which is reported as response time.
    package var responseTimes = LatencyHistogram()
    /// Arrivals that started later than `GeneratorLimits.lateStartNanoseconds` after their intended start.
    package var lateStarts = 0
    /// Requests made.
    package var requests = 0
    /// Requests that failed with kind `harness`.
    package var harnessFailures = 0
    /// Whether a gate chose the smallest spread (`tight`) at the cost of latencies that include the harness's delay.
    package var tightRelease = false
    /// Peak resident memory of the harness process.
    package var peakMemoryMiB = 0.0
    /// The most files open at once.
    package var peakOpenFiles = 0

    /// Creates empty figures.
    package init() {}
}

/// The numbers by which a generator is judged, all in one place.
///
/// `strained` asks the reader to check the figures; `overloaded` makes the run invalid. The first should come early,
/// the second only if the results are about the generator.
package enum GeneratorLimits {
    /// From here on a start is late; a smaller delay is less than the time between two people's clicks.
    package static let lateStartNanoseconds: Int64 = 100_000_000
    /// The share of late starts from which a run is strained.
    static let strainedLateStarts = 0.01

    /// A delay inside the harness at the median: strained from a twentieth of the median service time, overloaded from
    /// a fifth, which would change the comparison of two runs. Below the floors it is noise.
    static let strainedMedian = Rule(share: 0.05, floorMicroseconds: 2_000)
    static let overloadedMedian = Rule(share: 0.2, floorMicroseconds: 10_000)
    /// The same at the 99th percentile, where a busy machine alone causes a few long turns.
    static let strainedTail = Rule(share: 0.2, floorMicroseconds: 20_000)
    static let overloadedTail = Rule(share: 0.5, floorMicroseconds: 100_000)

    /// The median wait for a turn to start, over the median response time: overloaded if half of the reported time is
    /// that wait and it is longer than the second or so within which people do a thing "at once".
    static let overloadedStart = Rule(share: 0.5, floorMicroseconds: 1_000_000)

    /// Lag of the loops at the 99th percentile over the median service time: responses wait that long to be read.
    static let strainedLag = Rule(share: 0.1, floorMicroseconds: 20_000)
    static let overloadedLag = Rule(share: 0.5, floorMicroseconds: 100_000)
    /// A single lag that may have affected what was measured at that moment.
    static let strainedLagMaxMicroseconds: Int64 = 500_000

    /// The share of the time for which a loop's thread may be on a CPU before the run is strained.
    static let strainedBusy = 0.9

    /// Participants fail because of the harness: one is worth reporting, one in a hundred requests changes the turnout.
    static let overloadedHarnessFailures = 0.01

    /// A delay that matters as a share of a measured time, if it exceeds a floor.
    struct Rule {
        var share: Double
        var floorMicroseconds: Int64

        func isMet(by delay: Int64, of measured: Int64) -> Bool {
            delay >= floorMicroseconds && Double(delay) >= share * Double(measured)
        }
    }
}

extension GeneratorReport {
    /// Judges a generator by its own measurements. Pure: the same figures give the same report.
    package init(judging figures: GeneratorFigures) {
        var judgement = Judgement()
        judgement.judgeFailures(figures)
        judgement.judgeHarnessDelay(figures)
        judgement.judgeStarts(figures)
        judgement.judgeLag(figures)
        judgement.judgeCPU(figures)
        self.init(
            verdict: judgement.verdict, reasons: judgement.reasons, cpuSeconds: figures.cpuSeconds,
            cpuUtilisation: figures.cpuUtilisation,
            loopLagP99Ms: figures.loopLag.milliseconds(atPercentile: 99),
            loopLagMaxMs: figures.loopLag.milliseconds(atPercentile: 100), peakMemoryMiB: figures.peakMemoryMiB,
            peakOpenFiles: figures.peakOpenFiles, lateStarts: figures.lateStarts,
            requestSeconds: figures.requestSeconds, requestCPUSeconds: figures.requestCPUSeconds,
            busiestLoop: figures.busiestLoop)
    }
}

extension GeneratorFigures {
    /// CPU time over time and cores, while requests were in progress.
    package var cpuUtilisation: Double {
        requestSeconds > 0 && cores > 0 ? requestCPUSeconds / (requestSeconds * Double(cores)) : 0
    }
}

/// A judgement in progress: it can only get worse.
private struct Judgement {
    var verdict = GeneratorReport.Verdict.ok
    var reasons: [String] = []

    mutating func add(_ worse: GeneratorReport.Verdict, _ reason: String) {
        if worse == .overloaded || verdict == .ok { verdict = worse }
        reasons.append(reason)
    }

    mutating func judgeFailures(_ figures: GeneratorFigures) {
        guard figures.harnessFailures > 0 else { return }
        let share = Double(figures.harnessFailures) / Double(max(1, figures.requests))
        add(
            share >= GeneratorLimits.overloadedHarnessFailures ? .overloaded : .strained,
            "\(figures.harnessFailures) of \(figures.requests) requests failed in the generator and not at the target: it "
                + "ran out of open files, ports or memory, or an expression of the scenario takes too long.")
    }

    mutating func judgeHarnessDelay(_ figures: GeneratorFigures) {
        judge(
            figures, atPercentile: 50, called: "the median", strained: GeneratorLimits.strainedMedian,
            overloaded: GeneratorLimits.overloadedMedian)
        judge(
            figures, atPercentile: 99, called: "the 99th percentile", strained: GeneratorLimits.strainedTail,
            overloaded: GeneratorLimits.overloadedTail)
    }

    private mutating func judge(
        _ figures: GeneratorFigures, atPercentile percentile: Double, called name: String,
        strained: GeneratorLimits.Rule, overloaded: GeneratorLimits.Rule
    ) {
        guard
            let delay = figures.harnessDelay.microseconds(atPercentile: percentile),
            let service = figures.serviceTimes.microseconds(atPercentile: percentile),
            strained.isMet(by: delay, of: service)
        else { return }
        let reason =
            "Requests waited \(Self.ms(delay)) in the generator at \(name), of \(Self.ms(service)) service time."
        if figures.tightRelease {
            // The author asked for it: all requests are handed over before any response is read.
            add(.strained, reason + " The release is `tight`: it trades latency for the smallest spread.")
        } else {
            add(overloaded.isMet(by: delay, of: service) ? .overloaded : .strained, reason)
        }
    }

    mutating func judgeStarts(_ figures: GeneratorFigures) {
        if let delay = figures.startDelay.microseconds(atPercentile: 50),
            let response = figures.responseTimes.microseconds(atPercentile: 50),
            GeneratorLimits.overloadedStart.isMet(by: delay, of: response)
        {
            add(
                .overloaded,
                "Half of the journeys started more than \(Self.ms(delay)) late, of \(Self.ms(response)) response "
                    + "time: the generator could not keep up with the arrivals.")
        }
        let starts = figures.startDelay.count
        guard figures.lateStarts > 0,
            Double(figures.lateStarts) >= GeneratorLimits.strainedLateStarts * Double(max(1, starts))
        else { return }
        add(
            .strained,
            "\(figures.lateStarts) journeys started more than "
                + "\(GeneratorLimits.lateStartNanoseconds / 1_000_000) ms late.")
    }

    mutating func judgeLag(_ figures: GeneratorFigures) {
        guard let tail = figures.loopLag.microseconds(atPercentile: 99), let worst = figures.loopLag.maxMicroseconds
        else { return }
        let service = figures.serviceTimes.microseconds(atPercentile: 50) ?? 0
        if !figures.serviceTimes.isEmpty, GeneratorLimits.strainedLag.isMet(by: tail, of: service) {
            add(
                GeneratorLimits.overloadedLag.isMet(by: tail, of: service) ? .overloaded : .strained,
                "The event loops were \(Self.ms(tail)) late at the 99th percentile, with a median service time of "
                    + "\(Self.ms(service)).")
        } else if worst >= GeneratorLimits.strainedLagMaxMicroseconds {
            add(.strained, "An event loop was \(Self.ms(worst)) late once.")
        }
    }

    mutating func judgeCPU(_ figures: GeneratorFigures) {
        guard figures.busiestLoop >= GeneratorLimits.strainedBusy else { return }
        add(
            .strained,
            "An event loop was busy \(Int((figures.busiestLoop * 100).rounded())) % of the time in which it had requests "
                + "under way. Use more threads or another machine.")
    }

    /// A time for a sentence: three digits are enough.
    private static func ms(_ microseconds: Int64) -> String {
        microseconds < 10_000
            ? "\(Double(microseconds / 10) / 100) ms" : "\((microseconds + 500) / 1000) ms"
    }
}

extension LatencyHistogram {
    fileprivate func milliseconds(atPercentile percentile: Double) -> Double {
        Milliseconds.from(microseconds: microseconds(atPercentile: percentile) ?? 0)
    }
}
