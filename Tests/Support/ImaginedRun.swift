// A made-up run, with samples of every shape that a run can have.
package import Measuring

/// A made-up run: metadata, batches and an ending, all from one seed.
package struct ImaginedRun: Sendable {
    /// What is known of the run.
    package var metadata: RunMetadata
    /// Its samples.
    package var batches: [SampleBatch]
    /// How it ended.
    package var ending: RunOutcome

    /// A generator without any problem.
    package static let report = GeneratorReport(
        verdict: .ok, reasons: [], cpuSeconds: 1.25, cpuUtilisation: 0.5, loopLagP99Ms: 0.75, loopLagMaxMs: 3.5,
        peakMemoryMiB: 42.5, peakOpenFiles: 512, lateStarts: 0)

    /// Metadata of a run of this size.
    package static func metadata(expected: Int, steps: [String] = ["token", "generate-access", "enter-room"])
        -> RunMetadata
    {
        RunMetadata(
            id: "7f3a", name: "Simultaneous login", scenario: "scenarios/ready-room.yaml",
            startedAt: "2026-11-24T03:00:00.000Z", seed: 7, version: "0.1.0", api: "http://127.0.0.1:8080",
            http: "auto", crowds: [CrowdMetadata(expected: expected, steps: steps, hasEntry: true)],
            origin: Moment(nanoseconds: 5_000_000_000_000))
    }

    /// A run from a seed; `failing` is the share of requests that fail.
    package init(
        participants: Int, seed: UInt64, failing: Double = 0.1, batchSize: Int = 200, crowds: [CrowdMetadata] = []
    ) {
        var random = SeededGenerator(seed: seed)
        var metadata = ImaginedRun.metadata(expected: participants)
        if !crowds.isEmpty { metadata.crowds = crowds }
        let release = metadata.origin.advanced(byNanoseconds: 400_000_123)
        var batches: [SampleBatch] = []
        var batch = SampleBatch()
        var last = release
        batch.gates.append(.arrivals(at: metadata.origin.advanced(byNanoseconds: 300_000_077)))
        batch.lookups = [
            LookupSample(loop: 0, host: "a.example:443", microseconds: 12_345, failure: nil),
            LookupSample(loop: 1, host: "a.example:443", microseconds: 1, failure: nil),
            LookupSample(
                loop: 1, host: "b.example:443", microseconds: 0,
                failure: Failure(kind: .resolve, detail: "Could not resolve host: b.example", curlCode: 6)),
        ]
        batch.requests.append(
            ImaginedRun.request(0, .setup, "space", from: metadata.origin, &random, failure: nil))
        batch.requests.append(
            ImaginedRun.request(
                0, .teardown, "leave", from: metadata.origin, &random,
                failure: Failure(kind: .status, status: 404, detail: "status 404")))
        for participant in 1...Int32(participants) {
            var time = release
            var entered: Moment?
            var endedAt: StepIndex?
            let crowd = ImaginedRun.crowd(of: Int(participant), metadata.crowds)
            let names = metadata.crowds[crowd].steps
            let first = metadata.crowds[..<crowd].reduce(0) { $0 + $1.steps.count }
            for place in names.indices {
                let step = StepIndex(rawValue: Int16(first + place))
                let failure = Double.random(in: 0..<1, using: &random) < failing ? ImaginedRun.failure(&random) : nil
                let started = time.advanced(byNanoseconds: Int64.random(in: 0...5_000_000, using: &random))
                var request = ImaginedRun.request(
                    participant, step, names[place], from: time, &random, failure: failure)
                request.figures.started = started
                if place == 0 { request.firstBehindGate = 1 }
                batch.requests.append(request)
                batch.steps.append(
                    StepSample(
                        participant: participant, step: step, intended: time, started: started,
                        finished: request.finished,
                        generatorNanoseconds: Int64.random(in: 0...3_000_000, using: &random), failure: failure))
                time = request.finished
                if failure != nil {
                    endedAt = step
                    break
                }
                if place == names.count - 1 { entered = time }
            }
            batch.participants.append(
                ParticipantSample(
                    participant: participant, crowd: Int16(crowd), intended: release, started: release, finished: time,
                    entered: entered,
                    journeyNanoseconds: entered.map { $0.nanoseconds(since: release) },
                    ending: endedAt == nil ? .completed : .failed, endedAt: endedAt,
                    person: seed.isMultiple(of: 2)
                        ? nil
                        : PersonSample(
                            name: "Anna «Ä» \(participant)",
                            externalUserID: participant.isMultiple(of: 7) ? nil : "p\(participant)")))
            last = max(last, time)
            if batch.requests.count >= batchSize {
                batches.append(batch)
                batch = SampleBatch()
            }
        }
        batch.gates.append(
            GateSample(
                gate: 1, name: "token", opened: release, waiting: Int32(participants - participants / 50),
                stragglers: (0..<Int32(participants / 50)).map { $0 * 3 + 1 }, isTight: seed % 2 == 0,
                primingBegan: seed == 3 ? release.advanced(byNanoseconds: -2_000_000) : nil,
                unprimed: seed == 3
                    ? UnprimedCause.allCases.enumerated().map { place, cause in
                        UnprimedParticipant(participant: Int32(place + 2), cause: cause)
                    } : []))
        batches.append(batch)
        self.metadata = metadata
        self.batches = batches
        ending = RunOutcome(
            status: .completed, reason: nil, durationSeconds: Double(last.microseconds(since: release)) / 1e6,
            generator: ImaginedRun.report)
    }

    /// Participants belong to the crowds in order.
    private static func crowd(of participant: Int, _ crowds: [CrowdMetadata]) -> Int {
        var last = 0
        return crowds.firstIndex { crowd in
            last += crowd.expected ?? 0
            return participant <= last
        } ?? crowds.count - 1
    }

    private static func failure(_ random: inout SeededGenerator) -> Failure {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: Failure(kind: .connect, detail: "Connection refused", curlCode: 7)
        case 1: Failure(kind: .status, status: 503, detail: "status 503")
        case 2:
            Failure(
                kind: .status, status: 429, detail: "status 429 «zu viele»",
                diagnosis: Diagnosis(code: "rate-limit", cause: "Too many at once.", remedy: "Spread the arrivals."))
        default: Failure(kind: .timeout, detail: "after \(Int.random(in: 0..<50, using: &random)) ms", curlCode: 28)
        }
    }

    private static func request(
        _ participant: Int32, _ step: StepIndex, _ endpoint: String, from time: Moment, _ random: inout SeededGenerator,
        failure: Failure?
    ) -> RequestSample {
        func some(_ limit: Int64) -> Int64 { Int64.random(in: 0...limit, using: &random) }
        let answered = failure == nil || failure?.status != nil
        let connects = Bool.random(using: &random)
        let started = time.advanced(byNanoseconds: some(100_000))
        let begun = started.advanced(byNanoseconds: some(1_000_000))
        var request = RequestSample(
            participant: participant, step: step, endpoint: endpoint, attempt: Int16(1 + some(1)),
            isReplay: some(9) == 0,
            intended: time,
            figures: ExchangeFigures(
                started: started, begun: failure?.kind == .timeout ? nil : begun,
                sent: answered ? begun.advanced(byNanoseconds: some(2_000_000)) : nil,
                primed: answered && participant.isMultiple(of: 5) ? started : nil,
                finished: begun.advanced(byNanoseconds: 2_000_000 + some(900_000_000)),
                phases: [
                    .resolve: connects ? some(50) : nil, .connect: connects ? some(900) : nil,
                    .wait: answered ? some(800_000) : nil, .receive: answered ? some(500) : nil,
                ],
                newConnections: connects ? 1 : 0,
                connectDelayNanoseconds: connects ? Int64(participant) * 100_001 : nil,
                receiveDelayNanoseconds: answered ? Int64(participant % 3) * 1_001 : nil,
                tcp: TCPFigures(
                    synRetransmissions: connects ? 0 : nil,
                    retransmissions: answered ? 0 : nil,
                    roundTripMicroseconds: answered ? 1 + participant * 7 : nil),
                version: answered ? [.http1_1, .http2].randomElement(using: &random) : nil,
                status: answered ? Int16(failure?.status ?? 200) : nil, bytesIn: answered ? 300 + some(4000) : 0,
                bytesOut: 200 + some(500), address: answered ? "203.0.113.\(1 + some(2)):443" : nil,
                failedAddresses: some(19) == 0 ? ["203.0.113.9:443", "[2001:db8::1]:443"] : []),
            failure: failure)
        if answered { request.figures.received = request.figures.finished.advanced(byNanoseconds: -1) }
        return request
    }
}
