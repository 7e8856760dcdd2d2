// An imagined target for capacity searches that are carried out: it holds so many, and only its clock moves.
import Foundation
import Measuring
import Support
import Synchronization

@testable import Analysis
@testable import Runs

/// A target that holds so many at once, and a clock that only waiting and storms move.
final class ImaginedWorld: Sendable {
    struct State {
        var seconds = 0.0
        var sizes: [Int] = []
        /// The windows of those that came over one, in milliseconds.
        var windows: [Int] = []
        var kept: [CapacityDocument] = []
        var waits: [Double?] = []
        /// What single journeys take, in their order; afterwards 100 ms. A nil one fails.
        var journeys: [Double?] = []
        /// Stops the search after this many storms.
        var interruptsAfter: Int?
        /// Stops it after this many storms over a window.
        var interruptsAfterWindows: Int?
    }

    /// What storms over windows do.
    struct Windows {
        /// From this window on they pass, in milliseconds.
        var holdFrom = Int.max
        /// Up to this one the generator is the bottleneck.
        var generatorUpTo = 0
        /// The storm of this number among them cannot be carried out.
        var brokenAt: Int?
    }

    // A lock, since the search's actions may run anywhere.
    let state: Mutex<State>
    private let holds: Int
    private let windows: Windows
    /// The condition that cuts short what fails; nil: nothing does.
    private let cutShort: String?

    init(
        holds: Int, windows: Windows = Windows(), journeys: [Double?] = [], interruptsAfter: Int? = nil,
        interruptsAfterWindows: Int? = nil, cutShort: String? = nil
    ) {
        self.holds = holds
        self.windows = windows
        self.cutShort = cutShort
        state = Mutex(
            State(
                journeys: journeys, interruptsAfter: interruptsAfter, interruptsAfterWindows: interruptsAfterWindows))
    }

    var actions: CapacityActions {
        CapacityActions(
            storm: { (storm) async throws(Problem) in
                let place = self.state.withLock { state in
                    if let window = storm.windowMs {
                        state.windows.append(window)
                    } else {
                        state.sizes.append(storm.participants)
                    }
                    state.seconds += 10
                    return state.windows.count
                }
                var summary = Summary.ofFew
                if let window = storm.windowMs {
                    if place == self.windows.brokenAt { throw Problem("the disk is full") }
                    summary.verdict =
                        window <= self.windows.generatorUpTo
                        ? .invalid : window >= self.windows.holdFrom ? .passed : .failed
                } else {
                    summary.verdict = storm.participants <= self.holds ? .passed : .failed
                }
                let isCut = summary.verdict == .failed && self.cutShort != nil
                if isCut { summary.run.status = .aborted }
                return CapacityActions.Ended(
                    summary: summary, run: "storm-\(storm.number)", reason: isCut ? self.cutShort : nil)
            },
            singleJourneys: { (_) async throws(Problem) in
                let median = self.state.withLock { $0.journeys.isEmpty ? 100 : $0.journeys.removeFirst() }
                return median.map(CapacityActions.Single.took) ?? .failed("token: Connection refused")
            },
            wait: { seconds in self.state.withLock { $0.seconds += seconds } },
            seconds: { self.state.withLock { $0.seconds } },
            isInterrupted: {
                self.state.withLock { state in
                    state.interruptsAfter.map { state.sizes.count >= $0 }
                        ?? state.interruptsAfterWindows.map { state.windows.count >= $0 } ?? false
                }
            },
            keep: { document in self.state.withLock { $0.kept.append(document) } },
            tell: { event in
                if case .waits(let single, _, _) = event {
                    self.state.withLock { $0.waits.append(single.milliseconds) }
                }
            })
    }
}

extension Summary {
    /// A small run of which all got in. Its figures stand for those of any size: making them up takes time.
    static let ofFew: Summary = {
        var run = ImaginedRun(participants: 10, seed: 1)
        run.metadata.id = "run"
        var builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
        for batch in run.batches { builder.add(batch) }
        return builder.results(outcome: run.ending).summary
    }()
}

extension ImaginedWorld {
    /// A search that has been carried out.
    static func carriedOut(
        _ document: CapacityDocument, in world: ImaginedWorld, limits: CapacityLimits = CapacityLimits()
    ) async throws(Problem) -> CapacityDocument {
        var run = CapacityRun(document, limits: limits, actions: world.actions)
        return try await run.carryOut()
    }
}

extension CapacityDocument {
    /// A search that has not begun.
    static func searching(
        from: Int = 10, to: Int = 200, windowMs: Int? = nil, maxStorms: Int = 40, require: Int? = nil,
        expected: Expected? = nil
    ) -> CapacityDocument {
        let settings = Settings(
            from: from, to: to, windowMs: windowMs, require: require, expected: expected, maxStorms: maxStorms)
        return CapacityDocument(
            search: Search(
                name: "x", scenario: "x.yaml", crowd: "participants", startedAt: "2026-11-24T03:00:00.000Z",
                target: "stand-in", seed: 1, version: "0", status: .unfinished),
            settings: settings, answer: Answer(CapacitySearch(settings.ofSearch).answer, sentence: ""))
    }

    /// The document after a round through its text.
    var reread: CapacityDocument {
        get throws { try JSONDecoder().decode(CapacityDocument.self, from: Data(json.utf8)) }
    }
}
