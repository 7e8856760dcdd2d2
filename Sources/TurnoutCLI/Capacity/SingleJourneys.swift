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

    private let plan: Plan
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
        let others = plan.crowds[crowd].participants.count
        alone.crowds = (0..<SingleJourneys.count).map { place in
            var person = plan.crowds[crowd]
            person.name = "journey \(place + 1)"
            // Different people, as far as there are so many: some sites let nobody log in twice.
            person.firstNumber = first + place % max(1, others)
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
    ///   - control: ends them early.
    /// - Returns: their median in milliseconds, from the start until in the room; nil if any of them failed.
    func median(
        against origins: Origins, on loops: [EventLoop], seed: UInt64, control: StormControl
    ) async -> Double? {
        let time = TimeOfDay.now
        let run = RunPlan(
            plan: plan, id: RunID.random(), seed: seed, version: turnoutVersion, startedAt: time.iso8601,
            origin: time.moment, directory: "", environment: [:], processEnvironment: environment)
        let times = JourneyTimes()
        let storm = Storm(
            plan: plan, origins: origins, metadata: run.metadata(origins), sink: times, control: control,
            progress: StormProgress(), processEnvironment: environment, notice: { _ in })
        do throws(Problem) {
            _ = try await storm.run(on: loops)
        } catch {
            // A busy target may refuse what setup asks for.
            return nil
        }
        let found = times.milliseconds
        guard found.count == SingleJourneys.count else { return nil }
        return found.sorted()[SingleJourneys.count / 2]
    }
}

/// Keeps the times of journeys that reached the room.
private final class JourneyTimes: SampleSink {
    // A lock, because samples come from the loops' threads.
    private let times = Mutex<[Double]>([])

    var milliseconds: [Double] { times.withLock { $0 } }

    func take(_ batches: [SampleBatch]) {
        let found = batches.flatMap(\.participants).filter { $0.ending == .completed }
            .compactMap { $0.journeyNanoseconds.map { Double($0) / 1_000_000 } }
        times.withLock { $0 += found }
    }

    func beat(_ heartbeat: Heartbeat) {}
}
