// Entering and leaving on the wire (contract section 5, calls 3 to 6).

import PlatformContract

extension StandInService {
    func createParticipant(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        recognise(visit)
        let body = try BodyDecoding.json(ParticipantRequest.self, from: visit.request.body)
        let participant = try await platform.createParticipant(in: visit.values[0], body, by: visit.caller)
        // A guest with a client token counts by the participant's id.
        if let person = person(visit.request, orUser: participant.userID ?? participant.id) {
            ledger.recognised(person, in: visit.request.account)
        }
        return .json { $0.field("id", participant.id) }
    }

    func createSignalingToken(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        recognise(visit)
        let (token, _) = try await platform.createSignalingToken(
            for: visit.values[1], in: visit.values[0], by: visit.caller)
        return .json { $0.field("signalingToken", token) }
    }

    func joinRoom(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        recognise(visit)
        let body = try BodyDecoding.json(ParticipantReference.self, from: visit.request.body)
        let participant = try await platform.join(
            roomID: visit.values[1], in: visit.values[0], body, by: visit.caller, number: visit.request.participant)
        if let person = Self.person(participant) { ledger.entered(person, in: visit.request.account) }
        return .noContent
    }

    func leaveRoom(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        recognise(visit)
        let body = try BodyDecoding.json(ParticipantReference.self, from: visit.request.body)
        let participant = try await platform.leave(
            roomID: visit.values[1], in: visit.values[0], body, by: visit.caller)
        if let participant, let person = Self.person(participant) {
            ledger.left(person, in: visit.request.account)
        }
        return .noContent
    }

    /// Notes who is at the door, where the caller's user tells.
    func recognise(_ visit: Visit) {
        guard case .user(let user) = visit.caller, let person = person(visit.request, orUser: user.id) else { return }
        ledger.recognised(person, in: visit.request.account)
    }

    /// Who counts for someone in the room, whoever lets them out.
    private static func person(_ participant: Participant) -> TruthLedger.Person? {
        guard let number = participant.number else { return .user(participant.userID ?? participant.id) }
        return number > 0 ? .number(number) : nil
    }
}
