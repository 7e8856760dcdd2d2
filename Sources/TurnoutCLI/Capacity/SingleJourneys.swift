// Single journeys between the storms of a capacity search: they show whether the target has recovered.
import Analysis
import Driver
import EventLoops
import Measuring
import Runs
import Scenarios
import Synchronization

/// Five journeys, one after another, while nobody else is there.
struct SingleJourneys: Sendable {
    /// How many.
    static let count = 5

    /// The plan of the journeys: a crowd of one for each, one after another.
    let plan: Plan
    private let environment: [String: String]

    /// The single journeys of a plan.
    /// - Parameters:
    ///   - plan: the plan of the smallest storm.
    ///   - crowd: the place of the growing crowd.
    ///   - environment: the process's environment.
    init(_ plan: Plan, crowd: Int, environment: [String: String]) {
        self.environment = environment
        var alone = plan
        let first = plan.numbers(ofCrowd: crowd).first
        let size = max(1, plan.crowds[crowd].participants.count)
        alone.crowds = (0..<SingleJourneys.count).map { place in
            var person = plan.crowds[crowd]
            person.name = "journey \(place + 1)"
            // Different people, as far as there are so many: some sites let nobody log in twice.
            person.firstNumber = first + place % size
            person.participants.data?.firstRow += place % size
            person.participants.count = 1
            person.arrival = .atOnce
            person.start = place == 0 ? .withRun : .afterCrowd("journey \(place)")
            person.journey.removeAll { if case .pause = $0.action { true } else { false } }
            for step in person.journey.indices { person.journey[step].release = nil }
            return person
        }
        alone.thresholds = []
        alone.limits = LimitsPlan()
        self.plan = alone
    }

    /// Walks them.
    ///
    /// - Parameters:
    ///   - origins: the target's base URLs.
    ///   - loops: the event loops.
    ///   - seed: the seed of their random choices.
    ///   - seconds: how long they may take together.
    ///   - control: ends them early.
    /// - Returns: their median, from the start until in the room. Those behind one that fails are not walked.
    /// - Throws: why they could not be walked at all.
    func median(
        against origins: Origins, on loops: [EventLoop], seed: UInt64, within seconds: Double, control: StormControl
    ) async throws(Problem) -> CapacityActions.Single {
        var plan = plan
        plan.limits.maxDuration = .seconds(seconds)
        let time = TimeOfDay.now
        let run = RunPlan(
            plan: plan, id: RunID.random(), seed: seed, version: turnoutVersion, startedAt: time.iso8601,
            origin: time.moment, directory: "", environment: [:], processEnvironment: environment)
        let metadata = run.metadata(origins)
        let times = JourneyTimes(endingWith: control, steps: metadata.steps)
        let storm = Storm(
            plan: plan, origins: origins, metadata: metadata, sink: times, control: control,
            progress: StormProgress(), processEnvironment: environment, notice: { _ in })
        _ = try await storm.run(on: loops)
        let found = times.found
        guard found.milliseconds.count == SingleJourneys.count else {
            return .failed(found.failure ?? "it was cut short")
        }
        return .took(found.milliseconds.sorted()[SingleJourneys.count / 2])
    }
}

/// Keeps the times of journeys that reached the room, and ends the others as soon as one does not.
private final class JourneyTimes: SampleSink {
    struct Found {
        var milliseconds: [Double] = []
        /// The first failure: step and what was observed.
        var failure: String?
    }

    private let control: StormControl
    /// The names of the steps.
    private let steps: [String]
    // A lock, because samples come from the loops' threads.
    private let state = Mutex(Found())

    var found: Found { state.withLock { $0 } }

    init(endingWith control: StormControl, steps: [String]) {
        self.control = control
        self.steps = steps
    }

    func take(_ batches: [SampleBatch]) {
        let participants = batches.flatMap(\.participants)
        let found = participants.filter { $0.ending == .completed }
            .compactMap { $0.journeyNanoseconds.map { Double($0) / 1_000_000 } }
        let failure = batches.lazy.flatMap(\.steps).compactMap { step in
            step.failure.map { failure in
                let index = Int(step.step.rawValue)
                return "\(self.steps.indices.contains(index) ? self.steps[index] : "a step"): \(failure.detail)"
            }
        }.first
        state.withLock { state in
            state.milliseconds += found
            state.failure = state.failure ?? failure
        }
        if participants.contains(where: { $0.ending != .completed }) {
            control.stop(.aborted("a single journey failed"))
        }
    }

    func beat(_ heartbeat: Heartbeat) {}
}
