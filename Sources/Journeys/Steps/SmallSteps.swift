// The steps `leave-room` and `pause`, and the request of `run URL`.
import EventLoops
import Glibc
public import Measuring
import PlatformContract
import Scenarios
import Transport

extension Participant {
    /// Leaves the room (contract section 5); does nothing for a participant who is not in it.
    @inline(never)
    public func leaveRoom() async throws(Failure) {
        guard let call = leaveCall() else { return }
        _ = try await exchange(call) { _ in self.presence = nil }
    }

    @inline(never)
    private func leaveCall() -> Call? {
        guard let presence else { return nil }
        let call = Call(
            .leave,
            HTTPRequest(
                method: "POST", url: presence.addresses.leave, headers: HeaderLines.json,
                body: journey.bodies.membership.bytes(for: identity, handingOver: presence.participantID)))
        // Whoever was never in has nothing to leave.
        if !presence.isCertain { call.accepted = [400, 403, 404, 409] }
        call.spaceID = presence.addresses.spaceID
        call.roomID = presence.addresses.roomID
        return call
    }

    /// Leaves the room at the end of the run, so that the platform holds nobody who is not there; kept apart from the
    /// journey's figures.
    public func leaveRoomAtTheEnd(timeoutMilliseconds: Int) async throws(Failure) {
        let rules = RequestRules(timeoutMilliseconds: timeoutMilliseconds, retry: nil, checks: [])
        scope = StepScope(index: .teardown, rules: rules, intended: Moment.now)
        try await leaveRoom()
    }

    /// Does nothing for a while, counted from the end of the step before.
    public func pause(for duration: Duration) async throws(Failure) {
        schedule.rest(duration)
        do {
            try await place.loop.sleep(until: schedule.next)
        } catch {
            throw Failure(kind: .cancelled, detail: "the run ended during a pause")
        }
    }

    /// Requests an address with GET; redirects are not followed.
    @inline(never)
    func get(_ address: PreparedText, named name: String) async throws(Failure) {
        _ = try await exchange(getCall(address, name)) { _ in }
    }

    @inline(never)
    private func getCall(_ address: PreparedText, _ name: String) -> Call {
        let call = Call(name: name, HTTPRequest(url: address.text(for: identity), isPage: true))
        call.readable = 100...399
        return call
    }

    /// How long this participant's pause lasts.
    func duration(of pause: PausePlan) -> Duration {
        switch pause {
        case .fixed(let duration): return duration
        case .uniform(let least, let most):
            let range = min(least, most).wholeNanoseconds...max(least, most).wholeNanoseconds
            return .nanoseconds(Int64.random(in: range, using: &random))
        case .exponential(let mean):
            // Inverse of 1 − e^(−t/mean); the draw is above zero, so the logarithm is finite.
            let draw = Double.random(in: Double.leastNonzeroMagnitude...1, using: &random)
            return .nanoseconds(Int64(min(-log(draw) * Double(mean.wholeNanoseconds), 9e17)))
        }
    }
}
