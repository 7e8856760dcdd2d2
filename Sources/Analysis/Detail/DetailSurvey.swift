// The first two passes over a run's samples: who entered when, which steps each one began, how long things took. From
// these the widths of columns follow, and the third pass only counts.
import Measuring

/// From the first thing to the last, in nanoseconds.
struct Extent: Hashable, Sendable {
    private(set) var first: Int64
    private(set) var last: Int64

    init(_ value: Int64) { (first, last) = (value, value) }

    mutating func include(_ value: Int64) {
        first = min(first, value)
        last = max(last, value)
    }
}

extension Extent? {
    mutating func include(_ value: Int64) {
        if self?.include(value) == nil { self = Extent(value) }
    }
}

/// What the first two passes find.
struct DetailSurvey: Sendable {
    let frame: RunFrame
    /// The crowd of each step.
    private let crowdOfStep: [Int]
    private(set) var people = PeopleTable()
    private(set) var choices: [JourneyChoice]
    /// When something happened in each crowd, since T0.
    private(set) var times: [Extent]
    /// When participants of each crowd were to start and did, since T0.
    private(set) var starts: [Extent?]
    /// When failures of each group ended, since T0 of their crowd.
    private(set) var failures: [Extent?]
    /// The crowd of each group.
    private(set) var crowdOfFailure: [Int?]
    /// When successes of each step were to start, since T0 of its crowd.
    private(set) var successes: [Extent?]
    /// How long they took, in microseconds.
    private(set) var responses: [Extent?]

    init(_ frame: RunFrame) {
        self.frame = frame
        crowdOfStep = frame.steps.indices.map(frame.crowd(ofStep:))
        choices = frame.crowds.map { JourneyChoice(people: $0.people) }
        times = frame.crowds.map { _ in Extent(0) }
        starts = frame.crowds.map { _ in nil }
        failures = Array(repeating: nil, count: frame.failures.count)
        crowdOfFailure = failures.map { _ in nil }
        successes = frame.steps.map { _ in nil }
        responses = frame.steps.map { _ in nil }
    }

    /// The first pass: adds a journey.
    mutating func add(_ sample: ParticipantSample) {
        guard sample.participant > 0 else { return }
        let place = crowd(of: sample)
        let crowd = frame.crowds[place]
        let entered = sample.entered(hasEntry: crowd.metadata.hasEntry)
        if let entered { people[sample.participant].entered = entered.nanoseconds }
        choices[place].add(sample, entered: entered)
        times[place].include(max(0, (entered ?? sample.finished).nanoseconds(since: crowd.zero)))
        starts[place].include(sample.intended.nanoseconds(since: crowd.zero))
        starts[place].include(sample.started.nanoseconds(since: crowd.zero))
    }

    /// The second pass: adds a step's execution.
    mutating func add(_ sample: StepSample) {
        guard let step = place(of: sample) else { return }
        let place = crowdOfStep[step]
        let crowd = frame.crowds[place]
        let local = step - crowd.steps.lowerBound
        if local < RunDetail.Whereabouts.mostSteps, sample.intended.nanoseconds < people[sample.participant].entered {
            people[sample.participant].begun |= 1 << UInt128(local)
            if frame.openings.contains(sample.intended) {
                people[sample.participant].heldBack |= 1 << UInt128(local)
            }
        }
        guard let failure = sample.failure else {
            successes[step].include(sample.intended.nanoseconds(since: crowd.zero))
            responses[step].include(sample.responseMicroseconds)
            return
        }
        if failure.kind != .cancelled, let group = frame.failures.place(of: sample, failure) {
            let time = sample.finished.nanoseconds(since: crowd.zero)
            failures[group].include(time)
            crowdOfFailure[group] = place
            times[place].include(time)
        }
    }

    /// The index of a step of the journeys; nil for others, and for those of the host.
    func place(of sample: StepSample) -> Int? {
        let step = Int(sample.step.rawValue)
        return sample.participant > 0 && frame.steps.indices.contains(step) ? step : nil
    }

    /// The index of the crowd to whose journey a step belongs.
    func crowd(ofStep step: Int) -> Int { crowdOfStep[step] }

    /// The index of a participant's crowd.
    func crowd(of sample: ParticipantSample) -> Int {
        frame.crowds.indices.contains(Int(sample.crowd)) ? Int(sample.crowd) : 0
    }
}

extension StepSample {
    /// Response time in microseconds.
    var responseMicroseconds: Int64 { finished.microseconds(since: intended) }
}
