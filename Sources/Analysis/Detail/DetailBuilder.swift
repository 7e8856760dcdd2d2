// From samples to details, in three passes. Pure: like the summary, it depends on what was recorded and not on the order
// in which it comes.
package import Measuring

/// What a pass over a run's samples has to deliver. More does no harm: a pass takes only what it needs.
package enum DetailPass: Hashable, Sendable {
    /// Journeys.
    case people
    /// Executions of steps.
    case steps
    /// Journeys, executions of steps, and the requests of these participants.
    case all(requestsOf: Set<Int32>)
}

extension RunDetail {
    /// Makes a run's details. Memory is some fifty bytes a participant; the result is bounded.
    ///
    /// - Parameters:
    ///   - frame: what the summary knows of the same samples.
    ///   - scenario: the scenario as it was run, without secrets.
    ///   - environment: versions and machine, by name.
    ///   - read: delivers the samples that a pass needs, in any order. Called three times.
    /// - Throws: what `read` throws.
    package init<Failure: Error>(
        _ frame: RunFrame, scenario: String = "", environment: [String: String] = [:],
        reading read: (DetailPass, (SampleBatch) -> Void) throws(Failure) -> Void
    ) throws(Failure) {
        var survey = DetailSurvey(frame)
        try read(.people) { batch in
            for participant in batch.participants { survey.add(participant) }
        }
        try read(.steps) { batch in
            let steps = batch.steps.span
            for place in steps.indices { survey.add(steps[place]) }
        }
        var builder = DetailBuilder(survey)
        try read(.all(requestsOf: builder.shown)) { batch in builder.add(batch) }
        self = builder.detail
        self.scenario = scenario
        self.environment = environment
    }
}

/// The third pass: counts in columns whose widths the survey has settled.
private struct DetailBuilder {
    /// When participants of a crowd were to start and did, since T0.
    private struct Starts {
        let columns: ColumnScale
        var planned: RunDetail.Bins
        var actual: RunDetail.Bins

        init(_ extent: Extent) {
            columns = ColumnScale(from: extent.first, to: extent.last, atMost: RunDetail.mostColumns)
            (planned, actual) = (columns.bins([]), columns.bins([]))
        }
    }

    private struct FailureTimes {
        let columns: ColumnScale
        var bins: RunDetail.Bins
        /// One more than are listed are enough to know that there are too many.
        var single: [Int64] = []
    }

    private let survey: DetailSurvey
    private var whereabouts: [WhereaboutsTally?]
    private var beginnings: [WhereaboutsTally?]
    private var starts: [Starts?]
    private var steps: [StepDetailTally]
    private var failures: [FailureTimes]
    /// The journeys to be shown, in their order.
    private var journeys: [JourneyTally] = []
    private var placeOfJourney: [Int32: Int] = [:]

    /// The participants whose journeys are shown.
    var shown: Set<Int32> { Set(placeOfJourney.keys) }

    init(_ survey: DetailSurvey) {
        self.survey = survey
        let frame = survey.frame
        whereabouts = zip(frame.crowds, survey.times).map { crowd, times in
            WhereaboutsTally(crowd, names: frame.steps[crowd.steps], over: times)
        }
        beginnings = zip(frame.crowds, survey.times).map { crowd, times in
            let end = crowd.mostEnteredMs.map { Int64($0 * 1.5e6) } ?? .max
            guard end > 0, end < (times.last - times.first) / 10 * 3 else { return nil }
            var beginning = Extent(0)
            beginning.include(end)
            return WhereaboutsTally(crowd, names: frame.steps[crowd.steps], over: beginning, isPart: true)
        }
        starts = zip(frame.crowds, survey.starts).map { crowd, extent in
            crowd.metadata.arrivalIsAtOnce || crowd.metadata.isLooping ? nil : extent.map(Starts.init)
        }
        steps = frame.steps.indices.map { step in
            StepDetailTally(
                executions: frame.executions[step], since: frame.crowds[survey.crowd(ofStep: step)].zero,
                successes: survey.successes[step], responses: survey.responses[step])
        }
        failures = survey.failures.indices.map { group in
            // A group of a file that grows while it is read may be new.
            let extent = survey.failures[group] ?? Extent(0)
            let time = survey.crowdOfFailure[group].map { survey.times[$0] } ?? extent
            let scale = ColumnScale(from: time.first, to: time.last, atMost: RunDetail.mostColumns)
            let columns = ColumnScale(scale, from: extent.first, to: extent.last)
            return FailureTimes(columns: columns, bins: columns.bins([]))
        }
        for place in frame.crowds.indices {
            for (role, participant) in survey.choices[place].chosen where placeOfJourney[participant] == nil {
                placeOfJourney[participant] = journeys.count
                journeys.append(JourneyTally(role, participant, in: frame.crowds[place]))
            }
        }
    }

    // MARK: Adding up

    mutating func add(_ batch: SampleBatch) {
        let requests = batch.requests.span
        for place in requests.indices {
            let participant = requests[place].participant
            guard let journey = placeOfJourney[participant],
                survey.frame.steps.indices.contains(Int(requests[place].step.rawValue))
            else { continue }
            journeys[journey].add(requests[place])
        }
        let steps = batch.steps.span
        for place in steps.indices { add(steps[place]) }
        for participant in batch.participants where participant.participant > 0 { add(participant) }
    }

    private mutating func add(_ sample: StepSample) {
        guard let step = survey.place(of: sample) else { return }
        let place = survey.crowd(ofStep: step)
        let crowd = survey.frame.crowds[place]
        steps[step].add(sample)
        let person = survey.people[sample.participant]
        whereabouts[place]?.add(sample, at: step - crowd.steps.lowerBound, of: person)
        beginnings[place]?.add(sample, at: step - crowd.steps.lowerBound, of: person)
        if let failure = sample.failure, failure.kind != .cancelled,
            let group = survey.frame.failures.place(of: sample, failure)
        {
            let time = sample.finished.nanoseconds(since: crowd.zero)
            failures[group].bins.counts[failures[group].columns.column(of: time)] += 1
            if failures[group].single.count <= RunDetail.mostSingle { failures[group].single.append(time) }
        }
    }

    private mutating func add(_ sample: ParticipantSample) {
        let place = survey.crowd(of: sample)
        whereabouts[place]?.add(sample, of: survey.people[sample.participant])
        beginnings[place]?.add(sample, of: survey.people[sample.participant])
        if let columns = starts[place]?.columns {
            let zero = survey.frame.crowds[place].zero
            starts[place]?.planned.counts[columns.column(of: sample.intended.nanoseconds(since: zero))] += 1
            starts[place]?.actual.counts[columns.column(of: sample.started.nanoseconds(since: zero))] += 1
        }
        if let journey = placeOfJourney[sample.participant] { journeys[journey].add(sample) }
    }

    // MARK: Results

    var detail: RunDetail {
        let frame = survey.frame
        return RunDetail(
            crowds: frame.crowds.indices.map { place in
                let found = WhereaboutsTally.whereabouts(whereabouts[place], beginning: beginnings[place])
                return RunDetail.Crowd(
                    name: frame.crowds[place].metadata.name,
                    firstMs: Milliseconds.from(nanoseconds: survey.times[place].first),
                    lastMs: Milliseconds.from(nanoseconds: survey.times[place].last),
                    whereabouts: found.whole, beginning: found.beginning,
                    starts: starts[place].map { ($0.planned, $0.actual) })
            },
            releases: frame.releases, steps: steps.map(\.detail),
            failures: zip(failures, survey.failures.indices).map { group, place in
                let extent = survey.failures[place] ?? Extent(0)
                return RunDetail.Failures(
                    crowd: frame.crowds[survey.crowdOfFailure[place] ?? 0].metadata.name,
                    firstMs: Milliseconds.from(nanoseconds: extent.first),
                    lastMs: Milliseconds.from(nanoseconds: extent.last),
                    atMs: group.single.count <= RunDetail.mostSingle
                        ? group.single.sorted().map(Milliseconds.from(nanoseconds:)) : [],
                    bins: group.bins)
            },
            journeys: journeys.compactMap { $0.journey(steps: frame.steps) })
    }
}
