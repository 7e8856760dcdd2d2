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
    let progress: CrowdProgress
    let settlement: CrowdSettlement

    /// A participant's identity, by its position in the crowd.
    func identity(at place: Int) -> Identity {
        Identity(generated: numbers[place], place: place, moderators: plan.participants.moderators)
    }
}
