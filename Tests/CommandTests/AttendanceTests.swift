// After a run the host reads the platform's own report of who was in the room, and the results say how it compares.
import Analysis
import Foundation
import Glibc
import Measuring
import PlatformContract
import RunStore
import Support
import Synchronization
import Testing

@Suite(.serialized) struct AttendanceTests {
    /// A run of eight participants, two of them moderators, who stay in the room for a while.
    private static func scenario(_ api: String, stay: String = "100ms", rest: String = "") -> String {
        """
        turnout: 1
        name: Attendance
        target: { api: "\(api)" }
        platform:
          client: { id: turnout, secret: turnout-secret }
          host: { email: host@example.test, password: host-password }
          room: { create: { name: Attendance } }
          space: { create: { name: Attendance } }
        participants: { count: 8, moderators: 2 }
        journey: [ generate-access, enter-room, { pause: \(stay) }, leave-room ]
        thresholds: [ turnout >= 100%, failures == 0 ]
        \(rest)
        """
    }

    /// Somebody else enters the same room, with an id that nobody of the run has.
    private static func guest(_ api: String, stay: String) -> String {
        scenario(api, stay: stay, rest: "attendance: off")
            .replacing("count: 8, moderators: 2", with: "count: 1")
            .replacing("generate-access", with: "{ generate-access: { external-user-id: guest7 } }")
    }

    /// Runs the scenario against a stand-in.
    private func attendance(
        configuration: String = "{}", rest: String = "", in folder: TemporaryFolder, code: ExitCode = .passed,
        _ also: @escaping @Sendable (Command.Outcome, Summary, ServingStandIn) throws -> Void
    ) async throws {
        try folder.write("stand-in.json", configuration)
        try await ServingStandIn.with(profile: "healthy", options: ["--config", "stand-in.json"], in: folder) {
            standIn in
            try folder.write("a.yaml", Self.scenario(standIn.url, rest: rest))
            let outcome = try await Command(["run", "a.yaml", "--out", "run", "--quiet"], in: folder).run()
            #expect(outcome.code == code.rawValue, "\(outcome.output)\(outcome.errors)")
            try also(outcome, try Summary(json: folder.read("run/summary.json")), standIn)
        }
    }

    /// A summary's text without its line breaks.
    private func words(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    @Test func `everybody who got in is in the platform's report`() async throws {
        let folder = try TemporaryFolder()
        try await attendance(in: folder) { outcome, summary, standIn in
            let attendance = try #require(summary.attendance)
            #expect(attendance.both == 8 && attendance.reason == nil)
            #expect(attendance.onlyOurs.isEmpty && attendance.onlyPlatform.isEmpty)
            #expect(attendance.visits?.ours == 8 && attendance.visits?.platform == 8)
            #expect(attendance.roles.map { "\($0.role) \($0.count)" } == ["moderator 2", "user 6"])
            #expect(attendance.entering?.count == 8 && attendance.leaving?.count == 8)
            #expect(attendance.polls?.count == 0)
            #expect(words(outcome.output).contains("Attendance all 8 who got in are in the platform’s report"))
            // The host's requests count as the server counts them, and among no participant's figures.
            #expect(try HarnessAccount(runDirectory: "\(folder.path)/run").differences(from: standIn.truth()) == [])
            #expect(summary.steps.map(\.requests) == [8, 40, 0, 8])
        }
        let page = try folder.read("run/report.html")
        #expect(page.contains("All 8 who got in are in the platform’s report."))
        let markdown = try await Command(["report", "run", "--format", "markdown"], in: folder).run()
        #expect(markdown.output.contains("#### Attendance\n\nAll 8 who got in are in the platform’s report."))
    }

    @Test func `a visit that the platform lost is only ours`() async throws {
        let folder = try TemporaryFolder()
        try await attendance(configuration: #"{"capacity":{"faults":{"reportLosesEvery":4}}}"#, in: folder) {
            outcome, summary, _ in
            let attendance = try #require(summary.attendance)
            #expect(attendance.both == 6 && attendance.onlyOursCount == 2 && attendance.onlyPlatformCount == 0)
            #expect(attendance.onlyOurs.allSatisfy { $0.hasPrefix("participant") })
            #expect(
                words(outcome.output).contains(
                    "6 of 8 who got in are in the platform’s report; 2 only by Turnout’s account"))
            #expect(summary.warnings == ["2 of 8 who got in are missing in the platform's report."])
            #expect(summary.verdict == .passed)
        }
    }

    @Test func `somebody else in the room is only the platform's, and a copy of the run gives the same reports`()
        async throws
    {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            try folder.write("a.yaml", Self.scenario(standIn.url, stay: "4s"))
            try folder.write("guest.yaml", Self.guest(standIn.url, stay: "10ms"))
            let outcome = try await Command(["run", "a.yaml", "--out", "run", "--quiet"], in: folder).run { _ in
                while try standIn.truth().entered < 8 { try await Task.sleep(for: .milliseconds(20)) }
                let guest = try await Command(["run", "guest.yaml", "--out", "guest", "--quiet"], in: folder).run()
                #expect(guest.code == 0, "\(guest.errors)")
            }
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        }
        let summary = try Summary(json: folder.read("run/summary.json"))
        #expect(summary.attendance?.both == 8)
        #expect(summary.attendance?.onlyPlatform == ["guest7"])
        try FileManager.default.copyItem(atPath: "\(folder.path)/run", toPath: "\(folder.path)/copy")
        for format in ["json", "html", "markdown", "junit"] {
            let first = try await Command(["report", "run", "--format", format], in: folder).run()
            let copy = try await Command(["report", "copy", "--format", format], in: folder).run()
            #expect(first.code == 0 && first.output == copy.output, "\(format): \(first.errors)")
            if format == "json" { #expect(try Summary(json: copy.output) == summary) }
            if format == "html" { #expect(try copy.output == folder.read("run/report.html")) }
        }
    }

    private static let free =
        #"{"accounts":[{"email":"host@example.test","password":"host-password","name":"Host","plan":"free"}]}"#

    @Test func `a plan without statistics is the reason for no report`() async throws {
        let folder = try TemporaryFolder()
        try await attendance(configuration: Self.free, in: folder) { outcome, summary, standIn in
            let attendance = try #require(summary.attendance)
            #expect(attendance.both == nil)
            #expect(
                attendance.reason
                    == "the plan of the host's account does not include statistics (“Forbidden, Plan does not include statistics”)"
            )
            #expect(
                words(outcome.output).contains(
                    "Attendance not compared: the plan of the host's account does not include statistics"))
            #expect(summary.verdict == .passed && summary.warnings.isEmpty)
            // It is asked for once, and neither reports nor polls after that.
            #expect(try standIn.truth()[.calls].status == ["403": 1])
        }
    }

    @Test func `what is required and cannot be had fails the run with 1, and the results are kept`() async throws {
        let folder = try TemporaryFolder()
        try await attendance(
            configuration: Self.free, rest: "attendance: required", in: folder, code: .notCarriedOut
        ) { outcome, summary, _ in
            #expect(outcome.output.hasPrefix("FAILED  Attendance: attendance is required, and there is no report"))
            #expect(summary.verdict == .failed && summary.participants.entered == 8)
            #expect(
                summary.unmet == [
                    "attendance is required, and there is no report of the platform: the plan of the host's account does not "
                        + "include statistics (“Forbidden, Plan does not include statistics”). Use an account with a paid "
                        + "plan, or write `attendance: off`."
                ])
            #expect(words(outcome.output).contains("Use an account with a paid plan"), "\(outcome.output)")
        }
        let report = try await Command(["report", "run"], in: folder).run()
        #expect(report.output.hasPrefix("FAILED  Attendance: attendance is required"))
        let junit = try await Command(["report", "run", "--format", "junit"], in: folder).run()
        #expect(junit.output.contains("<failure type=\"required\""), "\(junit.output)")
    }

    @Test func `attendance that is off asks for nothing`() async throws {
        let folder = try TemporaryFolder()
        try await attendance(rest: "attendance: off", in: folder) { _, summary, standIn in
            #expect(summary.attendance == nil)
            let truth = try standIn.truth()
            #expect(truth[.calls].requests == 0 && truth[.report].requests == 0 && truth[.polls].requests == 0)
        }
    }

    @Test func `a call that goes on is waited for no longer after Ctrl-C, and the reason says so`() async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            try folder.write("a.yaml", Self.scenario(standIn.url, stay: "10m"))
            try folder.write("guest.yaml", Self.guest(standIn.url, stay: "10m"))
            let guest = Command(["run", "guest.yaml", "--out", "guest", "--quiet"], in: folder)
            let left = try await guest.run { running in
                while try standIn.truth().entered < 1 { try await Task.sleep(for: .milliseconds(20)) }
                let outcome = try await Command(["run", "a.yaml", "--out", "run", "--quiet"], in: folder).run {
                    running in
                    while try standIn.truth()[.join].requests < 9 { try await Task.sleep(for: .milliseconds(20)) }
                    running.send(SIGINT)
                }
                #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.output)\(outcome.errors)")
                let summary = try Summary(json: folder.read("run/summary.json"))
                #expect(
                    summary.attendance?.reason
                        == "the platform listed no finished call of the run 3 s after the interruption: somebody else may be in the room"
                )
                #expect(summary.unmet.isEmpty)
                running.send(SIGINT)
            }
            #expect(left.code == ExitCode.interrupted.rawValue)
        }
    }

    @Test func `those who come back have several visits in both accounts`() async throws {
        let folder = try TemporaryFolder()
        let journey =
            "journey: [ { generate-access: { permanent: true } }, { enter-room: { name: first } }, "
            + "{ leave-room: { name: out } }, { enter-room: { name: again } }, leave-room ]"
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            let text = Self.scenario(standIn.url).split(separator: "\n").map {
                $0.hasPrefix("journey:") ? journey : String($0)
            }.joined(separator: "\n")
            try folder.write("a.yaml", text)
            let outcome = try await Command(["run", "a.yaml", "--out", "run", "--quiet"], in: folder).run()
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
            let visits = try #require(Summary(json: folder.read("run/summary.json")).attendance?.visits)
            #expect(visits.ours == 16 && visits.platform == 16)
            #expect(visits.returnedCount == 8 && visits.differingCount == 0 && visits.twiceAtOnce.isEmpty)
        }
    }

    /// A platform whose calls and reports appear one request after another, as `answers` says.
    private func platform(calls: [PlainPlatform.Answer], reports: [PlainPlatform.Answer]) throws -> PlainPlatform {
        let seen = Mutex((calls: 0, reports: 0))
        return try PlainPlatform { request in
            if request.line.contains("/analytics/calls?") {
                return seen.withLock { seen in
                    defer { seen.calls += 1 }
                    return calls[min(seen.calls, calls.count - 1)]
                }
            }
            if request.line.contains("/analytics/report?") {
                return seen.withLock { seen in
                    defer { seen.reports += 1 }
                    return reports[min(seen.reports, reports.count - 1)]
                }
            }
            return nil
        }
    }

    private func run(against platform: PlainPlatform, in folder: TemporaryFolder) async throws -> Summary {
        try folder.write(
            "a.yaml",
            Self.scenario(platform.url).replacing("count: 8, moderators: 2", with: "count: 3")
                .replacing("room: { create: { name: Attendance } }", with: "room: \(PlainPlatform.roomID)")
                .replacing("space: { create: { name: Attendance } }", with: "space: \(PlainPlatform.spaceID)"))
        let outcome = try await Command(["run", "a.yaml", "--out", "run", "--quiet"], in: folder).run()
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        return try Summary(json: folder.read("run/summary.json"))
    }

    @Test func `a call that has not ended, and a report that does not exist yet, are asked for again`() async throws {
        let platform = try platform(
            calls: [
                .init(200, body: #"{"items":[]}"#), .init(200, body: #"{"items":[]}"#),
                .init(200, body: #"{"items":[{"id":"c1","active":true}]}"#), .init(200, body: #"[{"id":"c1"}]"#),
            ],
            reports: [
                .init(404, body: "{}"),
                .init(200, body: #"{"participants":[{"externalUserId":"participant2"},{"name":"\u001b[31mHost"}]}"#),
            ])
        defer { platform.stop() }
        let folder = try TemporaryFolder()
        let attendance = try #require(try await run(against: platform, in: folder).attendance)
        #expect(attendance.both == 1 && attendance.onlyOurs == ["participant1", "participant3"])
        // What the platform says is one line of text, whatever it contains.
        #expect(attendance.onlyPlatform == [" [31mHost"])
        #expect(attendance.entering == nil && attendance.calls.map(\.id) == ["c1"])
        #expect(attendance.polls?.reason == "the platform has no list of polls")
    }

    @Test func `an answer of another shape is a reason, and is kept as it came`() async throws {
        let platform = try platform(
            calls: [.init(200, body: #"{"items":[{"id":"c1"}]}"#)], reports: [.init(200, body: #"{"people":7}"#)])
        defer { platform.stop() }
        let folder = try TemporaryFolder()
        let attendance = try #require(try await run(against: platform, in: folder).attendance)
        #expect(attendance.both == nil && attendance.reason == "the platform's report has no list of participants")
        let ending = try RunReader(directory: "\(folder.path)/run").ending
        #expect(ending?.event?.attendance?.calls.map(\.report) == [#"{"people":7}"#])
    }

    @Test func `a platform without such a list is a reason`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let folder = try TemporaryFolder()
        let summary = try await run(against: platform, in: folder)
        #expect(summary.attendance?.reason == "the platform has no list of the room's calls")
        #expect(platform.requests.count { $0.line.contains("analytics") } == 1)
    }
}
