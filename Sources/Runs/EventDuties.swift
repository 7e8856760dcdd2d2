// What the host does about the event of a run.
import Journeys
import Measuring
import Scenarios

extension RunPlan {
    /// The host's duties, in the order in which they begin and conclude.
    var eventDuties: [any EventDuty] {
        var duties: [any EventDuty] = []
        if let startedAt = UTCInstant(startedAt),
            let attendance = AttendanceDuty(plan, startedAt: startedAt, origin: origin)
        {
            duties.append(attendance)
        }
        return duties
    }
}
