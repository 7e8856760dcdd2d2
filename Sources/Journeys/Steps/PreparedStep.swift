// The list of steps that participants can execute. A new step is a file in this folder, which prepares and executes it,
// and a case below, which the compiler asks for.
import Measuring
import Scenarios

/// A step that any number of participants can execute. A class, so that a suspended participant holds only a reference.
protocol PreparedStep: AnyObject, Sendable {
    /// Executes the step: calls one of the functions of `Participant` with what was prepared for it.
    func walk(_ participant: Participant) async throws(Failure)
}

extension StepPlan {
    /// The step prepared for a run.
    func prepared(_ plan: Plan, _ names: RunNames) throws(UnknownName) -> any PreparedStep {
        switch action {
        case .token(let token):
            guard let platform = plan.platform else { throw UnknownName(name: "platform.client") }
            return try PreparedToken(token, platform, names)
        case .generateAccess(let access): return try PreparedAccess(access, names)
        case .enterRoom(let entry): return try PreparedEntry(entry, names)
        case .leaveRoom: return PreparedLeave()
        case .pause(let pause): return PreparedPause(pause)
        case .request(let request): return try PreparedRequest(name: name, request, names)
        case .get(let address): return PreparedGet(name: name, address: try PreparedURL(address, names))
        }
    }
}
