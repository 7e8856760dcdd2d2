// Recordings (contract section 9).

import PlatformContract

extension Platform {
    /// Starts a recording of the call in progress.
    ///
    /// - Throws: 403 for anyone who leads neither room nor space; 409 without a call, or if a recording is already
    ///   running.
    func startRecord(of roomID: String, in spaceID: String, by caller: Caller) throws(ErrorResponse) -> RecordView {
        var room = try roomToRecord(roomID, in: spaceID, by: caller)
        guard let call = room.call else { throw .api(.conflict, "Nobody is in the room: there is nothing to record") }
        guard room.records.last?.state != .recording else { throw .api(.conflict, "A recording is already running") }
        let record = Record(id: generator.id(.record), callID: call.id, started: clock.now())
        room.records.append(record)
        rooms[roomID]?.records = room.records
        notifyWebhook(.recordStarted, room, recordID: record.id)
        if let seconds = faults?.recordFailsAfterSeconds {
            backgroundTasks.yield(
                .inject(
                    ScheduledFault(
                        kind: .failRecord(id: record.id, roomID: roomID),
                        at: record.started + Int(seconds * 1_000_000))))
        }
        return view(record, in: room)
    }

    /// Stops the running recording.
    ///
    /// - Throws: 403 for anyone who leads neither room nor space; 409 if none is running.
    func stopRecord(of roomID: String, in spaceID: String, by caller: Caller) throws(ErrorResponse) -> RecordView {
        let room = try roomToRecord(roomID, in: spaceID, by: caller)
        guard let record = endRecord(of: room, as: .finished, at: clock.now()) else {
            throw .api(.conflict, "No recording is running")
        }
        return view(record, in: room)
    }

    /// The recordings of a room that began within a period.
    ///
    /// Both ends are days or instants in ISO 8601 and inclusive; nil: from the first one, until the last one.
    ///
    /// - Throws: 403 for anyone but the owner of the space, who alone sees recordings; 400 naming an end that is
    ///   neither day nor instant.
    func records(
        of roomID: String, in spaceID: String, from: String?, until: String?, by caller: Caller
    ) throws(ErrorResponse) -> [RecordView] {
        let room = try roomOfOwner(roomID, in: spaceID, by: caller)
        let first =
            try from.map { text throws(ErrorResponse) in try QueryInstant(text, field: "dateFrom").first } ?? .min
        let last = try until.map { text throws(ErrorResponse) in try QueryInstant(text, field: "dateTo").last } ?? .max
        return room.records
            .filter { (first...max(first, last)).contains(clock.startMicroseconds + $0.started) && first <= last }
            .map { view($0, in: room) }
    }

    /// A recording whose file can be downloaded.
    ///
    /// - Throws: 403 for anyone but the owner of the space, 404 for an unknown recording, 409 for one without a file.
    func finishedRecord(
        _ id: String, of roomID: String, in spaceID: String, by caller: Caller
    ) throws(ErrorResponse) -> RecordView {
        let room = try roomOfOwner(roomID, in: spaceID, by: caller)
        try Self.check(id, field: "recordId", noun: "Record")
        guard let record = room.records.first(where: { $0.id == id }) else {
            throw .api(.notFound, "Record not found")
        }
        switch record.state {
        case .finished: return view(record, in: room)
        case .recording: throw .api(.conflict, "The recording is still running: there is no file yet")
        case .failed: throw .api(.conflict, "The recording failed: there is no file")
        }
    }

    /// The size of a finished recording's file; nil if there is no file.
    func fileSize(ofRecord id: String, roomID: String) -> Int? {
        guard let room = rooms[roomID], let record = room.records.first(where: { $0.id == id }),
            record.state == .finished
        else { return nil }
        return view(record, in: room).fileSize
    }

    /// Makes a running recording fail. Restarting it is up to the integrator.
    func failRecord(_ id: String, of roomID: String) {
        guard let room = rooms[roomID], room.records.last?.id == id else { return }
        _ = endRecord(of: room, as: .failed, at: clock.now())
    }

    /// Ends the running recording and notifies the webhook.
    ///
    /// - Returns: The recording; nil if none was running.
    func endRecord(of room: Room, as state: RecordState, at now: Int) -> Record? {
        guard var record = room.records.last, record.state == .recording else { return nil }
        record.state = state
        record.finished = now
        rooms[room.id]?.records[room.records.count - 1] = record
        notifyWebhook(state == .failed ? .recordFailed : .recordFinished, room, recordID: record.id)
        return record
    }

    private func roomToRecord(_ roomID: String, in spaceID: String, by caller: Caller) throws(ErrorResponse) -> Room {
        let user = try caller.account()
        let room = try room(roomID, in: spaceID)
        guard try space(spaceID).isLed(by: user.id) || Self.role(of: caller, in: room) == .moderator else {
            throw .api(.forbidden, "Only those who lead the room or the space may record")
        }
        return room
    }

    private func roomOfOwner(_ roomID: String, in spaceID: String, by caller: Caller) throws(ErrorResponse) -> Room {
        let user = try caller.account()
        let room = try room(roomID, in: spaceID)
        guard try space(spaceID).ownerID == user.id else {
            throw .api(.forbidden, "Only the space's administrators see its records")
        }
        return room
    }

    private func view(_ record: Record, in room: Room) -> RecordView {
        RecordView(
            id: record.id, name: "\(room.name) \(clock.timestamp(record.started))",
            fileSize: record.state == .finished ? RecordFile.size(seconds: duration(record)) : 0,
            roomID: room.id, spaceID: room.spaceID, callID: record.callID, state: record.state,
            createdAt: clock.timestamp(record.started), startedAt: clock.timestamp(record.started),
            finishedAt: record.finished.map { clock.timestamp($0) })
    }

    private func duration(_ record: Record) -> Int {
        ((record.finished ?? record.started) - record.started) / 1_000_000
    }
}
