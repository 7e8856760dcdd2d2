// Participants, joining and leaving (contract section 5, calls 3 to 6).

import PlatformContract

extension Platform {
    /// Makes the caller a participant of a room.
    ///
    /// - Throws: 400 and 404 for the room's id, 403 for a private room without a grant.
    func createParticipant(
        in spaceID: String, _ request: ParticipantRequest, by caller: Caller
    ) throws(ErrorResponse) -> Participant {
        let room = try room(request.roomID, in: spaceID)
        let entitled = try Self.admitted(caller, to: room)
        var participant = Participant(
            id: generator.id(.participant), spaceID: spaceID, roomID: room.id, userID: nil, name: request.name,
            role: entitled == .moderator ? request.role ?? .moderator : .user)
        if case .user(let user) = caller {
            participant.userID = user.id
            participant.externalUserID = user.pass?.externalUserID
            participant.email = user.email
            participant.phone = user.phone
        }
        participants[participant.id] = participant
        return participant
    }

    /// A token for the signalling connection of the caller's participant.
    func createSignalingToken(
        for participantID: String, in spaceID: String, by caller: Caller
    ) throws(ErrorResponse) -> (token: String, participant: Participant) {
        let participant = try participant(participantID, in: spaceID, of: caller)
        return (generator.alphanumeric(.signaling, length: 40), participant)
    }

    /// Puts the caller's participant into the room. `number` is the run's own number for the person.
    func join(
        roomID: String, in spaceID: String, _ request: ParticipantReference, by caller: Caller, number: Int?
    ) throws(ErrorResponse) -> Participant {
        var room = try room(roomID, in: spaceID)
        _ = try Self.admitted(caller, to: room)
        var participant = try participant(request.participantID, in: spaceID, of: caller)
        guard participant.roomID == roomID else { throw .api(.notFound, "Participant not found") }
        let now = clock.now()
        // Removed from the dictionary while it changes, so that the attendance of thousands is not copied at each
        // entry.
        rooms[roomID]?.call = nil
        let isNew = room.call == nil
        var call = room.call ?? Call(id: generator.id(.call), started: now)
        room.call = nil
        call.enter(participant, at: now)
        participant.callID = call.id
        participant.number = number
        participants[participant.id] = participant
        rooms[roomID]?.call = call
        if isNew {
            notifyWebhook(.callStarted, room)
            if let seconds = faults?.dropRoomAfterSeconds, room.finishedCalls.isEmpty {
                backgroundTasks.yield(
                    .inject(ScheduledFault(kind: .dropRoom(id: roomID), at: now + Int(seconds * 1_000_000))))
            }
        }
        return participant
    }

    /// Removes a participant from the room: the caller's own, or any if the caller moderates the room.
    ///
    /// - Returns: nil if the participant was not in the room.
    func leave(
        roomID: String, in spaceID: String, _ request: ParticipantReference, by caller: Caller
    ) throws(ErrorResponse) -> Participant? {
        var room = try room(roomID, in: spaceID)
        let leads = Self.role(of: caller, in: room) == .moderator
        var participant = try participant(request.participantID, in: spaceID, of: leads ? nil : caller)
        guard participant.roomID == roomID else { throw .api(.notFound, "Participant not found") }
        guard participant.callID != nil else { return nil }
        rooms[roomID]?.call = nil
        if var call = room.call {
            room.call = nil
            let now = clock.now()
            if call.leave(participant.id, at: now) {
                end(call, of: room, at: now)
            } else {
                rooms[roomID]?.call = call
            }
        }
        participant.callID = nil
        participants[participant.id] = participant
        return participant
    }

    /// Removes everybody from a room. Anyone who comes back needs a new participant and is in another call.
    func dropRoom(_ id: String) {
        guard var room = rooms[id], var call = room.call else { return }
        rooms[id]?.call = nil
        room.call = nil
        let now = clock.now()
        for participantID in call.present {
            _ = call.leave(participantID, at: now)
            participants[participantID] = nil
        }
        end(call, of: room, at: now)
    }

    /// Ends a call and its recording.
    private func end(_ call: Call, of room: Room, at now: Int) {
        rooms[room.id]?.finishedCalls.append(call)
        _ = endRecord(of: room, as: .finished, at: now)
        notifyWebhook(.callFinished, room)
    }

    /// A participant of a space, who must be the caller's if a caller is given.
    private func participant(_ id: String, in spaceID: String, of caller: Caller?) throws(ErrorResponse) -> Participant
    {
        _ = try space(spaceID)
        try Self.check(id, field: "participantId", noun: "Participant")
        guard let participant = participants[id], participant.spaceID == spaceID else {
            throw .api(.notFound, "Participant not found")
        }
        switch caller {
        case nil: return participant
        case .client:
            guard participant.userID == nil else { throw .api(.forbidden, "Not your participant") }
        case .user(let user):
            guard participant.userID == user.id else { throw .api(.forbidden, "Not your participant") }
        }
        return participant
    }
}
