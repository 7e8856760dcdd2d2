// Ctrl-C, SIGTERM, a lost connection, kill: nothing measured is lost.
import Analysis
import Foundation
import Glibc
import PlatformContract
import RunStore
import Support
import Synchronization
import Testing

@Suite(.serialized) struct InterruptionTests {
    @Test(arguments: [
        (SIGINT, "ended by the user"), (SIGTERM, "stopped by SIGTERM"), (SIGHUP, "the terminal was closed (SIGHUP)"),
    ])
    func `the first signal ends the run in an orderly way, keeps the measurements and is named`(
        signal: Int32, words: String
    ) async throws {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", LongStay.scenario)
        let outcome = try await Command(["run", "stay.yaml", "--out", "run"], in: folder).run { running in
            #expect(await running.errors.line(where: LongStay.saysAllAreIn) != nil)
            running.send(signal)
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("INTERRUPTED  Long stay: \(words) after "))
        #expect(outcome.output.contains("5 of 5 got in"))
        let summary = try Summary(json: folder.read("run/summary.json"))
        #expect(summary.run.status == .interrupted)
        #expect(summary.verdict == .none)
        #expect(summary.participants.entered == 5)
        // Everyone who was in the room has left it.
        let account = try HarnessAccount(runDirectory: "\(folder.path)/run")
        #expect(account.endpoints["leave"]?.answered == ["204": 5])
        // The run file contains the reason, and the report shows it.
        let report = try await Command(["report", "run"], in: folder).run()
        #expect(report.output.hasPrefix("INTERRUPTED  Long stay: \(words) after "), "\(report.errors)")
    }

    @Test func `a limit on the duration ends the run with 99`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", LongStay.scenario)
        // Setup takes a moment, the pause in the room ten minutes.
        let outcome = try await Command(
            ["run", "stay.yaml", "--out", "run", "--set", "limits={max-duration: 8s}"], in: folder
        ).run()
        #expect(outcome.code == ExitCode.failed.rawValue, "\(outcome.errors)")
        #expect(try Summary(json: folder.read("run/summary.json")).run.status == .aborted)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a signal while the participants leave changes no result, and the exit code tells of it`(
        signal: Int32
    ) async throws {
        let folder = try TemporaryFolder()
        let platform = try LeavingPlatform()
        defer { platform.stop() }
        try folder.write("short.yaml", VisitScenario.text(at: platform.url))
        let outcome = try await Command(["run", "short.yaml", "--out", "run"], in: folder).run { running in
            await platform.someoneIsLeaving()
            running.send(signal)
            #expect(await running.errors.line { $0.hasPrefix("Stopping…") } != nil)
            platform.letLeave()
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
        let summary = try Summary(json: folder.read("run/summary.json"))
        #expect(summary.run.status == .completed)
        #expect(summary.participants.entered == 2)
        #expect(summary.thresholds.map(\.passed) == [true])
        #expect(!outcome.output.contains("INTERRUPTED"), "\(outcome.output)")
        #expect(platform.inRoom == 0)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a first signal while summary.json is written does not cut it off`(signal: Int32) async throws {
        let folder = try TemporaryFolder()
        let (asked, release) = (Event(), BlockingEvent())
        let server = try ScriptedServer([
            .receive, .tell(asked), .hold(release), .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), .awaitClose,
        ])
        defer {
            release.happen()
            server.stop()
        }
        let written = Mutex<[UInt8]>([])
        let outcome = try await Command(
            ["run", server.url, "--participants", "1", "--out", "run"], in: folder
        ).run { running in
            await asked.wait()
            // A pipe in the file's place that takes one page: whoever writes more is held up until it is read.
            let pipe = try NarrowPipe(at: "\(folder.path)/run/summary.json")
            release.happen()
            while !pipe.hasBytes { try await Task.sleep(for: .milliseconds(10)) }
            running.send(signal)
            // Either it says so or it ends at once.
            _ = await running.errors.line { $0.hasPrefix("Stopping…") }
            while let bytes = pipe.read() {
                written.withLock { $0 += bytes }
                if bytes.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
            }
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
        let text = written.withLock { String(decoding: $0, as: UTF8.self) }
        let summary = try Summary(json: text)
        #expect(summary.run.status == .completed && summary.participants.entered == 1)
        #expect(outcome.output.contains("1 of 1"), "\(outcome.output)")
    }

    @Test func `the second signal ends the process at once, and the run can be reported`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", LongStay.scenario)
        let outcome = try await Command(["run", "stay.yaml", "--out", "run"], in: folder).run { running in
            #expect(await running.errors.line(where: LongStay.saysAllAreIn) != nil)
            running.send(SIGINT)
            #expect(await running.errors.line { $0 == "Stopping… press Ctrl-C again to quit immediately." } != nil)
            running.send(SIGINT)
        }
        // The orderly end may have come first; then it was not a second signal any more.
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
        let report = try await Command(["report", "run"], in: folder).run()
        #expect(report.code == 0, "\(report.errors)")
        #expect(
            report.output.hasPrefix("INTERRUPTED  Long stay: ") || report.output.hasPrefix("UNFINISHED  Long stay: "))
    }

    @Test func `a closing terminal sends SIGHUP twice, and the run still ends in an orderly way`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", LongStay.scenario)
        let outcome = try await Command(["run", "stay.yaml", "--out", "run"], in: folder).run { running in
            #expect(await running.errors.line(where: LongStay.saysAllAreIn) != nil)
            running.send(SIGHUP)
            #expect(await running.errors.line { $0.hasPrefix("Stopping…") } != nil)
            running.send(SIGHUP)
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
        #expect(try HarnessAccount(runDirectory: "\(folder.path)/run").endpoints["leave"]?.answered == ["204": 5])
        #expect(try Summary(json: folder.read("run/summary.json")).participants.entered == 5)
    }

    @Test func `a SIGHUP that is ignored at the start stays ignored`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", LongStay.scenario)
        let outcome = try await Command(
            ["run", "stay.yaml", "--out", "run"], in: folder, preparation: "trap '' HUP"
        ).run { running in
            #expect(await running.errors.line(where: LongStay.saysAllAreIn) != nil)
            running.send(SIGHUP)
            // If the hang-up counted, this would be the second signal, and nothing more would be printed.
            running.send(SIGINT)
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("INTERRUPTED  Long stay: "))
    }

    @Test func `a stand-in that ends during the run is not a finding about the target`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", LongStay.scenario)
        let outcome = try await Command(["run", "stay.yaml", "--out", "run"], in: folder).run { running in
            #expect(await running.errors.line(where: LongStay.saysAllAreIn) != nil)
            for child in running.children { kill(child, SIGKILL) }
            running.send(SIGINT)
        }
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue, "\(outcome.errors)")
        #expect(outcome.errors.contains("turnout: the stand-in ended during the run"))
        // The measurements are shown and stored anyway.
        #expect(outcome.output.contains("5 of 5 got in"))
        #expect(try folder.contents("run").contains("summary.json"))
    }

    @Test func `a run whose process was killed can be reported, and says so`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", LongStay.scenario)
        let killed = try await Command(["run", "stay.yaml", "--out", "run"], in: folder).run { running in
            #expect(await running.errors.line(where: LongStay.saysAllAreIn) != nil)
            // Rows are committed within half a second: wait for the rows themselves, not for the time.
            try await FolderWatch.wait(forRunIn: folder) {
                (try? HarnessAccount(runDirectory: "\(folder.path)/run").entered) ?? 0 >= 5
            }
            running.send(SIGKILL)
        }
        #expect(killed.code == -SIGKILL)
        #expect(try folder.contents("run").contains("summary.json") == false)

        // The stand-in of the run does not outlive it.
        let standIn = try RunReader(directory: "\(folder.path)/run").standInPort
        #expect(await LoopbackClient.awaitEnd(ofServerAt: standIn), "the stand-in still serves")
        #expect(throws: LoopbackClient.Failed.self) { try LoopbackClient.get(Truth.path, port: standIn) }

        let report = try await Command(["report", "run"], in: folder).run()
        #expect(report.code == 0, "\(report.errors)")
        let words = report.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.hasPrefix("UNFINISHED Long stay: killed, or still running; its last sign of life came after "))
        #expect(words.contains(" Generator not measured "))
        #expect(words.contains(" 5 of 5 got in"))
        #expect(words.contains("! The run has no ending and is not judged: 5 participants were still active."))
    }
}
