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
        figures.responses = 3500
        for number in Int32(1)...500 { figures.late.add(request(number, sentAfter: 0.05 * Double(number), took: 300)) }
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

    /// A request that is intended at 0 and sent so many milliseconds later.
    private func request(
        _ participant: Int32, sentAfter delay: Double, took milliseconds: Double = 50, gate: Int16 = 0
    ) -> RequestSample {
        let sent = Moment(nanoseconds: Int64(delay * 1e6))
        let end = sent.advanced(byNanoseconds: Int64(milliseconds * 1e6))
        return RequestSample(
            participant: participant, step: StepIndex(rawValue: 0), endpoint: "token", firstBehindGate: gate,
            intended: Moment(nanoseconds: 0),
            figures: ExchangeFigures(
                started: sent, begun: sent, sent: sent, received: end,
                finished: end.advanced(byNanoseconds: 9_000_000_000)),
            failure: nil)
    }

    /// A run of so many participants, of whom the first few were held up by 300 ms.
    private func run(of participants: Int32, late: Int32) -> GeneratorFigures {
        var figures = storm()
        figures.late = LateParticipants()
        for number in 1...participants { figures.late.add(request(number, sentAfter: number <= late ? 300 : 2)) }
        return figures
    }

    @Test(arguments: [
        (1000, 0, GeneratorReport.Verdict.ok), (1000, 9, .ok), (1000, 10, .strained), (1000, 99, .strained),
        (1000, 100, .overloaded), (1, 1, .overloaded),
    ])
    func `is strained from one participant in a hundred that was held up, invalid from one in ten`(
        participants: Int32, late: Int32, verdict: GeneratorReport.Verdict
    ) {
        let report = GeneratorReport(judging: run(of: participants, late: late))
        #expect(report.verdict == verdict)
        #expect(report.participants == Int(participants) && report.lateParticipants == Int(late))
        #expect(report.reasons.isEmpty == (verdict == .ok))
    }

    @Test func `says who was held up, in which way and by how much`() {
        var figures = run(of: 100, late: 3)
        figures.late.add(request(3, sentAfter: 3100, took: 10))
        figures.late.add(request(50, sentAfter: 400, gate: 1))
        #expect(
            GeneratorReport(judging: figures).reasons == [
                "The generator held up 4 of 100 participants by more than 100 ms and a tenth of a response time (4 at the "
                    + "start, 1 after a response); at worst by 3100 ms."
            ])
    }

    @Test(arguments: [
        (99.0, 10.0, false), (101, 10, true),
        // A tenth of the response time is less than that from about a second on.
        (101, 2000, false), (300, 2600, true), (300, 2800, false),
    ])
    func `counts a delay over 100 ms that is more than a tenth of the response time`(
        delay: Double, took: Double, counts: Bool
    ) {
        var late = LateParticipants()
        late.add(request(7, sentAfter: delay, took: took))
        #expect(late.lateCount == (counts ? 1 : 0))
    }

    @Test func `counts no time for which the connection was opened`() {
        var late = LateParticipants()
        var sample = request(1, sentAfter: 500)
        sample.figures.phases[.connect] = 300_000
        sample.figures.phases[.tls] = 150_000
        late.add(sample)
        #expect(late.lateCount == 0)
        sample.figures.phases[.tls] = 50_000
        late.add(sample)
        #expect(late.lateCount == 1 && late.worstNanoseconds == 150_000_000)
        #expect(late.count(of: .followUp) == 1, "its second request")
    }

    @Test(arguments: [(Int64?.none, 0), (99_000_000, 0), (150_000_000, 1)])
    func `counts connections that were noticed late`(delay: Int64?, count: Int) {
        var late = LateParticipants()
        var sample = request(1, sentAfter: 300)
        sample.figures.phases[.connect] = 299_000
        sample.figures.connectDelayNanoseconds = delay
        late.add(sample)
        #expect(late.lateCount == count && late.count(of: .connecting) == count)
    }

    @Test(arguments: [(Int64?.none, 0), (0, 0), (99_000_000, 0), (150_000_000, 1)])
    func `counts responses that the target could not go on with`(delay: Int64?, count: Int) {
        var late = LateParticipants()
        var sample = request(1, sentAfter: 0)
        sample.figures.receiveDelayNanoseconds = delay
        late.add(sample)
        #expect(late.lateCount == count && late.count(of: .receiving) == count)
        #expect(sample.generatorNanoseconds == sample.sendDelayNanoseconds + (delay ?? 0))
    }

    @Test func `counts requests that were never sent from when they were begun`() {
        var late = LateParticipants()
        let begun = Moment(nanoseconds: 400_000_000)
        late.add(
            RequestSample(
                participant: 4_000, step: StepIndex(rawValue: 0), endpoint: "token", intended: Moment(nanoseconds: 0),
                figures: ExchangeFigures(
                    started: begun, begun: begun, finished: begun.advanced(byNanoseconds: 900_000_000)),
                failure: Failure(kind: .connect, detail: "refused")))
        #expect(late.count == 1 && late.lateCount == 1)
    }

    @Test(arguments: [(200.0, GeneratorReport.Verdict.overloaded), (60, .strained), (18, .ok)])
    func `judges the lag of loops where responses have no stamps`(lag: Double, verdict: GeneratorReport.Verdict) {
        var figures = storm()
        figures.loopLag = histogram((1...1000).map { $0 <= 950 ? 1 : lag })
        #expect(GeneratorReport(judging: figures).verdict == .ok, "every response has one")
        figures.unstampedResponses = 35
        #expect(GeneratorReport(judging: figures).verdict == verdict)
        figures.unstampedResponses = 34
        #expect(GeneratorReport(judging: figures).verdict == .ok, "nearly every response has one")
    }

    @Test(arguments: [(0, GeneratorReport.Verdict.ok), (1, .strained), (34, .strained), (35, .overloaded)])
    func `counts requests that failed for lack of a resource`(failures: Int, verdict: GeneratorReport.Verdict) {
        var figures = storm()
        figures.harnessFailures = failures
        #expect(GeneratorReport(judging: figures).verdict == verdict)
    }

    @Test func `names a busy loop as what held participants up, and says nothing of it where nobody was`() {
        var figures = run(of: 100, late: 0)
        figures.busiestLoop = 1
        #expect(GeneratorReport(judging: figures).verdict == .ok)
        figures = run(of: 100, late: 20)
        figures.busiestLoop = 1
        let report = GeneratorReport(judging: figures)
        #expect(report.verdict == .overloaded)
        #expect(report.reasons.count == 2 && report.reasons.last?.contains("busy 100 %") == true)
    }

    @Test func `has nothing to say about a run in which nothing happened`() {
        let report = GeneratorReport(judging: GeneratorFigures())
        #expect(report.verdict == .ok)
        #expect(report.cpuUtilisation == 0)
    }
}
