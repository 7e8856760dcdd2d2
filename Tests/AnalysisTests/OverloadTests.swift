import Measuring
import Support
import Testing

@testable import Analysis

@Suite struct `Failures of a crowd, taken together,` {
    /// A step's executions, one a millisecond; `fails` is asked for each, in the order of their starts.
    private func order(_ count: Int, shuffledBy seed: UInt64? = nil, fails: (Int) -> Bool) -> StartOrder {
        var executions = (0..<count).map { (number: $0, failed: fails($0)) }
        if let seed {
            var random = SeededGenerator(seed: seed)
            executions.shuffle(using: &random)
        }
        var order = StartOrder()
        for execution in executions {
            order.add(
                startedAt: Moment(nanoseconds: 7_000_000_000 + Int64(execution.number) * 1_000_000),
                failed: execution.failed)
        }
        return order
    }

    @Test func `show that later ones failed while the first were served`() throws {
        let overload = try #require(Overload(order(400) { $0 >= 150 && $0 % 5 > 0 }))
        guard case .grew(let parts) = overload else {
            Issue.record("\(overload)")
            return
        }
        #expect(parts.count == 4 && parts[0].failed == 0 && abs(parts[0].started - 100) <= 2)
        #expect(abs(parts[3].share - 0.8) < 0.02)
        let later = parts.dropFirst().map { "\($0.failed) of \($0.started)" }
        #expect(
            overload.evidence
                == "It got worse as more came: of the first \(parts[0].started) to start, 0 were not served, then "
                + "\(later[0]), \(later[1]) and \(later[2]).")
        #expect(overload.remedy(step: "token")?.contains("`token`") == true)
    }

    @Test func `show a peak in the middle`() throws {
        let overload = try #require(Overload(order(400) { (150..<250).contains($0) }))
        // That the last were served again is not left out.
        #expect(
            overload.evidence
                == "It got worse as more came: of the first 100 to start, 0 were not served, then 50 of 100, 50 of 100 "
                + "and 0 of 100.")
    }

    /// In a crowd that comes at once, a queue that is full refuses as many of the first as of the last.
    @Test func `show nothing where each third failed from the first on`() {
        #expect(Overload(order(400) { $0 % 3 == 0 }) == nil)
    }

    @Test func `show that nobody was served`() {
        #expect(Overload(order(40) { _ in true }) == .nobodyServed(40))
    }

    @Test func `show nothing if they are few`() {
        #expect(Overload(order(400) { $0 >= 391 }) == nil)
        #expect(Overload(order(9) { _ in true }) == nil)
    }

    @Test func `show nothing if all started at one moment`() {
        var order = StartOrder()
        for number in 0..<400 { order.add(startedAt: Moment(nanoseconds: 5), failed: number >= 200) }
        #expect(Overload(order) == nil)
    }

    /// Failures by chance alone, as common among the first as among the last. Three quarters are compared with the first.
    @Test func `hardly ever blame the crowd for chance`() {
        var random = SeededGenerator(seed: 11)
        var blamed = 0
        for _ in 0..<2_000 {
            let share = Double.random(in: 0.03...0.5, using: &random)
            let count = Int.random(in: 40...600, using: &random)
            let failures = (0..<count).map { _ in Double.random(in: 0..<1, using: &random) < share }
            if case .grew = Overload(order(count) { failures[$0] }) { blamed += 1 }
        }
        #expect(blamed <= 4)
    }

    @Test func `are counted the same in any order, in bounded memory`() {
        let fails = { (number: Int) in number % 7 == 0 || number > 5_000 }
        let inOrder = order(8_000, fails: fails)
        let shuffled = order(8_000, shuffledBy: 3, fails: fails)
        #expect(inOrder.quarters == shuffled.quarters)
        #expect(inOrder.total == StartOrder.Part(started: 8_000, failed: (0..<8_000).count(where: fails)))
        #expect(inOrder.quarters.reduce(0) { $0 + $1.started } == 8_000)
        #expect(inOrder.quarters.allSatisfy { abs($0.started - 2_000) <= 40 })
    }

    @Test(
        arguments: [
            (FailureKind.timeout, nil, true), (.connect, nil, true), (.reset, nil, true), (.status, 503, true),
            (.status, 504, true), (.status, 502, true), (.status, 429, false), (.status, 404, false),
            (.check, 503, false),
            (.tls, nil, false), (.harness, nil, false), (.cancelled, nil, false),
        ] as [(FailureKind, Int?, Bool)])
    func `are of kinds that a busy server causes`(kind: FailureKind, status: Int?, may: Bool) {
        #expect(Overload.mayCause(kind, status: status) == may)
    }

    // MARK: In the summary

    /// Twenty of eighty are refused with 503, the last to start; ten others get 404.
    private func groups(generator verdict: GeneratorReport.Verdict = .ok) -> [Summary.FailureGroup] {
        let metadata = ImaginedRun.metadata(expected: 80)
        var builder = SummaryBuilder(metadata: metadata, thresholds: [])
        var batch = SampleBatch()
        for number in 1...80 {
            let started = metadata.origin.advanced(by: .milliseconds(number))
            let failure: Failure? =
                number > 60
                ? Failure(kind: .status, status: 503, detail: "503")
                : number <= 10 ? Failure(kind: .status, status: 404, detail: "404") : nil
            batch.steps.append(
                StepSample(
                    participant: Int32(number), step: StepIndex(rawValue: 0), intended: started, started: started,
                    finished: started.advanced(by: .milliseconds(5)), failure: failure))
        }
        builder.add(batch)
        var report = ImaginedRun.report
        report.verdict = verdict
        return builder.results(
            outcome: RunOutcome(status: .completed, reason: nil, durationSeconds: 1, generator: report)
        ).summary.failures
    }

    @Test func `explain those that the crowd may have caused, and no others`() throws {
        let groups = groups()
        let refused = try #require(groups.first { $0.status == 503 })
        #expect(
            refused.cause.contains(
                "It got worse as more came: of the first 20 to start, 0 were not served, then 0 of 20, 0 of 20 and all of 20."
            ))
        #expect(refused.remedy?.contains("spread the arrival") == true)
        #expect(groups.first { $0.status == 404 }?.cause == "404")
    }

    @Test(arguments: [GeneratorReport.Verdict.strained, .overloaded])
    func `say nothing about the target where the generator had trouble`(verdict: GeneratorReport.Verdict) {
        #expect(groups(generator: verdict).allSatisfy { !$0.cause.contains("It got worse") })
    }
}
