// Whose journeys a report shows: real people, since medians of phases do not add up.
import Measuring

/// Chooses people from a crowd.
struct JourneyChoice: Sendable {
    /// A crowd of so many people or fewer is shown whole.
    static let everyone = 10

    private let people: Int
    /// Those who entered, with how long it took.
    private var entered: [(nanoseconds: Int64, participant: Int32)] = []
    private var firstFailed: (at: Moment, participant: Int32)?
    /// Everyone, if they are few.
    private var all: [Int32] = []

    /// A choice among so many people.
    init(people: Int) { self.people = people }

    mutating func add(_ sample: ParticipantSample, entered moment: Moment?) {
        if people <= JourneyChoice.everyone {
            all.append(sample.participant)
            return
        }
        if let moment {
            let time = sample.journeyNanoseconds ?? moment.nanoseconds(since: sample.intended)
            entered.append((time, sample.participant))
        }
        if sample.ending == .failed {
            let candidate = (at: sample.finished, participant: sample.participant)
            if let first = firstFailed, (first.at, first.participant) < (candidate.at, candidate.participant) { return }
            firstFailed = candidate
        }
    }

    /// Who was chosen, nobody twice: percentiles by nearest rank.
    var chosen: [(role: RunDetail.Journey.Role, participant: Int32)] {
        if people <= JourneyChoice.everyone { return Set(all).sorted().map { (.one, $0) } }
        var chosen: [(role: RunDetail.Journey.Role, participant: Int32)] = []
        func choose(_ role: RunDetail.Journey.Role, _ participant: Int32?) {
            guard let participant, !chosen.contains(where: { $0.participant == participant }) else { return }
            chosen.append((role, participant))
        }
        let sorted = entered.sorted { ($0.nanoseconds, $0.participant) < ($1.nanoseconds, $1.participant) }
        func ranked(_ percent: Int) -> Int32? {
            sorted.isEmpty ? nil : sorted[max(1, (sorted.count * percent + 99) / 100) - 1].participant
        }
        choose(.median, ranked(50))
        // Of fewer than twenty, the slowest is the 95th percentile, and "slowest" says more.
        choose(.slowest, ranked(100))
        choose(.p95, ranked(95))
        choose(.firstFailed, firstFailed?.participant)
        return chosen.sorted { $0.role.rawValue < $1.role.rawValue }
    }
}
