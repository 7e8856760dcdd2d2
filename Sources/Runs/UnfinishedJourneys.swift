// Journeys whose end was never written, because the process was killed or the disk was full.
import Measuring
import PlatformContract

/// Adds the missing ends. A participant's row is written when its journey is over, but a participant who had entered
/// the room by then did enter it.
struct UnfinishedJourneys {
    let metadata: RunMetadata
    private var journeys: [Int32: ParticipantSample] = [:]
    private var ended: Set<Int32> = []

    init(metadata: RunMetadata) { self.metadata = metadata }

    /// Adds what was written.
    mutating func add(_ batch: SampleBatch) {
        for request in batch.requests {
            // Setup and teardown are no part of a journey.
            guard request.step >= StepIndex(rawValue: 0) else { continue }
            let hasEntered = request.endpoint == Endpoint.join.rawValue && request.failure == nil
            note(
                request.participant, request.step, intended: request.intended, started: request.figures.started,
                finished: request.figures.answered, entered: hasEntered ? request.figures.answered : nil)
        }
        for step in batch.steps {
            note(
                step.participant, step.step, intended: step.intended, started: step.started, finished: step.finished,
                entered: step.failure == nil && metadata.enters(step.step) ? step.finished : nil)
        }
        for participant in batch.participants { ended.insert(participant.participant) }
    }

    /// The journeys that were started and not ended, as cut off by the end of the run.
    var cutOff: SampleBatch {
        var batch = SampleBatch()
        batch.participants = journeys.values.filter { !ended.contains($0.participant) }
            .sorted { $0.participant < $1.participant }
        return batch
    }

    private mutating func note(
        _ participant: Int32, _ step: StepIndex, intended: Moment, started: Moment, finished: Moment, entered: Moment?
    ) {
        var journey =
            journeys[participant]
            ?? ParticipantSample(
                participant: participant, crowd: Int16(clamping: metadata.crowd(of: step) ?? 0), intended: intended,
                started: started, finished: finished, entered: nil,
                journeyNanoseconds: nil, ending: .cancelled, endedAt: nil)
        journey.intended = min(journey.intended, intended)
        journey.started = min(journey.started, started)
        journey.finished = max(journey.finished, finished)
        journey.entered = journey.entered ?? entered
        journeys[participant] = journey
    }
}
