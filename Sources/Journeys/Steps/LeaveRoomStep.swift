// The step `leave-room`.
package import Measuring
import PlatformContract
import Transport

/// A leave-room step.
final class PreparedLeave: PreparedStep {
    func walk(_ participant: Participant) async throws(Failure) { try await participant.leaveRoom() }
}

extension Participant {
    /// Leaves the room (contract section 5); does nothing for a participant who is not in it.
    @inline(never)
    package func leaveRoom() async throws(Failure) {
        guard let call = leaveCall() else { return }
        do throws(Failure) {
            _ = try await exchange(call) { _ in }
        } catch {
            // Without an answer it may have left: whoever tries again need not find it there.
            if call.isSent, error.status == nil { presence?.isCertain = false }
            throw error
        }
        // Also after a status that is accepted without being a success: the platform counts nobody it does not know.
        presence = nil
    }

    @inline(never)
    private func leaveCall() -> Call? {
        guard let presence else { return nil }
        let call = PlatformRequest(
            .leave,
            HTTPRequest(
                method: "POST", url: presence.addresses.leave, headers: HeaderLines.json,
                body: journey.bodies.membership.bytes(for: values)),
            expecting: .jsonOrNothing, space: presence.addresses.spaceID, room: presence.addresses.roomID)
        // A participant who never got in has nothing to leave.
        if !presence.isCertain { call.accepted = [400, 403, 404, 409] }
        return call
    }

    /// Leaves the room at the end of the run, so that the platform counts nobody as present who is not. Not part of the
    /// journey's figures.
    package func leaveRoomAtTheEnd(timeoutMilliseconds: Int) async throws(Failure) {
        let rules = RequestRules(timeoutMilliseconds: timeoutMilliseconds, retry: nil, checks: [])
        scope = StepScope(index: .teardown, rules: rules, intended: Moment.now)
        try await leaveRoom()
    }
}
