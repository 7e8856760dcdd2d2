// The list of steps as they are walked. A new step is a file in this folder, which makes it ready and walks it, and a
// case below, which the compiler asks for.
import Measuring
import Scenarios

/// A step ready to be walked by any number of participants. A class, so that a suspended participant holds a reference.
protocol PreparedStep: AnyObject, Sendable {
    /// Walks the step: one of the functions on `Participant`, with what was made ready for it.
    func walk(_ participant: Participant) async throws(Failure)
}

extension StepPlan {
    /// The step made ready for a run.
    func prepared(_ plan: Plan, _ names: RunNames) throws(UnknownName) -> any PreparedStep {
        switch action {
        case .token(let token):
            guard let platform = plan.platform else { throw UnknownName(name: "platform.client") }
            return try PreparedToken(token, platform, names)
        case .generateAccess(let access): return try PreparedAccess(access, names)
        case .enterRoom(let entry): return try PreparedEntry(entry, names)
        case .leaveRoom: return PreparedLeave()
        case .pause(let pause): return PreparedPause(pause)
        case .get(let address): return PreparedGet(name: name, address: try PreparedURL(address, names))
        }
    }
}
