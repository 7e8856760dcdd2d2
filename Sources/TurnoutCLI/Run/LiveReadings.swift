// From a run's counters and its results so far to what the display shows.
import Analysis
import Driver
import Journeys
import Measuring
import Reporting
import Scenarios

/// What is known of the run that a display shows, once it has begun.
struct ShownRun: Sendable {
    var name: String
    var crowds: [(name: String, expected: Int?)]
    /// The steps of all crowds.
    var steps: [Step]
    /// How long the journeys go on by the scenario alone; nil if it does not tell.
    var scheduledSeconds: Double?
    /// Of each crowd, how long it pauses at most behind its first gate.
    var pausesBehindGate: [Double]
    /// How long the run may go on.
    var maxSeconds: Double?
    /// When the run began.
    var begun: Moment
    /// Its results so far.
    var results: LiveSummary

    /// A step.
    struct Step: Sendable {
        /// Its name, with its crowd's if there are several.
        var name: String
        /// Whether it makes requests.
        var sends: Bool
        /// How long the steps behind it pause at most, in seconds.
        var pausesBehind: Double
    }

    init(_ plan: Plan, begun: Moment, results: LiveSummary) {
        name = plan.name
        crowds = plan.crowds.indices.map { (plan.crowds[$0].name, plan.ownExpected(ofCrowd: $0)) }
        steps = plan.crowds.flatMap { crowd in
            crowd.journey.enumerated().map { place, step in
                Step(
                    name: plan.crowds.count > 1 ? "\(crowd.name): \(step.name)" : step.name,
                    sends: step.action.kind.sends, pausesBehind: crowd.journey[(place + 1)...].pauseSeconds)
            }
        }
        pausesBehindGate = plan.crowds.map { crowd in
            crowd.journey.firstIndex { $0.release != nil }.map { crowd.journey[$0...].pauseSeconds } ?? 0
        }
        scheduledSeconds = plan.scheduledSeconds
        maxSeconds = plan.limits.maxDuration.map { Double($0.wholeNanoseconds) / 1e9 }
        self.begun = begun
        self.results = results
    }
}

extension ShownRun {
    /// How long the pauses that are still to come take those who are the furthest behind, in seconds.
    func pausesLeft(_ snapshot: StormProgress.Snapshot, at now: Moment) -> Double {
        var longest = 0.0
        for (step, reading) in zip(steps, snapshot.steps) where reading.inside > 0 {
            let rest = reading.resting > 0 ? reading.restsUntil.map { Double($0.nanoseconds(since: now)) / 1e9 } : nil
            longest = max(longest, step.pausesBehind + max(0, rest ?? 0))
        }
        for (crowd, pauses) in zip(snapshot.crowds, pausesBehindGate) where crowd.waiting > 0 {
            longest = max(longest, pauses)
        }
        return longest
    }
}

extension ArraySlice<StepPlan> {
    /// How long these steps pause at most, in seconds; those without a bound do not count.
    fileprivate var pauseSeconds: Double {
        reduce(0) { sum, step in
            guard case .pause(let pause) = step.action else { return sum }
            return sum + (pause.secondsAtMost ?? 0)
        }
    }
}

/// Reads counters, and keeps what is needed for rates and for what is asked only once a second.
struct LiveReadings {
    private let begun: Moment
    private let target: String
    private let deed: String
    private var requests: RequestMeter
    /// Of each step, how many executions have ended.
    private var ended: [RequestMeter] = []
    /// When the journeys were first seen.
    private var journeysBegan: Moment?
    private var glances: [StepGlance] = []
    private var generator: LiveView.Generator?
    private var glanced: (moment: Moment, cpuSeconds: Double?)?

    init(begun: Moment, target: String, deed: String) {
        self.begun = begun
        self.target = target
        self.deed = deed
        requests = RequestMeter(since: begun)
    }

    /// The view at this moment, of a run that may not have begun yet.
    mutating func view(of progress: StormProgress, _ run: ShownRun?, at now: Moment) -> LiveView {
        let snapshot = progress.snapshot
        var view = LiveView(name: run?.name ?? "", phase: LiveView.Phase(snapshot.phase))
        view.elapsedSeconds = seconds(from: begun, to: now)
        view.requests = snapshot.requests
        view.requestsPerSecond = requests.rate(of: snapshot.requests, at: now)
        view.silentSeconds = requests.silentSeconds(at: now)
        view.deed = deed
        if snapshot.phase == .setup, snapshot.started == 0 {
            view.preparation =
                view.silentSeconds >= 1
                ? "waiting for a response from \(target)"
                : "\(Figures.counted(snapshot.requests, "request")) answered"
        }
        if snapshot.phase == .teardown { view.preparation = snapshot.hostActivity?.words }
        view.crowds = snapshot.crowds.enumerated().map { place, crowd in
            let expected = run.flatMap { $0.crowds.indices.contains(place) ? $0.crowds[place].expected : nil }
            return LiveView.Crowd(crowd, expected: expected)
        }
        guard snapshot.phase == .journeys else { return view }
        view.gates = snapshot.gates.map {
            LiveView.Gate(
                name: $0.name, waiting: $0.waiting, expected: $0.expected,
                seconds: $0.deadline.map { seconds(from: now, to: $0) }, isPriming: $0.isPriming)
        }
        if let run {
            lookUp(progress, run, at: now)
            show(snapshot, of: run, in: &view, at: now)
        }
        view.generator = generator
        return view
    }

    /// Finds percentiles and judges the generator, at most once a second.
    private mutating func lookUp(_ progress: StormProgress, _ run: ShownRun, at now: Moment) {
        if let glanced, now.nanoseconds(since: glanced.moment) < 1_000_000_000 { return }
        glances = run.results.stepGlances
        let report = progress.generator
        if let report {
            var share: Double?
            if let glanced, let before = glanced.cpuSeconds {
                let available = seconds(from: glanced.moment, to: now) * Double(progress.cores)
                share = available > 0 ? (report.cpuSeconds - before) / available : nil
            }
            generator = LiveView.Generator(verdict: report.verdict, cpuShare: share, lagP99Ms: report.loopLagP99Ms)
        }
        glanced = (now, report?.cpuSeconds)
    }

    private mutating func show(
        _ snapshot: StormProgress.Snapshot, of run: ShownRun, in view: inout LiveView, at now: Moment
    ) {
        let journeysBegan = self.journeysBegan ?? now
        self.journeysBegan = journeysBegan
        view.secondsToGo = run.scheduledSeconds.map { scheduled in
            let sinceBegan = seconds(from: journeysBegan, to: now)
            return max(scheduled - sinceBegan, run.pausesLeft(snapshot, at: now))
        }
        view.secondsAtMost = run.maxSeconds.map { $0 - seconds(from: run.begun, to: now) }
        let counts = run.results.stepCounts
        while ended.count < run.steps.count { ended.append(RequestMeter(since: now)) }
        for (place, step) in run.steps.enumerated() {
            let reading = snapshot.steps.indices.contains(place) ? snapshot.steps[place] : .init()
            let restSeconds = reading.resting > 0 ? reading.restsUntil.map { max(0, seconds(from: now, to: $0)) } : nil
            guard step.sends else {
                view.pausing += reading.resting
                view.pauseSeconds = [view.pauseSeconds, restSeconds].compactMap { $0 }.max()
                continue
            }
            var shown = LiveView.Step(name: step.name)
            (shown.inside, shown.resting, shown.restSeconds) = (reading.inside, reading.resting, restSeconds)
            if counts.indices.contains(place) {
                (shown.succeeded, shown.failed) = counts[place]
                shown.perSecond = ended[place].rate(of: shown.succeeded + shown.failed, at: now)
            }
            if glances.indices.contains(place) {
                (shown.p50Ms, shown.p95Ms, shown.thin) = (
                    glances[place].p50Ms, glances[place].p95Ms, glances[place].thin
                )
            }
            view.steps.append(shown)
        }
    }

    private func seconds(from start: Moment, to end: Moment) -> Double { Double(end.nanoseconds(since: start)) / 1e9 }
}

extension LiveView.Phase {
    fileprivate init(_ phase: StormProgress.Phase) {
        switch phase {
        case .setup: self = .setup
        case .journeys: self = .running
        case .teardown: self = .teardown
        case .ended: self = .ended
        }
    }
}

extension LiveView.Crowd {
    fileprivate init(_ crowd: StormProgress.Crowd, expected: Int?) {
        self.init(name: crowd.name, expected: expected)
        started = crowd.started
        waiting = crowd.waiting
        entered = crowd.entered
        failed = crowd.failed
        failedAfterEntering = crowd.failedAfterEntering
    }
}
