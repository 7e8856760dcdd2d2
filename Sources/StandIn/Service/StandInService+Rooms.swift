// The handlers of spaces, rooms, access, entry and statistics (contract sections 3, 4, 5 and 8): each reads the body,
// calls the platform and writes the response.

import PlatformContract

extension StandInService {
    func createSpace(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        _ = try visit.caller.account()
        let body = try BodyDecoding.json(SpaceRequest.self, from: visit.request.body)
        let id = try await platform.createSpace(body, by: visit.caller)
        return .json { $0.field("id", id) }
    }

    func listSpaces(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        Self.list(try await platform.listSpaces(by: visit.caller))
    }

    func updateSpace(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        _ = try visit.caller.account()
        let body = try BodyDecoding.json(SpaceRequest.self, from: visit.request.body)
        return Self.encoded(try await platform.updateSpace(visit.values[0], body, by: visit.caller))
    }

    func createRoom(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        _ = try visit.caller.account()
        let body = try BodyDecoding.json(RoomRequest.self, from: visit.request.body)
        let room = try await platform.createRoom(in: visit.values[0], body, by: visit.caller)
        return .json {
            $0.field("alias", room.alias)
            $0.field("id", room.id)
            $0.field("channelId", room.channelID)
        }
    }

    func listRooms(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        Self.list(try await platform.listRooms(in: visit.values[0], by: visit.caller))
    }

    func readRoom(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        recognise(visit)
        return Self.room(try await platform.readRoom(visit.values[1], in: visit.values[0], by: visit.caller))
    }

    func updateRoom(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        _ = try visit.caller.account()
        let body = try BodyDecoding.json(RoomRequest.self, from: visit.request.body)
        return Self.room(
            try await platform.updateRoom(visit.values[1], in: visit.values[0], body, by: visit.caller))
    }

    func grantRoomRole(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        _ = try visit.caller.account()
        let body = try BodyDecoding.json(RoleRequest.self, from: visit.request.body)
        try await platform.grantRole(in: visit.values[1], of: visit.values[0], body, by: visit.caller)
        return .json { _ in }
    }

    func createInvite(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        _ = try visit.caller.account()
        let body = try BodyDecoding.json(InviteRequest.self, from: visit.request.body)
        let id = try await platform.createInvite(to: visit.values[0], body, by: visit.caller)
        return .json { $0.field("id", id) }
    }

    func activateInvite(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        try await platform.activateInvite(visit.values[1], to: visit.values[0], by: visit.caller)
        return .json { _ in }
    }

    func generateAccess(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        _ = try visit.caller.user()
        let body = try BodyDecoding.json(AccessRequest.self, from: visit.request.body)
        let granted = try await platform.generateAccess(
            to: visit.values[1], in: visit.values[0], body, by: visit.caller, clientID: visit.claims.clientID)
        let link = AccessLink(
            origin: webOrigin(visit.request), alias: granted.alias, participantName: body.username,
            credential: .accessToken(try signer.token(granted.claims)))
        return .json { $0.field("url", link.url) }
    }

    func listCalls(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        let query = QueryFields(visit.request.query)
        return Self.list(
            try await platform.calls(
                in: visit.values[0], roomID: query[Field.roomID], date: query[Field.date], by: visit.caller))
    }

    func readReport(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        let query = QueryFields(visit.request.query)
        return Self.encoded(
            try await platform.report(
                in: visit.values[0], roomID: query[Field.roomID], callID: query[Field.callID],
                format: query[Field.format],
                by: visit.caller))
    }

    func listPolls(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        Self.list(try await platform.polls(of: visit.values[1], in: visit.values[0], by: visit.caller))
    }

    private static func room(_ room: RoomView) -> Answer {
        .json {
            $0.field("id", room.id)
            $0.field("alias", room.alias)
            $0.field("channelId", room.channelID)
            $0.field("name", room.name)
            $0.field("type", room.type.rawValue)
            $0.field("isPublic", room.isPublic)
            $0.field("isScreensharingAllowed", room.isScreensharingAllowed)
            $0.field("isChatAllowed", room.isChatAllowed)
        }
    }
}

extension StandInService {
    func createParticipant(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        recognise(visit)
        let body = try BodyDecoding.json(ParticipantRequest.self, from: visit.request.body)
        let participant = try await platform.createParticipant(in: visit.values[0], body, by: visit.caller)
        // A guest with a client token is counted by the participant's id.
        if let person = person(visit.request, orUser: participant.userID ?? participant.id) {
            ledger.recognised(person, in: visit.request.period)
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
        if let person = Self.person(participant) { ledger.entered(person, in: visit.request.period) }
        return .noContent
    }

    func leaveRoom(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        recognise(visit)
        let body = try BodyDecoding.json(ParticipantReference.self, from: visit.request.body)
        let participant = try await platform.leave(
            roomID: visit.values[1], in: visit.values[0], body, by: visit.caller)
        if let participant, let person = Self.person(participant) {
            ledger.left(person, in: visit.request.period)
        }
        return .noContent
    }

    /// Counts the caller as a participant, if its user is known.
    func recognise(_ visit: Visit) {
        guard case .user(let user) = visit.caller, let person = person(visit.request, orUser: user.id) else { return }
        ledger.recognised(person, in: visit.request.period)
    }

    /// The person that a participant counts as, regardless of who removes the participant.
    private static func person(_ participant: Participant) -> TruthLedger.Person? {
        guard let number = participant.number else { return .user(participant.userID ?? participant.id) }
        return number > 0 ? .number(number) : nil
    }
}
