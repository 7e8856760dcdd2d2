// Attendance: after the run the host reads the platform's own report of who was in the room.
import EventLoops
package import Measuring
import PlatformContract
package import Scenarios

/// Reads the platform's reports on the calls of the run, once everybody has left the room. What it reads is kept as it came;
/// `Analysis/Attendance` compares it.
package struct AttendanceDuty: EventDuty {
    /// Whether the run fails without a report.
    let isRequired: Bool
    /// The time of day at `origin`.
    let startedAt: UTCInstant
    /// The start of the run.
    let origin: Moment
    /// What came by webhook; nil: none are received.
    let inbox: WebhookInbox?

    /// How long it waits, and how much it reads.
    let limits: AttendanceLimits

    /// Creates the duty of a run that began at `origin`; nil if its plan asks for no comparison. With an `inbox`
    /// it waits for `call_finished` before it asks, for some time.
    package init?(
        _ plan: Plan, startedAt: UTCInstant, origin: Moment, inbox: WebhookInbox? = nil,
        limits: AttendanceLimits = AttendanceLimits()
    ) {
        guard plan.attendance.isOn else { return nil }
        isRequired = plan.attendance == .required
        self.startedAt = startedAt
        self.origin = origin
        self.inbox = inbox
        self.limits = limits
    }

    package func conclude(as host: EventHost, _ ending: EventEnding, into account: inout EventAccount) async {
        guard host.plan.hasKnownIDs else {
            account.attendance = AttendanceReading(isRequired: isRequired, .noIDs)
            return
        }
        host.activity(.waitsForReport)
        defer { host.activity(nil) }
        let limit = limit(ending)
        let loop = host.place.loop
        let deadline = Moment.now.advanced(by: limit)
        let reading = await withTaskGroup(of: AttendanceReading?.self) { group in
            group.addTask(executorPreference: loop) { await read(as: host, ending, until: deadline) }
            group.addTask(executorPreference: loop) {
                _ = try? await loop.sleep(until: deadline.advanced(by: limits.grace))
                return nil
            }
            var isOver = false
            var reading: AttendanceReading?
            for await ended in group {
                group.cancelAll()
                // What was cut off knows no better reason than that.
                if let ended, !isOver || ended.reason == nil { reading = ended }
                isOver = ended == nil
            }
            return reading
        }
        if Task.isCancelled, reading == nil || reading?.reason != nil {
            account.attendance = AttendanceReading(isRequired: isRequired, .cutShort)
        } else {
            account.attendance =
                reading
                ?? AttendanceReading(isRequired: isRequired, .noAnswer(within: limit + limits.grace))
        }
    }

    /// How long before the end of everything the request for polls ends, in milliseconds.
    private static let margin = 500

    package var patience: Duration? { limits.ifInterrupted }

    /// How long to wait for the end of the call. There is no point in it if the call cannot end, or never began.
    private func limit(_ ending: EventEnding) -> Duration {
        if ending.leftBehind > 0 || ending.entered == 0 { return .zero }
        return ending.isInterrupted ? limits.ifInterrupted : limits.wait
    }

    private func read(as host: EventHost, _ ending: EventEnding, until deadline: Moment) async -> AttendanceReading {
        var reading = AttendanceReading(isRequired: isRequired)
        if let inbox, inbox.isOpen {
            // The event says that the report is ready. It may be lost: then the platform is asked all the same.
            let lastEvent = min(deadline, Moment.now.advanced(by: limits.event))
            _ = await inbox.callFinished(until: lastEvent, on: host.place.loop)
        }
        do throws(Failure) {
            reading = try await host.act(in: .teardown) { (client) async throws(Failure) in
                var reading = try await reports(client, host, ending, until: deadline)
                guard reading.reason == nil else { return reading }
                await addPolls(client, host, to: &reading, until: deadline.advanced(by: limits.grace))
                return reading
            }
        } catch {
            reading.fail(.failed(error))
        }
        return reading
    }

    /// Reads the polls. Whatever becomes of them, the comparison stands: so they are given up before `end`, when everything
    /// that was read would be.
    private func addPolls(
        _ client: HostClient, _ host: EventHost, to reading: inout AttendanceReading, until end: Moment
    ) async {
        let left = Int(end.microseconds(since: Moment.now) / 1000) - AttendanceDuty.margin
        guard left > 0 else {
            reading.pollsReason = "there was no time left to read them"
            return
        }
        do throws(Failure) {
            client.host.scope.rules = RequestRules(
                timeoutMilliseconds: min(limits.pollsTimeoutMilliseconds, left), retry: nil, checks: [], patience: nil)
            switch try await client.polls(space: host.spaceID, room: host.roomID) {
            case .given(let polls): reading.polls = redactor(host).redact(polls)
            case .refused(let refusal): reading.pollsReason = refusal.reason(for: "polls", to: "read the polls")
            case .missing: reading.pollsReason = "the platform has no list of polls"
            }
        } catch {
            reading.pollsReason = "reading them failed: \(error.detail)"
        }
    }

    /// Hides the plan's secrets and the webhook's in what the platform says.
    private func redactor(_ host: EventHost) -> Redactor {
        host.plan.redactor.hiding([inbox?.secret].compactMap { $0 })
    }

    // MARK: Reports

    private func reports(
        _ client: HostClient, _ host: EventHost, _ ending: EventEnding, until deadline: Moment
    ) async throws(Failure) -> AttendanceReading {
        var wait = limits.firstPause
        var hasTold = false
        let begun = Moment.now
        while true {
            var reading = AttendanceReading(isRequired: isRequired)
            var state = AttendanceReason.State.noCall
            switch try await callsOfRun(client, host) {
            case .refused(let refusal):
                reading.fail(.refused(refusal))
                return reading
            case .missing:
                reading.fail(.noList)
                return reading
            case .given(let calls) where calls.isEmpty: break
            case .given(let calls) where calls.contains(where: { $0.active == true }): state = .active
            case .given(let calls):
                // Whatever the platform says, the sum of two figures is one.
                let entries = calls.reduce(0) { sum, call in
                    min(
                        ending.entered, sum + max(0, min(ending.entered, call.totalParticipantsCount ?? ending.entered))
                    )
                }
                // Only if there is time to ask once more: what is there is taken in any case.
                let mayBeMore =
                    entries < ending.entered && Moment.now < begun.advanced(by: limits.moreCalls)
                    && Moment.now.advanced(by: wait) < deadline
                if mayBeMore { break }
                host.activity(.readsReport)
                let isComplete = try await take(calls, into: &reading, client, host)
                if isComplete { return reading }
                host.activity(.waitsForReport)
                state = .unreported
            }
            let next = Moment.now.advanced(by: wait)
            guard next <= deadline else {
                reading.fail(.notThere(state, ending, limits))
                return reading
            }
            if !hasTold, wait > limits.firstPause {
                host.notice("Waiting for the call to end, so that the platform reports on it…")
                hasTold = true
            }
            do { try await host.place.loop.sleep(until: next) } catch {
                throw Failure(kind: .cancelled, detail: "it took too long")
            }
            wait = min(wait * 2, limits.lastPause)
        }
    }

    /// The room's calls that overlap the run. One that began before midnight is listed on the day of its beginning.
    private func callsOfRun(_ client: HostClient, _ host: EventHost) async throws(Failure) -> HostOutcome<[ListedCall]>
    {
        let now = startedAt.advanced(byMicroseconds: Moment.now.microseconds(since: origin))
        let run = startedAt...max(startedAt, now)
        for days in [run, startedAt.advanced(byDays: -1)...startedAt.advanced(byDays: -1)] {
            switch try await client.calls(space: host.spaceID, room: host.roomID, on: days) {
            case .given(let calls):
                let ours = calls.filter { $0.overlaps(run) }
                if !ours.isEmpty {
                    return .given(ours.sorted { ($0.startedAt ?? "", $0.id) < ($1.startedAt ?? "", $1.id) })
                }
            case .refused(let refusal): return .refused(refusal)
            case .missing: return .missing
            }
        }
        return .given([])
    }

    /// Reads the reports on calls.
    /// - Returns: false if one of them does not exist yet.
    private func take(
        _ calls: [ListedCall], into reading: inout AttendanceReading, _ client: HostClient, _ host: EventHost
    ) async throws(Failure) -> Bool {
        let redactor = redactor(host)
        var bytes = 0
        for call in calls {
            switch try await client.report(space: host.spaceID, room: host.roomID, call: call.id) {
            case .given(let report):
                bytes += report.utf8.count
                guard bytes <= limits.bytes else {
                    reading.fail(.tooLarge(calls: calls.count, limit: limits.bytes))
                    return true
                }
                reading.calls.append(
                    .init(
                        id: call.id, startedAt: call.startedAt, finishedAt: call.finishedAt,
                        report: redactor.redact(report)))
            case .refused(let refusal):
                reading.fail(.refused(refusal))
                return true
            case .missing: return false
            }
        }
        return true
    }
}
