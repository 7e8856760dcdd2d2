// What one person saw: the requests of those whose journeys are shown.
import Measuring

/// Gathers one person's journey in bounded memory.
struct JourneyTally: Sendable {
    private static let most = 60

    private let role: RunDetail.Journey.Role
    private let participant: Int32
    private let crowd: RunFrame.Crowd
    private var ending: ParticipantSample?
    private var requests: [RequestSample] = []
    private var omitted = 0

    init(_ role: RunDetail.Journey.Role, _ participant: Int32, in crowd: RunFrame.Crowd) {
        self.role = role
        self.participant = participant
        self.crowd = crowd
    }

    mutating func add(_ sample: ParticipantSample) { ending = sample }

    mutating func add(_ request: RequestSample) {
        requests.append(request)
        if requests.count >= 4 * JourneyTally.most { keepFirst() }
    }

    private mutating func keepFirst() {
        requests.sort { $0.precedes($1) }
        omitted += max(0, requests.count - JourneyTally.most)
        requests = Array(requests.prefix(JourneyTally.most))
    }

    func journey(steps: [String]) -> RunDetail.Journey? {
        guard let ending else { return nil }
        var tally = self
        tally.keepFirst()
        func since(_ moment: Moment) -> Double { Milliseconds.from(nanoseconds: moment.nanoseconds(since: crowd.zero)) }
        return RunDetail.Journey(
            role: role, participant: Int(participant), crowd: crowd.metadata.name,
            enteredMs: ending.entered(hasEntry: crowd.metadata.hasEntry).map(since), ending: ending.ending,
            requests: tally.requests.map { request in
                RunDetail.Journey.Request(
                    step: steps[Int(request.step.rawValue)], endpoint: request.endpoint, attempt: Int(request.attempt),
                    intendedMs: since(request.intended), startMs: since(request.figures.started),
                    endMs: since(request.figures.answered), isBehindGate: request.firstBehindGate > 0,
                    phases: request.figures.phasesSinceStart,
                    status: request.figures.status.map(Int.init), failure: request.failure?.kind)
            },
            omitted: tally.omitted)
    }
}

extension RequestSample {
    /// Whether it comes before another one of the same person: by its start, and then by anything that differs, so that
    /// the order does not depend on that of the samples.
    fileprivate func precedes(_ other: RequestSample) -> Bool {
        func times(_ request: RequestSample) -> (Int64, Int64, Int64, Int16, Int16, String) {
            (
                request.figures.started.nanoseconds, request.figures.finished.nanoseconds, request.intended.nanoseconds,
                request.step.rawValue, request.attempt, request.endpoint
            )
        }
        return times(self) < times(other)
    }
}
