// A capacity search as it is carried out, against an imagined target: recovery, limits, interruption, resumption.
import Foundation
import Measuring
import Support
import Synchronization
import Testing

@testable import Analysis
@testable import Runs

/// A target that holds so many at once, and a clock that only waiting and storms move.
private final class ImaginedWorld: Sendable {
    struct State {
        var seconds = 0.0
        var sizes: [Int] = []
        var kept: [CapacityDocument] = []
        var waits: [Double?] = []
        /// What single journeys take, in their order; afterwards 100 ms. A nil one fails.
        var journeys: [Double?] = []
        /// Stops the search after this many storms.
        var interruptsAfter: Int?
    }

    // A lock, since the search's actions may run anywhere.
    let state: Mutex<State>
    private let holds: Int

    init(holds: Int, journeys: [Double?] = [], interruptsAfter: Int? = nil) {
        self.holds = holds
        state = Mutex(State(journeys: journeys, interruptsAfter: interruptsAfter))
    }

    var actions: CapacityActions {
        CapacityActions(
            storm: { (number, participants) async throws(Problem) in
                self.state.withLock { state in
                    state.sizes.append(participants)
                    state.seconds += 10
                }
                var summary = Summary.of(participants: participants)
                summary.verdict = participants <= self.holds ? .passed : .failed
                return CapacityActions.Ended(summary: summary, run: "storm-\(number)")
            },
            singleJourneys: { () async throws(Problem) in
                self.state.withLock { $0.journeys.isEmpty ? 100 : $0.journeys.removeFirst() }
            },
            wait: { seconds in self.state.withLock { $0.seconds += seconds } },
            seconds: { self.state.withLock { $0.seconds } },
            isInterrupted: {
                self.state.withLock { state in state.interruptsAfter.map { state.sizes.count >= $0 } ?? false }
            },
            keep: { document in self.state.withLock { $0.kept.append(document) } },
            tell: { event in
                if case .waits(let median, _, _) = event { self.state.withLock { $0.waits.append(median) } }
            })
    }
}

extension Summary {
    /// A run of so many, of whom all got in.
    fileprivate static func of(participants: Int) -> Summary {
        var run = ImaginedRun(participants: participants, seed: 1)
        run.metadata.id = "run"
        var builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
        for batch in run.batches { builder.add(batch) }
        return builder.results(outcome: run.ending).summary
    }
}

@Suite struct `A capacity search that is carried out` {
    private func document(from: Int = 10, to: Int = 200, maxStorms: Int = 40, require: Int? = nil) -> CapacityDocument {
        let settings = CapacityDocument.Settings(from: from, to: to, require: require, maxStorms: maxStorms)
        return CapacityDocument(
            search: CapacityDocument.Search(
                name: "x", scenario: "x.yaml", crowd: "participants", startedAt: "2026-11-24T03:00:00.000Z",
                target: "stand-in", seed: 1, version: "0", status: .unfinished),
            settings: settings,
            answer: CapacityDocument.Answer(CapacitySearch(settings.ofSearch).answer, sentence: ""))
    }

    private func carriedOut(
        _ document: CapacityDocument, in world: ImaginedWorld, limits: CapacityLimits = CapacityLimits()
    ) async throws(Problem) -> CapacityDocument {
        var run = CapacityRun(document, limits: limits, actions: world.actions)
        return try await run.carryOut()
    }

    @Test func `finds the size from which on storms fail, and keeps every storm`() async throws {
        let world = ImaginedWorld(holds: 60)
        let found = try await carriedOut(document(), in: world)
        #expect(found.search.status == .completed)
        let (lower, upper) = (try #require(found.answer.lower), try #require(found.answer.upper))
        #expect(lower <= 61 && upper >= 60)
        #expect(try #require(found.answer.planWith) <= 60)
        #expect(world.state.withLock { $0.sizes } == found.storms.map(\.participants))
        // After each storm, so that nothing is lost if the process is killed.
        #expect(
            world.state.withLock { $0.kept.map(\.storms.count) } == Array(1...found.storms.count) + [found.storms.count]
        )
        #expect(found.recovery == CapacityDocument.Recovery(beforeMs: 100))
        #expect(found.recovery?.limitMs == 200)
    }

    @Test func `a storm waits until single journeys are as fast as before the first`() async throws {
        let world = ImaginedWorld(holds: 1000, journeys: [100, 200, 900, nil, 200])
        let found = try await carriedOut(document(to: 20), in: world)
        // 200 ms is 1.5 times 100 ms and 50 ms.
        #expect(world.state.withLock { $0.waits } == [900, nil])
        #expect(found.storms[1].recoverySeconds == 0)
        #expect(found.storms[2].recoverySeconds == 2.5)
    }

    @Test func `three storms before which the target does not recover end the search, and none of them is run`()
        async throws
    {
        let world = ImaginedWorld(holds: 1000, journeys: [100] + Array(repeating: 900, count: 500))
        let found = try await carriedOut(document(), in: world)
        #expect(found.storms.map(\.exclusion) == [nil, .notRecovered, .notRecovered, .notRecovered])
        #expect(found.storms.dropFirst().allSatisfy { $0.run == nil && $0.figures == nil })
        #expect(world.state.withLock { $0.sizes } == [10])
        #expect(found.answer.planWith == nil)
    }

    @Test func `nothing is stormed if a single journey fails`() async throws {
        let world = ImaginedWorld(holds: 1000, journeys: [nil])
        await #expect(throws: Problem.self) { try await carriedOut(document(), in: world) }
        #expect(world.state.withLock { $0.sizes } == [])
    }

    @Test func `the time for the search begins no storm after its end`() async throws {
        let world = ImaginedWorld(holds: 60)
        let found = try await carriedOut(document(), in: world, limits: CapacityLimits(maxSeconds: 25))
        #expect(found.search.status == .stopped && found.search.reason?.contains("--max-duration") == true)
        #expect(found.storms.count == 3)
        #expect(!found.answer.isComplete && found.answer.sentence.hasPrefix("So far: "))
    }

    @Test(arguments: [1, 4, 9])
    func `an interrupted search goes on from its document as if nothing had happened`(count: Int) async throws {
        let whole = try await carriedOut(document(), in: ImaginedWorld(holds: 60))
        let cut = try await carriedOut(document(), in: ImaginedWorld(holds: 60, interruptsAfter: count))
        #expect(cut.search.status == .interrupted && cut.storms.count == count)
        var read = try JSONDecoding.document(cut)
        #expect(read == cut)
        read.search.status = .unfinished
        let resumed = try await carriedOut(read, in: ImaginedWorld(holds: 60))
        #expect(resumed.storms.map(\.participants) == whole.storms.map(\.participants))
        #expect(resumed.answer == whole.answer)
    }

    @Test(arguments: [(40, CapacityAnswer.Requirement.met), (80, .notMet)])
    func `a required size is met or not`(required: Int, answer: CapacityAnswer.Requirement) async throws {
        let found = try await carriedOut(document(require: required), in: ImaginedWorld(holds: 60))
        #expect(found.answer.requirement == answer)
    }
}

private enum JSONDecoding {
    /// A document after a round through its text.
    static func document(_ document: CapacityDocument) throws -> CapacityDocument {
        try JSONDecoder().decode(CapacityDocument.self, from: Data(document.json.utf8))
    }
}
