// Conditions that end a run early: what a run in progress can still become.
import Measuring
import Scenarios
import Testing

@testable import Analysis

@Suite struct `Conditions that end a run` {
    private static let steps = ["token", "enter-room"]

    private func metadata(expected: Int?, isLooping: Bool = false, gate: Int16? = nil) -> RunMetadata {
        RunMetadata(
            id: "r", name: "t", scenario: "t.yaml", startedAt: "2026-01-01T00:00:00.000Z", seed: 1, version: "0",
            api: "http://a", http: "auto",
            crowds: [
                CrowdMetadata(
                    expected: expected, steps: Self.steps, hasEntry: true, arrivalIsAtOnce: gate != nil,
                    isLooping: isLooping, firstGate: gate)
            ], origin: Moment(nanoseconds: 0))
    }

    private func person(
        _ number: Int32, _ ending: ParticipantSample.Ending, enteredAt: Int64? = nil, endedAt: Int64 = 1
    ) -> ParticipantSample {
        func second(_ value: Int64) -> Moment { Moment(nanoseconds: value * 1_000_000_000) }
        return ParticipantSample(
            participant: number, crowd: 0, intended: second(0), started: second(0), finished: second(endedAt),
            entered: enteredAt.map(second), journeyNanoseconds: enteredAt.map { $0 * 1_000_000_000 }, ending: ending,
            endedAt: ending == .completed ? nil : StepIndex(rawValue: 1))
    }

    private func batch(_ people: [ParticipantSample], gates: [GateSample] = []) -> SampleBatch {
        var batch = SampleBatch()
        batch.participants = people
        batch.gates = gates
        batch.steps = people.map { person in
            StepSample(
                participant: person.participant, step: StepIndex(rawValue: 1), intended: person.intended,
                started: person.started, finished: person.finished,
                failure: person.ending == .failed ? Failure(kind: .status, status: 503, detail: "") : nil)
        }
        return batch
    }

    private func met(
        _ expression: String, _ batches: [SampleBatch], expected: Int? = 10, isLooping: Bool = false,
        gate: Int16? = nil
    ) throws -> [Double] {
        var builder = SummaryBuilder(
            metadata: metadata(expected: expected, isLooping: isLooping, gate: gate), thresholds: [])
        for batch in batches { builder.add(batch) }
        return builder.met(of: [try Thresholds.parse(expression, steps: Self.steps)]).map(\.value)
    }

    @Test func `take the turnout that can still be reached`() throws {
        let failed = (1...5).map { person($0, .failed) }
        #expect(try met("turnout < 50%", []) == [])
        #expect(try met("turnout < 50%", [batch(failed)]) == [])
        #expect(try met("turnout < 50%", [batch(failed + [person(6, .failed)])]) == [0.4])
        // Who completed the journey without the room is lost too; who failed later, or was cut off, is not.
        #expect(try met("turnout < 50%", [batch(failed + [person(6, .completed)])]) == [0.4])
        #expect(try met("turnout < 50%", [batch(failed + [person(6, .failed, enteredAt: 1)])]) == [])
        #expect(try met("turnout < 50%", [batch(failed + [person(6, .cancelled)])]) == [])
    }

    @Test func `expect as many of a looping crowd as began`() throws {
        let people = (1...3).map { person($0, .completed, enteredAt: 1) } + [person(4, .failed)]
        #expect(try met("turnout < 80%", [batch(people)], expected: nil, isLooping: true) == [0.75])
        #expect(try met("turnout < 75%", [batch(people)], expected: nil, isLooping: true) == [])
    }

    @Test func `take everything else as recorded so far`() throws {
        #expect(try met("failures > 0", []) == [])
        #expect(try met("p95(enter-room) > 1s", []) == [])
        let people = [person(1, .failed), person(2, .completed, enteredAt: 2, endedAt: 2)]
        #expect(try met("failures > 0", [batch(people)]) == [1])
        #expect(try met("failures(enter-room, status 503) >= 50%", [batch(people)]) == [0.5])
        #expect(try met("failures(token) > 0", [batch(people)]) == [])
        #expect(try met("max(enter-room) > 1s", [batch(people)]).count == 1)
        #expect(try met("p95(journey) > 3s", [batch(people)]) == [])
    }

    @Test func `do not wait for an admission that cannot be in time any more`() throws {
        let opening = GateSample(
            gate: 1, name: "token", opened: Moment(nanoseconds: 1_000_000_000), waiting: 10, stragglers: [],
            isTight: false)
        let late = batch([person(1, .completed, enteredAt: 9, endedAt: 12)])
        // Before the gate opens, time does not count.
        #expect(try met("admission(99%) > 10s", [late], gate: 1) == [])
        #expect(try met("admission(99%) > 12s", [late, batch([], gates: [opening])], gate: 1) == [])
        #expect(try met("admission(99%) > 10s", [late, batch([], gates: [opening])], gate: 1) == [11_000])
        // Reached, it counts as it is.
        #expect(try met("admission(10%) > 7s", [late, batch([], gates: [opening])], gate: 1) == [8_000])
    }

    @Test(arguments: [
        ("turnout < 50%", 0.482, "at most 48.2% can still get in"), ("failures > 3", 4, "4 failed"),
        ("failures > 3%", 0.05, "5% failed"), ("p95(journey) > 1s", 1234, "1.2s so far"),
        ("max(journey) > 1ms", 900, "900ms so far"), ("rate(journey) < 5", 4.25, "4.3/s so far"),
        ("admission(99%) > 10s", 11_000, "more than 11s have passed"),
    ])
    func `say what was found`(expression: String, value: Double, words: String) throws {
        #expect(try Thresholds.parse(expression, steps: Self.steps).words(for: value) == words)
    }
}
