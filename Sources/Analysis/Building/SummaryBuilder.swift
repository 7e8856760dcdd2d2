// From samples to results. Pure: it depends only on its input, so the same code makes the results of a live run and of
// a stored one.
package import Measuring
package import Scenarios

/// Adds up batches of samples, and makes results from them at any time.
///
/// A value with one owner. Batches may arrive in any order and from any loop. The host's requests (participant 0, steps
/// outside the journeys) never count in participants' figures.
package struct SummaryBuilder: Sendable {
    let metadata: RunMetadata
    private let thresholds: [Threshold]
    private var steps: [StepTally]
    /// The tallies of the steps, in their order.
    var stepTallies: [StepTally] { steps }
    /// The crowd of each step.
    private let crowdOfStep: [Int]
    private var failures = FailureTally()
    private var crowds: [CrowdTally]
    private var releases = ReleaseTally()
    private var addresses = AddressTally()
    private var connections = ConnectionTally()
    private var event = EventTally()
    private var timeline = Timeline()
    /// How many responses there were, and of how many the kernel did not say when it received them.
    private var responses = (all: 0, unstamped: 0)
    /// Who was in the room; nil if attendance is not compared.
    private var attendance: AttendanceTally?
    /// When each crowd's arrivals began, as far as known.
    private var arrivals: [Int: Moment] = [:]
    private var heartbeat: Heartbeat?
    /// The last moment at which the run is known to have been alive.
    private var lastSign: Moment?

    /// An empty builder for a run.
    package init(metadata: RunMetadata, thresholds: [Threshold]) {
        self.metadata = metadata
        self.thresholds = thresholds
        steps = metadata.steps.map { _ in StepTally() }
        crowds = metadata.crowds.map { _ in CrowdTally() }
        crowdOfStep = metadata.crowds.indices.flatMap { crowd in metadata.crowds[crowd].steps.map { _ in crowd } }
        if crowds.isEmpty { crowds = [CrowdTally()] }
        if metadata.comparesAttendance == true { attendance = AttendanceTally(origin: metadata.origin) }
    }

    // MARK: Adding up

    /// Adds a batch.
    package mutating func add(_ batch: SampleBatch) {
        // Uses spans, since taking a sample out of an array copies it and its references.
        let requests = batch.requests.span
        for place in requests.indices { add(requests[place]) }
        let steps = batch.steps.span
        for place in steps.indices { add(steps[place]) }
        for participant in batch.participants { add(participant) }
        event.add(batch.events)
        for gate in batch.gates {
            note(gate.opened)
            if gate.gate == GateSample.arrivals { arrivals[Int(gate.crowd)] = gate.opened } else { releases.add(gate) }
        }
    }

    /// Records a sign of life. One earlier than the last is dropped.
    package mutating func beat(_ beat: Heartbeat) {
        if let heartbeat, heartbeat.at >= beat.at { return }
        heartbeat = beat
        note(beat.at)
    }

    private mutating func add(_ request: RequestSample) {
        attendance?.add(request)
        guard request.participant > 0, let index = place(of: request.step) else { return }
        note(request.figures.finished)
        crowds[crowd(ofStep: index)].noteStart(of: request.participant)
        if metadata.tellsReceived == true {
            if request.figures.received != nil || request.lacksStamp { responses.all += 1 }
            if request.lacksStamp { responses.unstamped += 1 }
        }
        steps[index].add(request)
        addresses.add(request.figures)
        connections.add(request.figures)
        timeline.note(at: request.figures.answered.nanoseconds(since: metadata.origin)) {
            guard request.mayHaveBeenSeen else { return }
            $0.requests += 1
            if let failure = request.failure, failure.kind != .cancelled { $0.failedRequests += 1 }
        }
        if request.firstBehindGate > 0 { releases.add(request) }
    }

    private mutating func add(_ sample: StepSample) {
        guard sample.participant > 0, let index = place(of: sample.step) else { return }
        note(sample.finished)
        crowds[crowd(ofStep: index)].noteStart(of: sample.participant)
        // What the end of the run cut off has neither succeeded nor failed: its participants are under way.
        guard sample.failure?.kind != .cancelled else { return }
        steps[index].add(sample)
        if let failure = sample.failure { failures.add(sample, failure) }
    }

    private mutating func add(_ sample: ParticipantSample) {
        guard sample.participant > 0 else { return }
        note(sample.finished)
        attendance?.add(sample)
        let place = crowds.indices.contains(Int(sample.crowd)) ? Int(sample.crowd) : 0
        let hasEntry = metadata.crowds.indices.contains(place) && metadata.crowds[place].hasEntry
        if let entered = sample.entered { event.add(entered: entered, finished: sample.finished) }
        let entered = crowds[place].entered
        crowds[place].add(sample, hasEntry: hasEntry)
        if crowds[place].entered > entered, let moment = crowds[place].latestEntry {
            timeline.note(at: moment.nanoseconds(since: metadata.origin)) { $0.entered += 1 }
        }
        if sample.ending == .failed {
            timeline.note(at: sample.finished.nanoseconds(since: metadata.origin)) { $0.failedParticipants += 1 }
        }
    }

    private mutating func note(_ moment: Moment) {
        if lastSign.map({ moment > $0 }) ?? true { lastSign = moment }
    }

    /// The index of a step's tally; nil for steps outside the journeys. Makes room for a step that is missing in the
    /// metadata.
    private mutating func place(of step: StepIndex) -> Int? {
        let index = Int(step.rawValue)
        guard index >= 0 else { return nil }
        while steps.count <= index { steps.append(StepTally()) }
        return index
    }

    private func crowd(ofStep index: Int) -> Int { index < crowdOfStep.count ? crowdOfStep[index] : crowds.count - 1 }

    // MARK: Results

    /// The outcome of a run that has none: it lasted until its last sign of life.
    package func unfinishedOutcome(reason: String?) -> RunOutcome {
        let seconds = lastSign.map { Double(max(0, $0.nanoseconds(since: firstArrival))) / 1e9 } ?? 0
        return RunOutcome(status: .unfinished, reason: reason, durationSeconds: seconds, generator: nil)
    }

    /// The results of what was added so far.
    ///
    /// - Parameters:
    ///   - outcome: how the run ended; for a run in progress, what is known so far.
    ///   - lostSamples: how many samples could not be written to the run file.
    ///   - isStored: whether the samples come from that file, so that the lost ones are missing here.
    ///   - known: the comparison of attendance as it was made before from the same samples: the platform's reports, which may
    ///     be large, are not read again. Nil: they are.
    /// - Returns: The results. The same samples give the same results, from a live run or from its file.
    package func results(
        outcome: RunOutcome, lostSamples: Int = 0, isStored: Bool = false, known: Summary.Attendance? = nil
    ) -> RunResults {
        var outcome = outcome
        // If samples are missing, nobody knows how the run ended, whatever was written after them.
        if isStored && lostSamples > 0 { outcome.status = .unfinished }
        let figures = crowdFigures()
        let values = ThresholdValues(
            crowds: figures, steps: steps, widestSpreadMs: releases.widestSpreadMs(), failures: failures)
        let judged = thresholds.map { values.evaluate($0) }
        let scheduled = figures.filter { !$0.metadata.isLooping }
        let headline = scheduled.isEmpty ? figures : scheduled
        let participants = Summary.Participants(of: headline, outcome.status, lostSamples)
        var journey = CompletionTally()
        for crowd in headline { journey.add(crowd.tally.journey) }
        let stepFigures = steps.indices.map { steps[$0].figures(name: name(ofStep: $0), crowd: crowdName(ofStep: $0)) }
        // A generator in trouble makes answers late as well: then nothing is said about the target.
        let isTrusted = outcome.generator?.verdict == .ok
        let groups = failures.figures(
            since: firstArrival,
            overload: { isTrusted && steps.indices.contains($0) ? Overload(steps[$0].order) : nil },
            name: { (name(ofStep: $0), crowdName(ofStep: $0)) })
        let warnings = Warnings(
            outcome: outcome, lostSamples: lostSamples, isStored: isStored, participants: participants,
            thresholds: thresholds, values: values, responses: responses, shard: metadata.shard, merge: metadata.merge,
            connections: connections.figures, releases: releases.figures(metadata: metadata)
        ).sentences
        let attendance =
            lostSamples == 0 && known != nil
            ? known : comparedAttendance(outcome, isWhole: !isStored || lostSamples == 0)
        let unmet = Unmet(outcome, attendance).sentences
        let hosted = event.figures(outcome.event, origin: metadata.origin, start: firstArrival)
        let summary = Summary(
            run: Summary.Run(
                id: metadata.id, name: metadata.name, scenario: metadata.scenario, startedAt: metadata.startedAt,
                durationSeconds: outcome.durationSeconds, status: outcome.status, lostSamples: lostSamples,
                seed: metadata.seed, shards: metadata.shard?.count ?? metadata.merge?.shards ?? 1,
                shard: metadata.shard?.number, missingShards: metadata.merge?.missing ?? [], version: metadata.version),
            target: Summary.Target(
                api: metadata.api, http: metadata.http, sharesMachine: metadata.targetSharesMachine,
                addresses: addresses.figures),
            participants: participants, releases: releases.figures(metadata: metadata),
            admission: figures.count == 1 ? figures[0].admission : nil,
            journey: Summary.Journey(
                enters: headline.contains { $0.metadata.hasEntry }, responseMs: Summary.Distribution(journey.times)),
            steps: stepFigures, connections: connections.figures, failures: groups, thresholds: judged,
            attendance: attendance, unmet: unmet,
            event: hosted,
            generator: Summary.Generator(outcome.generator), merge: metadata.merge.map(Summary.Merge.init),
            crowds: figures.map { crowd in
                Summary.Crowd(
                    name: crowd.metadata.name,
                    participants: Summary.Participants(of: [crowd], outcome.status, lostSamples),
                    admission: crowd.admission,
                    journey: Summary.Journey(
                        enters: crowd.metadata.hasEntry,
                        responseMs: Summary.Distribution(crowd.tally.journey.times)))
            },
            warnings: warnings + (attendance?.warnings ?? []) + (hosted?.warnings(beside: unmet) ?? []),
            verdict: Summary.Verdict(
                thresholds: judged, status: outcome.status, generator: outcome.generator?.verdict,
                isUnmet: !unmet.isEmpty, lacksParticipants: metadata.merge?.lacksParticipants ?? false))
        return RunResults(
            metadata: metadata, outcome: outcome, summary: summary, curves: figures.map(\.curve), timeline: timeline,
            histograms: RunHistograms(steps: steps, crowds: crowds), lostSamples: lostSamples)
    }

    /// How Turnout's account compares with the platform's; nil if it was not asked for one.
    private func comparedAttendance(_ outcome: RunOutcome, isWhole: Bool) -> Summary.Attendance? {
        guard var reading = outcome.event?.attendance else { return nil }
        if !isWhole { reading.reason = MissingReport.notWhole.rawValue }
        return Summary.Attendance(
            reading, participants: attendance?.result ?? [], startedAt: metadata.startedAt)
    }

    /// The frame for the details of what was added so far.
    package var frame: RunFrame {
        RunFrame(
            crowds: crowdFigures().map {
                RunFrame.Crowd(
                    metadata: $0.metadata, steps: $0.steps, expected: $0.expected, started: $0.started, zero: $0.zero,
                    mostEnteredMs: $0.admission.t90Ms ?? $0.admission.lastMs)
            },
            steps: steps.indices.map(name(ofStep:)), executions: steps.map(\.executions),
            openings: releases.openings, failures: failures.places, releases: releases.details)
    }

    /// The conditions that hold of what was added so far, each with its value. The turnout is the best that can still
    /// be reached, and so is an admission; everything else is as recorded so far.
    package func met(of conditions: [Threshold]) -> [(condition: Threshold, value: Double)] {
        let needsCurves = conditions.contains { if case .admission = $0.metric { true } else { false } }
        let outlook = Outlook(
            values: ThresholdValues(
                crowds: crowdFigures(withCurves: needsCurves), steps: steps,
                widestSpreadMs: releases.widestSpreadMs(), failures: failures),
            now: lastSign)
        return conditions.compactMap { condition in
            guard let value = outlook.value(of: condition), condition.comparison.holds(value, condition.bound) else {
                return nil
            }
            return (condition, value)
        }
    }

    /// What is known of each crowd. Without its curve, which is sorted, it costs little.
    private func crowdFigures(withCurves: Bool = true) -> [CrowdFigures] {
        var first = 0
        return crowds.indices.map { place in
            let metadata =
                metadata.crowds.indices.contains(place)
                ? metadata.crowds[place] : CrowdMetadata(expected: 0, steps: [], hasEntry: false)
            let tally = crowds[place]
            let beat = heartbeat.flatMap { $0.crowds.indices.contains(place) ? $0.crowds[place] : nil }
            let started = max(tally.started, beat?.started ?? 0)
            let ended = max(tally.ended, beat?.ended ?? 0)
            let isLast = place == crowds.count - 1
            let end = isLast ? max(steps.count, first + metadata.steps.count) : first + metadata.steps.count
            defer { first = end }
            let expected = metadata.expected ?? started
            let zero = start(ofCrowd: place, metadata)
            let entries = withCurves ? tally.entries.entries(since: zero) : []
            return CrowdFigures(
                metadata: metadata, steps: first..<end, tally: tally, expected: expected, started: started,
                underWay: max(0, started - ended) + tally.cutOff, zero: zero,
                start: knownStart(ofCrowd: place, metadata),
                curve: AdmissionCurve(expected: expected, entries: entries))
        }
    }

    /// T0 of a crowd: the opening of its first gate if it comes at once, otherwise the start of its arrivals.
    private func start(ofCrowd place: Int, _ crowd: CrowdMetadata) -> Moment {
        let release =
            crowd.arrivalIsAtOnce
            ? crowd.firstGate.map { releases.opening(of: $0) } ?? (crowds.count == 1 ? releases.firstOpening : nil)
            : nil
        return release ?? arrivals[place] ?? firstArrival
    }

    /// T0 of a crowd, if it has come.
    private func knownStart(ofCrowd place: Int, _ crowd: CrowdMetadata) -> Moment? {
        guard crowd.arrivalIsAtOnce, let gate = crowd.firstGate, gate > 0 else { return arrivals[place] }
        return releases.opening(of: gate)
    }

    /// When the first participant could arrive; seconds are counted from it.
    private var firstArrival: Moment { arrivals.values.min() ?? metadata.origin }

    private func name(ofStep index: Int) -> String {
        let names = metadata.steps
        return index < names.count ? names[index] : "step \(index + 1)"
    }

    private func crowdName(ofStep index: Int) -> String {
        let place = crowd(ofStep: index)
        return metadata.crowds.indices.contains(place) ? metadata.crowds[place].name : CrowdMetadata.onlyName
    }
}
