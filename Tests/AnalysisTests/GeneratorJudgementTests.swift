import Analysis
import Measuring
import Testing

@Suite struct `The judgement of the generator` {
    private func histogram(_ milliseconds: [Double]) -> LatencyHistogram {
        var histogram = LatencyHistogram()
        for time in milliseconds { histogram.record(microseconds: Int64(time * 1000)) }
        return histogram
    }

    /// Five hundred at once on two cores shared with the server: responses take tenths of a second, a few turns are
    /// long.
    private func storm() -> GeneratorFigures {
        var figures = GeneratorFigures()
        figures.cores = 2
        figures.cpuSeconds = 1.3
        // A pause of twenty seconds follows, in which there are no requests; it does not count.
        figures.requestSeconds = 1.5
        figures.requestCPUSeconds = 1.1
        figures.busiestLoop = 0.55
        figures.requests = 3500
        figures.serviceTimes = histogram((1...1000).map { Double($0) * 0.6 })
        figures.responseTimes = histogram((1...1000).map { Double($0) * 0.7 })
        figures.harnessDelay = histogram((1...1000).map { $0 <= 950 ? 0.3 : 15 })
        figures.startDelay = histogram((1...1000).map { Double($0) * 0.05 })
        figures.loopLag = histogram((1...1000).map { $0 <= 980 ? 0.5 : 18 })
        return figures
    }

    @Test func `finds nothing wrong with a storm on a machine that also runs the server`() {
        let report = GeneratorReport(judging: storm())
        #expect(report.verdict == .ok)
        #expect(report.reasons.isEmpty)
        #expect(report.loopLagMaxMs == 18)
        #expect(abs(report.cpuUtilisation - 1.1 / 3) < 1e-12)
    }

    @Test func `ignores delays of microseconds against a fast target, because they are below the floor`() {
        var figures = storm()
        figures.serviceTimes = histogram(Array(repeating: 0.24, count: 1000))
        figures.responseTimes = figures.serviceTimes
        figures.harnessDelay = histogram(Array(repeating: 0.2, count: 1000))
        #expect(GeneratorReport(judging: figures).verdict == .ok)
    }

    @Test func `calls a delay overloaded that is a fifth of the median service time`() {
        var figures = storm()
        figures.harnessDelay = histogram(Array(repeating: 65, count: 1000))
        let report = GeneratorReport(judging: figures)
        #expect(report.verdict == .overloaded)
        #expect(report.reasons == ["Requests waited 65 ms in the generator at the median, of 300 ms service time."])
        figures.harnessDelay = histogram(Array(repeating: 30, count: 1000))
        #expect(GeneratorReport(judging: figures).verdict == .strained)
    }

    @Test func `does not call a tight release overloaded, since its author chose the spread over the latencies`() {
        var figures = storm()
        figures.harnessDelay = histogram(Array(repeating: 200, count: 1000))
        figures.tightRelease = true
        let report = GeneratorReport(judging: figures)
        #expect(report.verdict == .strained)
        #expect(report.reasons.first?.contains("`tight`") == true)
    }

    @Test func `calls starts overloaded that come seconds late and are most of the response time`() {
        var figures = storm()
        figures.startDelay = histogram(Array(repeating: 4000, count: 1000))
        figures.responseTimes = histogram(Array(repeating: 4300, count: 1000))
        figures.lateStarts = 1000
        let report = GeneratorReport(judging: figures)
        #expect(report.verdict == .overloaded)
        #expect(
            report.reasons == [
                "Half of the journeys started more than 4000 ms late, of 4300 ms response time: the generator could not keep up "
                    + "with the arrivals.",
                "1000 journeys started more than 100 ms late.",
            ])
    }

    @Test func `calls loops overloaded that read answers half a service time late`() {
        var figures = storm()
        figures.loopLag = histogram((1...1000).map { $0 <= 950 ? 1 : 180 })
        #expect(GeneratorReport(judging: figures).verdict == .overloaded)
        figures.loopLag = histogram((1...1000).map { $0 <= 950 ? 1 : 60 })
        #expect(GeneratorReport(judging: figures).verdict == .strained)
    }

    @Test(arguments: [(0, GeneratorReport.Verdict.ok), (1, .strained), (34, .strained), (35, .overloaded)])
    func `counts requests that failed for lack of a resource`(failures: Int, verdict: GeneratorReport.Verdict) {
        var figures = storm()
        figures.harnessFailures = failures
        #expect(GeneratorReport(judging: figures).verdict == verdict)
    }

    @Test func `is strained by a busy loop, never overloaded by it alone`() {
        var figures = storm()
        figures.busiestLoop = 1
        #expect(GeneratorReport(judging: figures).verdict == .strained)
    }

    @Test func `has nothing to say about a run in which nothing happened`() {
        let report = GeneratorReport(judging: GeneratorFigures())
        #expect(report.verdict == .ok)
        #expect(report.cpuUtilisation == 0)
    }
}
