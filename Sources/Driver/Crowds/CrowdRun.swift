// One crowd of a run, as all loops see it.
import EventLoops
import Journeys
import Measuring
import Scenarios
import Transport

/// What the loops share of one crowd: who its participants are, what they do, and how far they have got.
struct CrowdRun: Sendable {
    /// Its index in the plan.
    let index: Int
    let plan: CrowdPlan
    let journey: PreparedJourney
    let numbers: ParticipantNumbers
    /// The positions in the crowd of the participants who come in this process; nil if there are none.
    let places: PlaceShare?
    let progress: CrowdProgress
    let settlement: CrowdSettlement
    /// How far each loop is with starting those who arrive at once.
    let pace: ReleasePace
    /// How many requests the participants of all crowds may still make; nil: any number.
    let budget: RequestBudget?

    /// Who a participant is, by its position in the crowd; nil if its data has no row left.
    func person(at place: Int, seed: UInt64) -> Person? {
        plan.person(at: place, number: numbers[place], seed: seed)
    }

    /// Why a participant does not come for whom there is no row left.
    var noRowLeft: Failure {
        let data = plan.participants.data
        return Failure(
            kind: .harness,
            detail:
                "\(data?.file ?? "the data") has no row left: it has \(data?.table.count ?? 0), and each is used once "
                + "(`order: unique`)")
    }
}
