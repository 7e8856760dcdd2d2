// Whether the generator, and not the target, was the bottleneck.
//
// A busy generator is not necessarily a wrong one: what counts is how many participants it held up, and by how much of what
// they experienced (LateParticipants.swift). docs/validity.md explains this to users.
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
    /// Who was held up by it.
    package var late = LateParticipants()
    /// Whole responses, and those of which the kernel did not say when it had received them: their times end when they
    /// were read.
    package var responses = 0
    package var unstampedResponses = 0
    /// From `started` to `finished` of each successful request, of which a step's service time consists.
    package var serviceTimes = LatencyHistogram()
    /// Arrivals that started later than `GeneratorLimits.lateStartNanoseconds` after their intended start.
    package var lateStarts = 0
    /// Requests made.
    package var requests = 0
    /// Requests that failed with kind `harness`.
    package var harnessFailures = 0
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
    /// The share of the participants that were held up from which a run is strained, and from which it is invalid.
    static let strainedLate = 0.01
    static let overloadedLate = 0.1

    /// The share of responses without a stamp from which the lag of the loops counts: those appear to take longer by it.
    static let unstampedShare = 0.01
    /// Lag of the loops at the 99th percentile over the median service time: responses wait that long to be read. It
    /// counts only where responses have no stamps.
    static let strainedLag = Rule(share: 0.1, floorMicroseconds: 20_000)
    static let overloadedLag = Rule(share: 0.5, floorMicroseconds: 100_000)
    /// The share of the time for which a loop's thread may be on a CPU before that is said to be a reason.
    static let busy = 0.9

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
        judgement.judgeDelays(figures)
        judgement.judgeLag(figures)
        judgement.judgeCPU(figures)
        self.init(
            verdict: judgement.verdict, reasons: judgement.reasons, cpuSeconds: figures.cpuSeconds,
            cpuUtilisation: figures.cpuUtilisation,
            loopLagP99Ms: figures.loopLag.milliseconds(atPercentile: 99),
            loopLagMaxMs: figures.loopLag.milliseconds(atPercentile: 100), peakMemoryMiB: figures.peakMemoryMiB,
            peakOpenFiles: figures.peakOpenFiles, lateStarts: figures.lateStarts,
            requestSeconds: figures.requestSeconds, requestCPUSeconds: figures.requestCPUSeconds,
            busiestLoop: figures.busiestLoop, participants: figures.late.count,
            lateParticipants: figures.late.lateCount)
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
                + "ran out of open files, ports or memory, it did not run until a time limit was over, or an expression of "
                + "the scenario takes too long.")
    }

    mutating func judgeDelays(_ figures: GeneratorFigures) {
        let late = figures.late
        let share = Double(late.lateCount) / Double(max(1, late.count))
        guard late.lateCount > 0, share >= GeneratorLimits.strainedLate else { return }
        let ways = [
            (late.count(of: .start), "at the start"), (late.count(of: .followUp), "after a response"),
            (late.count(of: .connecting), "in connecting"), (late.count(of: .receiving), "in receiving"),
        ]
        .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        let reason =
            "The generator held up \(late.lateCount) of \(late.count) participants by more than "
            + "\(LateParticipants.leastNanoseconds / 1_000_000) ms and a tenth of a response time (\(ways)); at worst by "
            + "\(Self.ms(late.worstNanoseconds / 1000))."
        add(share >= GeneratorLimits.overloadedLate ? .overloaded : .strained, reason)
    }

    mutating func judgeLag(_ figures: GeneratorFigures) {
        let unstamped = Double(figures.unstampedResponses) / Double(max(1, figures.responses))
        guard unstamped >= GeneratorLimits.unstampedShare, !figures.serviceTimes.isEmpty,
            let tail = figures.loopLag.microseconds(atPercentile: 99)
        else { return }
        let service = figures.serviceTimes.microseconds(atPercentile: 50) ?? 0
        guard GeneratorLimits.strainedLag.isMet(by: tail, of: service) else { return }
        add(
            GeneratorLimits.overloadedLag.isMet(by: tail, of: service) ? .overloaded : .strained,
            "The event loops were \(Self.ms(tail)) late at the 99th percentile, with a median service time of "
                + "\(Self.ms(service)), and \(figures.unstampedResponses) of \(figures.responses) responses have no time "
                + "from the kernel.")
    }

    /// Says what made the generator late. By itself a busy loop does no harm.
    mutating func judgeCPU(_ figures: GeneratorFigures) {
        guard verdict != .ok, figures.busiestLoop >= GeneratorLimits.busy else { return }
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
