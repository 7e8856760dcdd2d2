// Ctrl-C while the host waits for the platform: nothing is left behind, nothing measured is lost, and nobody waits longer
// than they must.
import Analysis
import Foundation
import Glibc
import Support
import Synchronization
import Testing

@Suite(.serialized) struct HostInterruptionTests {
    private func command(
        _ platform: PlainPlatform, _ keys: String, in folder: TemporaryFolder
    ) throws -> Command {
        try folder.write("hosted.yaml", VisitScenario.text(at: platform.url, keys))
        return Command(["run", "hosted.yaml", "--out", "run"], in: folder)
    }

    /// A space whose webhook is registered, and the answer never comes.
    private struct Space {
        var url: String?
        /// How many looks come before the platform has made it.
        var early: Int
        var asked: [String] = []
    }

    @Test(arguments: ["auto", "required"], [0, 1])
    func `a registration that is cut off is not waited for, and taken back`(mode: String, early: Int) async throws {
        let folder = try TemporaryFolder()
        let (asked, release) = (Event(), BlockingEvent())
        let space = Mutex(Space(early: early))
        let platform = try PlainPlatform { request in
            guard request.line.hasSuffix("/webhook") else { return nil }
            let method = String(request.line.prefix { $0 != " " })
            space.withLock { $0.asked.append(method) }
            switch method {
            case "POST":
                space.withLock {
                    $0.url = request.body.split(separator: "\"").map(String.init).first { $0.hasPrefix("http") }
                }
                asked.happen()
                release.wait()
                return .cutOff
            case "DELETE":
                space.withLock { $0.url = nil }
                return .init(200)
            default:
                return space.withLock { space in
                    guard let url = space.url, space.early <= 0 else {
                        if space.url != nil { space.early -= 1 }
                        return .init(404, body: "{}")
                    }
                    return .init(200, body: "{\"url\":\"\(url)\"}")
                }
            }
        }
        defer {
            release.happen()
            platform.stop()
        }
        let outcome = try await command(platform, "webhooks: \(mode)", in: folder).run { running in
            await asked.wait()
            running.send(SIGINT)
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
        let looks = Array(repeating: "GET", count: early + 1)
        #expect(space.withLock { $0.asked } == ["GET", "POST"] + looks + ["DELETE"])
        #expect(space.withLock { $0.url } == nil)
        let summary = try Summary(json: folder.read("run/summary.json"))
        // Had the request's own time limit ended it, the reason would be another one.
        #expect(
            summary.event?.webhooks?.reason == "the run was stopped while its webhook was being registered.")
        #expect(summary.event?.timeline.map(\.kind) == [.webhookDeleted])
        #expect(summary.participants.started == 0 && summary.run.status == .interrupted)
    }

    /// Whether the answer comes after Ctrl-C, or never.
    @Test(arguments: [true, false]) func `a record that is being started is stopped`(isAnswered: Bool) async throws {
        let folder = try TemporaryFolder()
        let (asked, release) = (Event(), BlockingEvent())
        let record = Mutex<String?>(nil)
        let platform = try PlainPlatform { request in
            guard request.line.contains("/records") else { return nil }
            if request.line.hasSuffix("/start") {
                record.withLock { $0 = "recording" }
                asked.happen()
                release.wait()
                return isAnswered ? .init(200, body: "{\"id\":\"x1\"}") : .cutOff
            }
            return record.withLock { state in
                if request.line.hasSuffix("/stop") { state = "finished" }
                let items = state.map { "{\"id\":\"x1\",\"state\":\"\($0)\"}" } ?? ""
                return .init(200, body: "{\"items\":[\(items)]}")
            }
        }
        defer {
            release.happen()
            platform.stop()
        }
        let outcome = try await command(platform, "record: auto", in: folder).run { running in
            await asked.wait()
            running.send(SIGINT)
            #expect(await running.errors.line { $0.hasPrefix("Stopping…") } != nil)
            if isAnswered { release.happen() }
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
        #expect(record.withLock { $0 } == "finished")
        let event = try Summary(json: folder.read("run/summary.json")).event
        #expect(event?.records?.items.map(\.id) == ["x1"])
        #expect(event?.timeline.map(\.kind) == [.recording, .recordingStopped])
    }

    /// What is required and was not had fails the run, whoever ended the wait.
    @Test(arguments: [("auto", ExitCode.interrupted), ("required", .notCarriedOut)])
    func `a second Ctrl-C ends the wait for the platform's report, and the results follow`(
        mode: String, code: ExitCode
    ) async throws {
        let folder = try TemporaryFolder()
        let (leaving, asked) = (Event(), Event())
        let (letLeave, release) = (BlockingEvent(), BlockingEvent())
        let platform = try PlainPlatform { request in
            if request.line.hasSuffix("/leave") {
                leaving.happen()
                letLeave.wait()
            } else if request.line.contains("/analytics/calls?") {
                asked.happen()
                release.wait()
                return .cutOff
            }
            return nil
        }
        defer {
            letLeave.happen()
            release.happen()
            platform.stop()
        }
        let outcome = try await command(platform, "attendance: \(mode)", in: folder).run { running in
            await leaving.wait()
            running.send(SIGINT)
            #expect(await running.errors.line { $0.hasPrefix("Stopping…") } != nil)
            letLeave.happen()
            await asked.wait()
            running.send(SIGINT)
            #expect(await running.errors.line { $0.hasPrefix("Not waiting for the platform's report") } != nil)
        }
        #expect(outcome.code == code.rawValue, "\(outcome.errors)")
        try expectKept(outcome, folder)
    }

    @Test func `a first Ctrl-C during the wait ends it soon`() async throws {
        let folder = try TemporaryFolder()
        let (asked, release) = (Event(), BlockingEvent())
        let platform = try PlainPlatform { request in
            guard request.line.contains("/analytics/calls?") else { return nil }
            asked.happen()
            release.wait()
            return .cutOff
        }
        defer {
            release.happen()
            platform.stop()
        }
        let outcome = try await command(platform, "attendance: auto", in: folder).run { running in
            await asked.wait()
            running.send(SIGINT)
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
        try expectKept(outcome, folder)
    }

    /// What was measured is kept and told, and why there is no report.
    private func expectKept(_ outcome: Command.Outcome, _ folder: TemporaryFolder) throws {
        let summary = try Summary(json: folder.read("run/summary.json"))
        #expect(summary.attendance?.reason == "a signal ended the wait for the platform's report")
        #expect(summary.participants.entered == 2 && summary.run.status == .completed)
        #expect(summary.thresholds.map(\.passed) == [true])
        #expect(outcome.output.contains("2 of 2 got in"), "\(outcome.output)")
    }
}
