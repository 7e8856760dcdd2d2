// When the host reads the platform's report, and what of it stands, whatever the platform answers.
import Measuring
import PlatformContract
import Support
import Synchronization
import Testing

@testable import Journeys

struct AttendanceDutyTests {
    /// A room's calls, reports and polls, in the platform's words; nil: as if there were none.
    private struct Answers: Sendable {
        var calls = PlainPlatform.Answer(200, body: #"{"items":[{"id":"c1"}]}"#)
        var report = PlainPlatform.Answer(200, body: #"{"participants":[]}"#)
        var polls = PlainPlatform.Answer(200, body: "[]")
    }

    private static func limits(_ change: (inout AttendanceLimits) -> Void = { _ in }) -> AttendanceLimits {
        var limits = AttendanceLimits()
        limits.wait = .milliseconds(300)
        limits.event = .milliseconds(300)
        limits.moreCalls = .milliseconds(100)
        limits.firstPause = .milliseconds(20)
        limits.lastPause = .milliseconds(50)
        change(&limits)
        return limits
    }

    /// Reads attendance from such a platform, at the end of a run that began then and lasted so long. `seen` is called with
    /// each request before it is answered, and `calls` may answer those for the calls of a day.
    private func read(
        _ answers: Answers, entered: Int = 2, limits: AttendanceLimits = limits(),
        startedAt: String = "2026-11-24T09:15:00Z", lasted: Duration = .zero,
        calls: @escaping @Sendable (String) -> String? = { _ in nil },
        seen: @escaping @Sendable (String) -> Void = { _ in }, inbox: (@Sendable (HostStage) -> WebhookInbox?)? = nil,
        meanwhile: @escaping @Sendable (WebhookInbox?) async throws -> Void = { _ in }
    ) async throws -> AttendanceReading {
        let platform = try PlainPlatform { request in
            seen(request.line)
            if request.line.contains("/analytics/calls?") {
                return calls(request.line).map { PlainPlatform.Answer(200, body: $0) } ?? answers.calls
            }
            if request.line.contains("/analytics/report?") { return answers.report }
            return request.line.contains("poll") ? answers.polls : nil
        }
        defer { platform.stop() }
        return try await HostStage.act(against: platform.url) { stage in
            let inbox = inbox?(stage)
            let startedAt = try #require(UTCInstant(startedAt))
            let origin = Moment.now.advanced(by: .zero - lasted)
            let duty = try #require(
                AttendanceDuty(stage.host.plan, startedAt: startedAt, origin: origin, inbox: inbox, limits: limits))
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await meanwhile(inbox) }
                var account = EventAccount()
                await duty.conclude(as: stage.host, EventEnding(entered: entered), into: &account)
                try await group.waitForAll()
                return try #require(account.attendance)
            }
        }
    }

    @Test func `nothing is asked before the event that says that the report is ready`() async throws {
        let isDelivered = Mutex(false)
        let early = Mutex(0)
        let reading = try await read(
            Answers(), limits: Self.limits { ($0.wait, $0.event) = (HostStage.patience, HostStage.patience) },
            seen: { _ in if !isDelivered.withLock({ $0 }) { early.withLock { $0 += 1 } } },
            inbox: { $0.openInbox() },
            meanwhile: { inbox in
                inbox?.take("call_started")
                try await Task.sleep(for: .milliseconds(200))
                isDelivered.withLock { $0 = true }
                inbox?.take("call_finished")
            })
        #expect(reading.reason == nil && reading.calls.map(\.id) == ["c1"])
        #expect(early.withLock { $0 } == 0)
    }

    @Test func `the webhook's own secret is hidden in what the platform says`() async throws {
        var answers = Answers()
        answers.report.body = #"{"participants":[],"webhook":{"secret":"\#(Signing.secret)"}}"#
        answers.polls.body = #"[{"title":"\#(Signing.secret)"}]"#
        let reading = try await read(answers, inbox: { $0.openInbox() })
        let report = try #require(reading.calls.first).report
        #expect(report.contains("participants") && !report.contains(Signing.secret), "\(report)")
        let polls = try #require(reading.polls)
        #expect(polls.contains("title") && !polls.contains(Signing.secret), "\(polls)")
    }

    @Test func `an event that never comes keeps nobody from asking`() async throws {
        let reading = try await read(Answers(), inbox: { $0.openInbox() })
        #expect(reading.reason == nil && reading.calls.map(\.id) == ["c1"])
    }

    @Test(arguments: [
        (
            #"{"items":[{"id":"c1","active":true}]}"#, 200, "the call was still active 0 s after everybody had left",
            "room of its own"
        ),
        (#"{"items":[]}"#, 200, "the platform listed no finished call of the run", "clocks"),
        (#"{"items":[{"id":"c1"}]}"#, 404, "the platform had no report on the call yet", "`webhooks: true`"),
    ])
    func `what is not there when the time is over is the reason`(
        calls: String, reportStatus: Int, words: String, remedy: String
    ) async throws {
        var answers = Answers()
        answers.calls.body = calls
        answers.report.status = reportStatus
        let asked = Mutex(0)
        let reading = try await read(answers, seen: { _ in asked.withLock { $0 += 1 } })
        #expect(reading.reason?.hasPrefix(words) == true, "\(reading.reason ?? "")")
        #expect(reading.remedy?.contains(remedy) == true, "\(reading.remedy ?? "")")
        #expect(reading.calls.isEmpty && reading.polls == nil)
        #expect(asked.withLock { $0 } > 2)
    }

    @Test(arguments: [
        (500, "reading them failed: "), (200, nil), (404, "the platform has no list of polls"),
        (403, "the host may not read the polls"),
    ])
    func `the comparison stands whatever becomes of the polls`(status: Int, reason: String?) async throws {
        var answers = Answers()
        answers.polls.status = status
        let reading = try await read(answers)
        #expect(reading.reason == nil && reading.calls.count == 1)
        #expect((reading.polls == "[]") == (status == 200))
        #expect(reading.pollsReason?.hasPrefix(reason ?? "-") == (reason == nil ? nil : true))
    }

    @Test func `calls with fewer entries than got in are taken when there is no time for another question`()
        async throws
    {
        var answers = Answers()
        answers.calls.body = #"{"items":[{"id":"c1","totalParticipantsCount":1}]}"#
        let asked = Mutex(0)
        let reading = try await read(
            answers,
            // The next question would come after the deadline, long before the wait for more calls is over.
            limits: Self.limits {
                $0.wait = .milliseconds(300)
                $0.moreCalls = HostStage.patience
                ($0.firstPause, $0.lastPause) = (.seconds(40), .seconds(40))
            }, seen: { line in if line.contains("/analytics/calls?") { asked.withLock { $0 += 1 } } })
        #expect(reading.reason == nil && reading.calls.map(\.id) == ["c1"])
        #expect(asked.withLock { $0 } == 1)
    }

    @Test(arguments: [(3_000, "reading them failed: "), (0, "there was no time left to read them")])
    func `polls that hang end before everything that was read is given up`(grace: Int, reason: String) async throws {
        let release = BlockingEvent()
        let platform = try PlainPlatform { request in
            if request.line.contains("/analytics/calls?") { return .init(200, body: #"{"items":[{"id":"c1"}]}"#) }
            if request.line.contains("/analytics/report?") { return .init(200, body: #"{"participants":[]}"#) }
            guard request.line.contains("poll") else { return nil }
            release.wait()
            return .init(200, body: "[]")
        }
        defer {
            release.happen()
            platform.stop()
        }
        let reading = try await HostStage.act(against: platform.url) { stage in
            let startedAt = try #require(UTCInstant("2026-11-24T09:15:00Z"))
            let limits = Self.limits {
                $0.grace = .milliseconds(grace)
                $0.pollsTimeoutMilliseconds = 120_000
            }
            let duty = try #require(
                AttendanceDuty(stage.host.plan, startedAt: startedAt, origin: Moment.now, limits: limits))
            var account = EventAccount()
            await duty.conclude(as: stage.host, EventEnding(entered: 2), into: &account)
            return try #require(account.attendance)
        }
        #expect(reading.reason == nil && reading.calls.map(\.id) == ["c1"], "\(reading)")
        #expect(reading.pollsReason?.hasPrefix(reason) == true, "\(reading.pollsReason ?? "")")
    }

    @Test(arguments: [Int.max, Int.min])
    func `any number of entries can be added up`(count: Int) async throws {
        var answers = Answers()
        let call = #""totalParticipantsCount":\#(count)}"#
        answers.calls.body = #"{"items":[{"id":"c1",\#(call),{"id":"c2",\#(call)]}"#
        #expect(try await read(answers).calls.map(\.id) == ["c1", "c2"])
    }

    @Test func `calls with fewer entries than participants are asked for again, for more may come`() async throws {
        let asked = Mutex(0)
        let reading = try await read(
            Answers(),
            limits: Self.limits { ($0.wait, $0.moreCalls) = (HostStage.patience, HostStage.patience) },
            calls: { _ in
                let count = asked.withLock { count in
                    count += 1
                    return count
                }
                let first = #"{"id":"c1","totalParticipantsCount":1}"#
                return count == 1 ? "[\(first)]" : "[\(first),{\"id\":\"c2\",\"totalParticipantsCount\":1}]"
            })
        #expect(reading.calls.map(\.id) == ["c1", "c2"])
    }

    @Test func `a call that began before midnight is found on the day of its beginning, and once on two days`()
        async throws
    {
        let before = try await read(
            Answers(), calls: { $0.contains("date=2026-11-23") ? #"[{"id":"c1"}]"# : "[]" })
        #expect(before.calls.map(\.id) == ["c1"])
        let days = Mutex<Set<String>>([])
        let over = try await read(
            Answers(), startedAt: "2026-11-24T23:59:58Z", lasted: .seconds(5),
            calls: { line in
                days.withLock { _ = $0.insert(String(line.split(separator: "date=").last?.prefix(10) ?? "")) }
                return #"[{"id":"c1"}]"#
            })
        #expect(over.calls.map(\.id) == ["c1"] && days.withLock { $0 } == ["2026-11-24", "2026-11-25"])
    }

    @Test func `reports that are too large together are not kept`() async throws {
        var answers = Answers()
        answers.calls.body = #"[{"id":"c1"},{"id":"c2"},{"id":"c3"}]"#
        answers.report.body = #"{"participants":["\#(String(repeating: "x", count: 600_000))"]}"#
        let reading = try await read(answers, limits: Self.limits { $0.bytes = 1_048_576 })
        #expect(reading.calls.isEmpty)
        #expect(reading.remedy == "Rehearse in a room of its own, which has no other calls.")
        #expect(reading.reason == "the platform's reports on the 3 calls of the run are larger than 1 MiB in all")
    }

    @Test(arguments: [
        (200, "<html>no</html>"), (200, #"{"calls":7}"#), (500, "{}"), (302, ""),
        (200, String(repeating: "[", count: 100_000)),
    ])
    func `an answer that is no list is a reason`(status: Int, body: String) async throws {
        var answers = Answers()
        answers.calls = PlainPlatform.Answer(status, body: body)
        let reading = try await read(answers)
        #expect(reading.reason != nil && reading.remedy?.hasSuffix(".") == true && reading.calls.isEmpty)
    }

    @Test(arguments: [
        (403, "Plan does not include statistics", "Use an account with a paid plan"),
        (403, "No", "Use the account of a"),
        (404, "", "Check target.api"), (500, "", "Find out in the platform's log"),
    ])
    func `a refusal says what to do`(status: Int, message: String, remedy: String) async throws {
        var answers = Answers()
        answers.calls = PlainPlatform.Answer(status, body: "{\"message\":\"\(message)\"}")
        let reading = try await read(answers)
        #expect(reading.remedy?.hasPrefix(remedy) == true, "\(reading.remedy ?? "")")
        answers = Answers()
        answers.report = PlainPlatform.Answer(status, body: "{\"message\":\"\(message)\"}")
        guard status != 404 else { return }
        #expect(try await read(answers).remedy == reading.remedy)
    }

    @Test func `whoever could not leave, and that nobody got in, is said with what to do`() async throws {
        var answers = Answers()
        answers.calls.body = #"{"items":[]}"#
        let nobody = try await read(answers, entered: 0)
        #expect(nobody.reason?.hasPrefix("nobody got in") == true && nobody.remedy?.contains("why nobody") == true)
        let ending = EventEnding(leftBehind: 1, entered: 2)
        let reason = AttendanceReason.notThere(.active, ending, AttendanceLimits())
        #expect(reason.words.hasPrefix("1 participant could not leave") && reason.remedy.contains("teardown"))
    }

    @Test func `a cancelled wait ends at once, and keeps what was read`() async throws {
        let answers = Answers(calls: PlainPlatform.Answer(200, body: #"{"items":[{"id":"c1","active":true}]}"#))
        for isThere in [false, true] {
            let asked = Event()
            let release = BlockingEvent()
            let platform = try PlainPlatform { request in
                if request.line.contains("/analytics/report?") { return answers.report }
                if request.line.contains("/analytics/calls?") {
                    guard isThere else { asked.happen(); return answers.calls }
                    return PlainPlatform.Answer(200, body: #"{"items":[{"id":"c1"}]}"#)
                }
                guard request.line.contains("poll") else { return nil }
                asked.happen()
                release.wait()
                return answers.polls
            }
            defer {
                release.happen()
                platform.stop()
            }
            let reading = try await HostStage.act(against: platform.url) { stage in
                let startedAt = try #require(UTCInstant("2026-11-24T09:15:00Z"))
                // It would wait for a minute, and longer for the polls.
                let limits = Self.limits {
                    $0.wait = HostStage.patience
                    $0.pollsTimeoutMilliseconds = 120_000
                }
                let duty = try #require(
                    AttendanceDuty(stage.host.plan, startedAt: startedAt, origin: Moment.now, limits: limits))
                return await withTaskGroup(of: AttendanceReading?.self) { group in
                    group.addTask(executorPreference: stage.host.place.loop) {
                        var account = EventAccount()
                        await duty.conclude(as: stage.host, EventEnding(entered: 2), into: &account)
                        return account.attendance
                    }
                    await asked.wait()
                    group.cancelAll()
                    return await group.next() ?? nil
                }
            }
            let kept = try #require(reading)
            if isThere {
                #expect(kept.reason == nil && kept.calls.map(\.id) == ["c1"] && kept.pollsReason != nil)
            } else {
                #expect(kept.reason == "a signal ended the wait for the platform's report" && kept.remedy != nil)
            }
        }
    }
}
