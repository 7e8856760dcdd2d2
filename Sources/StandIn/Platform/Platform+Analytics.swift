// Calls and attendance (contract section 8).

import PlatformContract

extension Platform {
    /// The finished calls of a space, optionally of one room and one day.
    ///
    /// - Throws: 403 for anyone who does not lead, and on a plan without statistics; 400 naming an invalid field.
    func calls(
        in spaceID: String, roomID: String?, date: String?, by caller: Caller
    ) throws(ErrorResponse) -> [CallView] {
        let space = try spaceWithStatistics(spaceID, roomID: roomID, by: caller)
        let day = try date.map { text throws(ErrorResponse) in try QueryInstant(text, field: "date").dayRange }
        let plan = plan(of: space.ownerID).rawValue
        var views: [CallView] = []
        for id in roomID.map({ [$0] }) ?? space.roomIDs {
            guard let room = rooms[id] else { continue }
            for call in room.finishedCalls {
                if let day, !day.contains(clock.startMicroseconds + call.started) { continue }
                views.append(
                    CallView(
                        id: call.id, active: false, roomID: id, participantsCount: call.peak, isBreakoutRoom: false,
                        planAlias: plan, roomType: room.type, totalParticipantsCount: call.entries,
                        uniqueParticipantsCount: call.people, startedAt: clock.timestamp(call.started),
                        finishedAt: call.finished.map { clock.timestamp($0) }))
            }
        }
        return views
    }

    /// The attendance of a finished call.
    ///
    /// - Throws: As ``calls(in:roomID:date:by:)``; 404 for a call that is unknown or still in progress.
    func report(
        in spaceID: String, roomID: String?, callID: String?, format: String?, by caller: Caller
    ) throws(ErrorResponse) -> AttendanceReport {
        _ = try caller.account()
        guard let roomID else { throw .api(.badRequest, "roomId is missing") }
        guard let callID else { throw .api(.badRequest, "callId is missing") }
        _ = try spaceWithStatistics(spaceID, roomID: roomID, by: caller)
        try Self.check(callID, field: "callId", noun: "Call")
        switch format.map({ ReportFormat(rawValue: $0) }) ?? .json {
        case .json: break
        case .xlsx: throw .api(.notImplemented, "The stand-in provides reports only as JSON")
        case nil: throw .api(.badRequest, "format must be json or xlsx")
        }
        guard let call = rooms[roomID]?.finishedCalls.first(where: { $0.id == callID }), let finished = call.finished
        else { throw .api(.notFound, "There is no finished call with this id") }
        return AttendanceReport(
            callID: call.id, roomID: roomID, startedAt: clock.timestamp(call.started),
            finishedAt: clock.timestamp(finished), durationSeconds: (finished - call.started) / 1_000_000,
            participants: reported(call.attendance).map { attendee in
                let stays = attendee.visits.map { $0.entered..<($0.left ?? finished) }
                return AttendanceReport.Person(
                    externalUserID: attendee.externalUserID, name: attendee.name, email: attendee.email,
                    phone: attendee.phone, role: attendee.role,
                    visits: stays.map {
                        .init(enteredAt: clock.timestamp($0.lowerBound), leftAt: clock.timestamp($0.upperBound))
                    },
                    totalSeconds: Self.length(ofUnion: stays) / 1_000_000)
            })
    }

    /// The people of a call who are in its report: all of them, unless visits are lost.
    private func reported(_ people: [Call.Attendee]) -> [Call.Attendee] {
        guard let every = faults?.reportLosesEvery else { return people }
        return people.enumerated().filter { ($0.offset + 1) % every != 0 }.map(\.element)
    }

    /// How long somebody was present who may have been there several times at once, with two browsers.
    private static func length(ofUnion stays: [Range<Int>]) -> Int {
        var (length, end) = (0, Int.min)
        for stay in stays.sorted(by: { $0.lowerBound < $1.lowerBound }) where stay.upperBound > end {
            length += stay.upperBound - max(end, stay.lowerBound)
            end = stay.upperBound
        }
        return length
    }

    /// The polls of a room: always empty.
    ///
    /// - Throws: As ``calls(in:roomID:date:by:)``.
    func polls(of roomID: String, in spaceID: String, by caller: Caller) throws(ErrorResponse) -> [AttendanceReport
        .Poll]
    {
        _ = try spaceWithStatistics(spaceID, roomID: roomID, by: caller)
        return []
    }

    /// The space whose statistics the caller may see: its owner, its moderators, and those of the requested room, on a
    /// plan that includes statistics.
    private func spaceWithStatistics(_ spaceID: String, roomID: String?, by caller: Caller) throws(ErrorResponse)
        -> Space
    {
        let user = try caller.account()
        let space = try space(spaceID)
        var leads = space.isLed(by: user.id)
        if let roomID {
            let room = try room(roomID, in: spaceID)
            leads = leads || Self.role(of: caller, in: room) == .moderator
        }
        guard leads else { throw .api(.forbidden, "Only those who lead the space may see its statistics") }
        guard plan(of: space.ownerID) == .paid else {
            throw .api(.forbidden, PlatformMessage.planWithoutStatistics)
        }
        return space
    }
}
