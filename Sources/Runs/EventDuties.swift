// What the host does about the event of a plan.
import Journeys
import Scenarios

extension Plan {
    /// The host's duties, in the order in which they begin and conclude.
    var eventDuties: [any EventDuty] {
        []
    }
}
