import Measuring
import Support
import Testing

@testable import Analysis

/// Results and details of samples.
private func material(
    _ metadata: RunMetadata, _ batches: [SampleBatch], _ ending: RunOutcome
) -> ReportMaterial {
    var builder = SummaryBuilder(metadata: metadata, thresholds: [])
    for batch in batches { builder.add(batch) }
    return ReportMaterial(
        results: builder.results(outcome: ending),
        detail: RunDetail(builder.frame) { _, body in batches.forEach(body) })
}

private func material(_ storm: StormSamples) -> ReportMaterial {
    material(storm.metadata, storm.batches, storm.ending)
}

extension RunDetail.Whereabouts {
    /// How many were in a state at the last instant.
    fileprivate func last(_ state: State) -> Int {
        guard let place = states.firstIndex(of: state), let counts = counts.last else { return 0 }
        return counts[place]
    }
}

@Suite struct `A run's details` {
    private static let crowds = [
        CrowdMetadata(name: "hosts", expected: 7, steps: ["token", "enter-room"], hasEntry: true),
        CrowdMetadata(
            name: "late", expected: 40, steps: ["token", "enter-room", "leave-room"], hasEntry: true,
            arrivalIsAtOnce: false),
        CrowdMetadata(name: "learners", expected: 250, steps: ["token", "generate", "enter"], hasEntry: true),
    ]

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `count what the summary counts, in any order of the batches`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let several = seed % 2 == 0
        let run = ImaginedRun(
            participants: several ? 297 : Int.random(in: 1...400, using: &random), seed: seed,
            failing: Double.random(in: 0..<0.6, using: &random), batchSize: 7, crowds: several ? Self.crowds : [])
        let made = material(run.metadata, run.batches, run.ending)
        let summary = made.results.summary
        let detail = made.detail
        #expect(detail.crowds.map(\.name) == summary.crowds.map(\.name))
        for (crowd, figures) in zip(detail.crowds, summary.crowds) {
            let people = figures.participants
            let last = crowd.whereabouts
            #expect(last.counts.allSatisfy { $0.reduce(0, +) == max(people.expected, people.started) })
            #expect(last.counts.first?.first == max(people.expected, people.started))
            #expect(last.last(.entered) == people.entered)
            #expect(last.last(.failed) == people.failed - people.failedAfterEntering)
            #expect(last.last(.before) == people.expected - people.started)
            #expect(last.counts.count <= RunDetail.Whereabouts.mostInstants)
            #expect(crowd.lastMs >= figures.admission.lastMs ?? 0)
            if let starts = crowd.starts {
                #expect(starts.planned.counts.reduce(0, +) == people.started)
                #expect(starts.actual.counts.reduce(0, +) == people.started)
            }
        }
        for (step, figures) in zip(detail.steps, summary.steps) {
            if let heat = step.heat {
                #expect(step.executions.isEmpty)
                #expect(heat.columns.joined().reduce(0, +) == figures.succeeded && heat.columns.count <= 120)
            } else {
                #expect(step.executions.count == figures.executions)
                #expect(step.executions.count { $0.failed } == figures.failed)
                #expect(step.executions.lazy.filter { !$0.failed }.map(\.responseMs).max() == figures.responseMs.max)
            }
        }
        for (failures, group) in zip(detail.failures, summary.failures) {
            #expect(failures.bins.counts.reduce(0, +) == group.count)
            #expect(failures.atMs.count == (group.count <= 200 ? group.count : 0))
        }
        #expect(detail.failures.count == summary.failures.count)
        #expect(detail.releases.count == summary.releases.count)
        for (release, figures) in zip(detail.releases, summary.releases) {
            #expect(release.sent.counts.reduce(0, +) == figures.sent && release.sent.counts.count <= 40)
            if !release.sentMs.isEmpty { #expect(release.sentMs.last == figures.spreadMs?.max) }
        }
        let shuffled = material(run.metadata, run.batches.shuffled(using: &random), run.ending).detail
        #expect(shuffled.releases == detail.releases && shuffled.steps == detail.steps)
        #expect(shuffled.failures == detail.failures && shuffled.journeys == detail.journeys)
        #expect(shuffled.crowds.map(\.whereabouts) == detail.crowds.map(\.whereabouts))
        #expect(shuffled.crowds.map(\.starts?.actual) == detail.crowds.map(\.starts?.actual))
    }

    @Test(arguments: [(1, 1.0), (10, 3), (500, 3), (500, 600), (2000, 1)])
    func `of a storm hold its crowd at every instant, and end with everyone in the room`(people: Int, seconds: Double) {
        let made = material(StormSamples(participants: people, seconds: seconds))
        let whereabouts = made.detail.crowds[0].whereabouts
        #expect(made.results.summary.participants.entered == people)
        #expect(whereabouts.counts.allSatisfy { $0.reduce(0, +) == people })
        #expect(whereabouts.last(.entered) == people)
        #expect(whereabouts.firstMs == -whereabouts.stepMs)
        // All the time of everyone is somewhere.
        let length = Double(whereabouts.counts.count - 1) * whereabouts.stepMs
        #expect(abs(whereabouts.spentMs.reduce(0, +) - length * Double(people)) < 1e-3)
        let token = whereabouts.states.firstIndex(of: .step("token")).map { whereabouts.spentMs[$0] }
        let spent = made.results.summary.steps[0].responseMs
        #expect(abs((token ?? 0) / Double(people) - (spent.mean ?? 0)) < 0.01)
        // In the room by each instant: what the admission curve says.
        let place = whereabouts.states.firstIndex(of: .entered)
        let times = made.results.curves[0].microseconds
        for (index, counts) in whereabouts.counts.enumerated() {
            let instant = whereabouts.firstMs + Double(index) * whereabouts.stepMs
            #expect(place.map { counts[$0] } == times.count { Double($0) / 1000 <= instant + 1e-6 })
        }
    }

    @Test func `of a collapse have the failures of each kind where they ended`() throws {
        let made = material(StormSamples(participants: 400, seconds: 3, failing: .collapse))
        let summary = made.results.summary
        #expect(summary.participants.entered + summary.participants.failed == 400)
        for (failures, group) in zip(made.detail.failures, summary.failures) {
            #expect(failures.bins.counts.reduce(0, +) == group.count)
            if group.kind == .timeout { #expect(failures.bins.firstMs >= 29_000) }
        }
        #expect(made.detail.crowds[0].lastMs > 30_000)
        // What happened before the timeouts is seen closely: each instant has those who were in by then.
        let beginning = try #require(made.detail.crowds[0].beginning)
        let place = try #require(beginning.states.firstIndex(of: .entered))
        let failed = try #require(beginning.states.firstIndex(of: .failed))
        let ends = made.detail.failures.flatMap(\.atMs)
        let times = made.results.curves[0].microseconds
        #expect(beginning.stepMs < made.detail.crowds[0].whereabouts.stepMs / 5)
        for (index, counts) in beginning.counts.enumerated() {
            let instant = beginning.firstMs + Double(index) * beginning.stepMs
            #expect(counts[place] == times.count { Double($0) / 1000 <= instant + 1e-6 })
            #expect(counts.reduce(0, +) == 400)
            #expect(counts[failed] == ends.count { $0 <= instant + 1e-6 })
        }
    }

    @Test func `of a looping crowd have no whereabouts`() {
        let made = material(
            StormSamples(crowds: [
                .init(name: "background", participants: 5, arrival: .looping(seconds: 20)),
                .init(name: "learners", participants: 50),
            ]))
        #expect(made.detail.crowds[0].whereabouts == .empty && made.detail.crowds[0].starts == nil)
        #expect(made.detail.crowds[1].whereabouts.last(.entered) == 50)
    }

    // MARK: Journeys

    @Test func `show the people at the ranks of their journeys' times, and the first who failed`() throws {
        let storm = StormSamples(participants: 300, seconds: 3, failing: .some(4))
        let journeys = material(storm).detail.journeys
        #expect(journeys.map(\.role) == [.median, .p95, .slowest, .firstFailed])
        let times = storm.batches.flatMap(\.participants).compactMap(\.journeyNanoseconds).sorted()
        let zero = storm.batches.flatMap(\.gates).first { $0.gate == 1 }?.opened
        for (journey, percent) in zip(journeys, [50, 95, 100]) {
            let rank = (times.count * percent + 99) / 100
            #expect(journey.enteredMs == Double(times[rank - 1] / 1000) / 1000)
            #expect(journey.requests.count == 3 && journey.requests.last?.endMs == journey.enteredMs)
        }
        let failed = storm.batches.flatMap(\.participants).filter { $0.ending == .failed }
        let first = try #require(failed.min { $0.finished < $1.finished })
        #expect(journeys[3].participant == Int(first.participant) && journeys[3].enteredMs == nil)
        #expect(journeys[3].requests.last?.failure == .status && journeys[3].requests.last?.status == 429)
        #expect(
            journeys[3].requests.last?.endMs == Double(first.finished.microseconds(since: try #require(zero))) / 1000)
    }

    @Test func `show everyone of ten, and nobody twice`() {
        let ten = material(StormSamples(participants: 10)).detail.journeys
        #expect(ten.map(\.role) == Array(repeating: .one, count: 10) && ten.map(\.participant) == Array(1...10))
        let eleven = material(StormSamples(participants: 11)).detail.journeys
        #expect(eleven.map(\.role) == [.median, .slowest])
        #expect(material(StormSamples(participants: 0)).detail.journeys.isEmpty)
    }

    @Test func `keep the first sixty requests of a person, and say how many more there are`() {
        let storm = StormSamples(participants: 1)
        var many = storm.batches
        let last = many.indices.last ?? 0
        let token = many[last].requests[0]
        for number in 1...500 {
            var another = token
            another.figures.started = token.figures.started.advanced(byNanoseconds: Int64(number) * 1000)
            many[last].requests.append(another)
        }
        many[last].requests.reverse()
        let journey = material(storm.metadata, many, storm.ending).detail.journeys[0]
        #expect(journey.requests.count == 60 && journey.omitted == 443)
        #expect(journey.requests.map(\.startMs) == journey.requests.map(\.startMs).sorted())
        #expect(journey.requests[0].endpoint == "token")
    }

    // MARK: Gates, and journeys that were cut off

    private static let login = CrowdMetadata(
        expected: 3, steps: ["login page", "log in", "lesson"], hasEntry: true, firstGate: 1)

    private func at(_ milliseconds: Int64) -> Moment {
        ImaginedRun.metadata(expected: 1).origin.advanced(byNanoseconds: milliseconds * 1_000_000)
    }

    private func step(_ participant: Int32, _ step: Int16, _ from: Int64, _ to: Int64, _ failure: Failure? = nil)
        -> StepSample
    {
        StepSample(
            participant: participant, step: StepIndex(rawValue: step), intended: at(from), started: at(from),
            finished: at(to), failure: failure)
    }

    private func ending(
        _ participant: Int32, _ from: Int64, _ to: Int64, entered: Int64? = nil, _ ending: ParticipantSample.Ending
    ) -> ParticipantSample {
        ParticipantSample(
            participant: participant, intended: at(from), started: at(from), finished: at(to),
            entered: entered.map { at($0) }, journeyNanoseconds: nil, ending: ending, endedAt: nil)
    }

    private func whereabouts(_ batch: SampleBatch) -> RunDetail.Whereabouts {
        var metadata = ImaginedRun.metadata(expected: 3)
        metadata.crowds = [Self.login]
        return material(
            metadata, [batch], RunOutcome(status: .interrupted, reason: nil, durationSeconds: 1, generator: nil)
        )
        .detail.crowds[0].whereabouts
    }

    @Test func `count those who wait at a gate as before the release, even between two steps`() {
        var batch = SampleBatch()
        batch.gates = [
            .arrivals(at: at(0)), GateSample(gate: 1, name: "login page", opened: at(100), waiting: 3, stragglers: []),
            GateSample(gate: 2, name: "log in", opened: at(250), waiting: 2, stragglers: [3]),
        ]
        batch.steps = [
            step(1, 0, 100, 120), step(1, 1, 250, 260), step(1, 2, 260, 300),
            // With a pause, which belongs to the step before it.
            step(2, 0, 100, 120), step(2, 1, 250, 260), step(2, 2, 280, 300),
            // A straggler, who never waited at the second gate.
            step(3, 0, 100, 270), step(3, 1, 270, 280), step(3, 2, 280, 300),
        ]
        batch.participants = (1...3).map { ending($0, 100, 300, entered: 300, .completed) }
        let found = whereabouts(batch)
        #expect(found.states == [.before, .step("login page"), .step("log in"), .step("lesson"), .entered])
        func counts(at milliseconds: Double) -> [Int] {
            found.counts[Int(((milliseconds - found.firstMs) / found.stepMs).rounded())]
        }
        #expect(found.stepMs == 1)
        #expect(counts(at: -1) == [3, 0, 0, 0, 0])
        #expect(counts(at: 0) == [0, 3, 0, 0, 0])
        #expect(counts(at: 100) == [2, 1, 0, 0, 0])
        #expect(counts(at: 155) == [0, 1, 2, 0, 0])
        // The second one rests, the third one logs in.
        #expect(counts(at: 170) == [0, 0, 2, 1, 0])
        #expect(counts(at: 200) == [0, 0, 0, 0, 3])
    }

    @Test func `leave those who were cut off where they were, and keep those who left in the room`() {
        var batch = SampleBatch()
        batch.gates = [
            .arrivals(at: at(0)), GateSample(gate: 1, name: "login page", opened: at(100), waiting: 3, stragglers: []),
        ]
        batch.steps = [
            // Enters at 150, and then fails in a later step.
            step(1, 0, 100, 150), step(1, 1, 150, 300, Failure(kind: .reset, detail: "")),
            step(2, 0, 100, 180), step(2, 1, 180, 400, Failure(kind: .cancelled, detail: "")),
        ]
        batch.participants = [
            ending(1, 100, 300, entered: 150, .failed), ending(2, 100, 400, .cancelled),
            ending(3, 100, 400, .cancelled),
        ]
        let found = whereabouts(batch)
        #expect(found.last(.entered) == 1 && found.last(.step("log in")) == 1)
        // Nothing of the third one's first step was recorded, because it never ended.
        #expect(found.last(.step("login page")) == 1 && found.last(.before) == 0)
    }

    @Test func `tell a journey that ended outside the room from a failed one`() {
        var batch = SampleBatch()
        batch.gates = [GateSample(gate: 1, name: "login page", opened: at(100), waiting: 3, stragglers: [])]
        batch.steps = [step(1, 0, 100, 150), step(2, 0, 100, 160, Failure(kind: .reset, detail: ""))]
        batch.participants = [ending(1, 100, 150, .completed), ending(2, 100, 160, .failed)]
        let found = whereabouts(batch)
        #expect(found.last(.ended) == 1 && found.last(.failed) == 1 && found.last(.before) == 1)
    }

    @Test(arguments: [1, 2, 3, 7, 20, 240], [1000, 1_000_000, 999_999_999, 36_000_000_000_000] as [Int64])
    func `have columns of 1, 2 or 5 times a power of ten that hold both ends`(most: Int, length: Int64) {
        for start in [-length / 3, 0, 17, length] {
            let scale = ColumnScale(from: start, to: start + length, atMost: max(2, most))
            let digits = String(scale.width)
            #expect("125".contains(digits.first ?? "x") && digits.dropFirst().allSatisfy { $0 == "0" })
            #expect(scale.count <= max(2, most))
            #expect(scale.first * scale.width <= start)
            #expect((scale.first + Int64(scale.count)) * scale.width > start + length)
            #expect(scale.column(of: start) == 0 && scale.column(of: start + length) == scale.count - 1)
        }
    }
}
