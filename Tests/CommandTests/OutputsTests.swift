// The files that `run` and `report` write in other formats.
import Analysis
import Foundation
import Glibc
import RunStore
import Support
import Testing

@Suite(.serialized) struct OutputsTests {
    private static let formats = [
        ("json", "summary.json"), ("html", "report.html"), ("junit", "results.xml"), ("markdown", "summary.md"),
        ("csv", "requests.csv"), ("hlog", "times.hlog"),
    ]
    private static let options = [
        "--junit", "results.xml", "--markdown", "summary.md", "--csv", "requests.csv", "--hlog", "times.hlog",
    ]

    /// Compares a run's files with those that `report` makes from a copy of its measurements, in another folder and
    /// without the run's environment.
    private func compare(_ folder: TemporaryFolder) async throws {
        let elsewhere = try TemporaryFolder()
        // Its measurements alone, with the companion file of a run that was killed.
        try FileManager.default.createDirectory(atPath: "\(elsewhere.path)/copy", withIntermediateDirectories: true)
        for name in try folder.contents("run") where name.hasPrefix("run.sqlite") {
            try FileManager.default.copyItem(
                atPath: "\(folder.path)/run/\(name)", toPath: "\(elsewhere.path)/copy/\(name)")
        }
        for time in ["first", "second"] {
            for (format, name) in OutputsTests.formats {
                let file = "\(time)-\(name)"
                let report = try await Command(
                    ["report", "copy", "--format", format, "--out", file], in: elsewhere
                ).run()
                #expect(report.code == 0 && report.output.isEmpty, "\(report.output)\(report.errors)")
                let written = ["json", "html"].contains(format) ? "run/\(name)" : name
                #expect(try elsewhere.read(file) == folder.read(written), "\(format), the \(time) time")
            }
        }
        let several = try await Command(["report", "copy"] + OutputsTests.options, in: elsewhere).run()
        #expect(several.code == 0, "\(several.errors)")
        #expect(several.output == (try await Command(["report", "copy"], in: elsewhere).run()).output)
        for (_, name) in OutputsTests.formats.dropFirst(2) { #expect(try elsewhere.read(name) == folder.read(name)) }
    }

    /// Has the files read by other people's readers.
    private func read(_ folder: TemporaryFolder, isMeasured: Bool = true) throws {
        guard Readers.areUsable else { return }
        let run = "\(folder.path)/run"
        #expect(try Readers.complaints(of: "read-outputs", ["junit", "\(folder.path)/results.xml"]) == "")
        #expect(try Readers.complaints(of: "check-summary", ["\(run)/summary.json"]) == "")
        guard isMeasured else { return }
        #expect(try Readers.complaints(of: "read-outputs", ["csv", "\(folder.path)/requests.csv", run]) == "")
        #expect(try Readers.complaints(of: "read-outputs", ["hlog", "\(folder.path)/times.hlog", run]) == "")
    }

    @Test func `a report of a copy gives the same bytes as the run did, and other readers understand them`()
        async throws
    {
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", Shipped.path("ready-room"), "--participants", "30", "--out", "run", "--quiet"]
                + OutputsTests.options,
            in: folder, environment: ["TURNOUT_SECRET": "x"]
        ).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("PASSED"))
        // Others may read them, unlike the run directory.
        #expect(try folder.permissions("results.xml") == 0o644)
        #expect(try folder.permissions("run/summary.json") == 0o600)
        #expect(try folder.contents() == ["requests.csv", "results.xml", "run", "summary.md", "times.hlog"])
        try read(folder)
        try await compare(folder)
    }

    @Test func `several crowds with names that need care are written and read back`() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "crowds.yaml",
            """
            turnout: 1
            name: "Two, <crowds> & more"
            target: { api: stand-in }
            crowds:
              hosts: { participants: { count: 3 }, journey: [ token: { name: "log in, =1+1" }, generate-access, enter-room ] }
              late-comers:
                participants: { count: 10 }
                journey: [ token: { name: "log in, =1+1" }, generate-access: { as: participant, role: user }, enter-room ]
            outputs: { junit: results.xml, markdown: summary.md, csv: requests.csv, hlog: times.hlog }
            """)
        let outcome = try await Command(["run", "crowds.yaml", "--out", "run", "--quiet"], in: folder).run()
        let summary = try Summary(json: folder.read("run/summary.json"))
        #expect(outcome.code == ExitCode(summary).rawValue, "\(outcome.errors)")
        for failure in summary.failures { #expect(["hosts", "late-comers"].contains(failure.crowd)) }
        #expect(try folder.read("times.hlog").contains("Tag=late-comers/log%20in%2C%20%3D1+1.response,"))
        #expect(try folder.read("requests.csv").contains(",\"log in, =1+1\","))
        try read(folder)
        try await compare(folder)
    }

    @Test func `the host's side of an event is in the files, and is read back`() async throws {
        try await HostedEvent.with { event in
            let run = try event.run("record: true\nwebhooks: true\nattendance: required")
            let outcome = try await Command(run.words + ["--quiet"] + OutputsTests.options, in: event.folder).run()
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
            let summary = try Summary(json: event.folder.read("run/summary.json"))
            #expect(summary.attendance?.both == 4 && summary.event?.records?.items.count == 1)
            #expect(summary.event?.webhooks?.events ?? 0 > 0)
            try read(event.folder)
            try await compare(event.folder)
        }
    }

    @Test func `an interrupted run is written, and its cases are errors`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", LongStay.scenario)
        let outcome = try await Command(
            ["run", "stay.yaml", "--out", "run", "--threshold", "turnout >= 1%"] + OutputsTests.options, in: folder
        ).run { running in
            #expect(await running.errors.line(where: LongStay.saysAllAreIn) != nil)
            running.send(SIGINT)
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
        #expect(try folder.read("results.xml").contains("<error type=\"interrupted\""))
        #expect(try folder.read("summary.md").hasPrefix("### ➖ INTERRUPTED"))
        try read(folder)
        try await compare(folder)
    }

    @Test func `a killed run is reported in every format`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", LongStay.scenario)
        let outcome = try await Command(["run", "stay.yaml", "--out", "run"] + OutputsTests.options, in: folder).run {
            running in
            #expect(await running.errors.line(where: LongStay.saysAllAreIn) != nil)
            running.send(SIGKILL)
        }
        #expect(outcome.code == -SIGKILL)
        #expect(try folder.contents() == ["run", "stay.yaml"])
        let report = try await Command(
            ["report", "run", "--format", "json", "--out", "run/summary.json"] + OutputsTests.options, in: folder
        ).run()
        #expect(report.code == 0, "\(report.errors)")
        let page = try await Command(["report", "run", "--format", "html", "--out", "run/report.html"], in: folder)
            .run()
        #expect(page.code == 0, "\(page.errors)")
        #expect(try folder.read("results.xml").contains("<error type=\"unfinished\""))
        #expect(try Summary(json: folder.read("run/summary.json")).run.status == .unfinished)
        try read(folder)
        try await compare(folder)
        // On read-only media SQLite cannot make the companion that it reads a log by.
        let before = try folder.read("run/summary.json")
        for name in ["run.sqlite-shm", "summary.json", "report.html"] { unlink("\(folder.path)/run/\(name)") }
        #expect(try folder.contents("run").contains("run.sqlite-wal"))
        try await reportReadOnly(folder, as: before)
    }

    private func reportReadOnly(_ folder: TemporaryFolder, as summary: String) async throws {
        let files = try folder.contents("run")
        let temporary = try TemporaryFolder()
        chmod("\(folder.path)/run", 0o555)
        defer { chmod("\(folder.path)/run", 0o755) }
        let outcome = try await Command(
            ["report", "run", "--format", "json"], in: folder, environment: ["TMPDIR": temporary.path],
            preparation: Privileges.none
        ).run()
        #expect(outcome.code == 0 && outcome.output == summary, "\(outcome.errors)")
        #expect(try folder.contents("run") == files)
        #expect(try temporary.contents().isEmpty)
    }

    @Test func `a run on read-only media that has lost its empty log is reported too`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", Shipped.path("ready-room"), "--participants", "3", "--out", "run", "--quiet"], in: folder
        ).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        // The write and the read version in the head of the file, as of a run that was killed once all was in the file.
        let file = try #require(FileHandle(forUpdatingAtPath: "\(folder.path)/run/run.sqlite"))
        try file.seek(toOffset: 18)
        try file.write(contentsOf: Data([2, 2]))
        try file.close()
        try await reportReadOnly(folder, as: folder.read("run/summary.json"))
    }

    @Test(arguments: [
        ("rm -r run", "The run directory `run` was deleted during the run: its measurements are lost."),
        (
            "rm run/run.sqlite",
            "`run/run.sqlite` was deleted or replaced during the run: its measurements are lost."
        ),
    ])
    func `a run whose directory is deleted meanwhile is shown all the same, and says what is lost`(
        deed: String, message: String
    ) async throws {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", LongStay.scenario)
        let path = folder.path
        let outcome = try await Command(
            ["run", "stay.yaml", "--out", "run", "--junit", "results.xml", "--csv", "requests.csv"], in: folder
        ).run { running in
            #expect(await running.errors.line(where: LongStay.saysAllAreIn) != nil)
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "cd \(path) && \(deed)"]
            try process.run()
            process.waitUntilExit()
            running.send(SIGINT)
        }
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("INTERRUPTED  ") && outcome.output.contains("\nTurnout "))
        #expect(outcome.output.contains("\nRun  ") == (deed == "rm run/run.sqlite"), "\(outcome.output)")
        #expect(!outcome.output.contains("\nReport  "))
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.errors.contains("'requests.csv' is not written"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("what was measured is in"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("summary.json"), "\(outcome.errors)")
        #expect(try folder.read("results.xml").hasPrefix("<?xml "))
    }

    @Test(arguments: [
        ("junit", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "), ("markdown", "### ✅"),
        ("csv", "id,participant,crowd,"), ("hlog", "#[Turnout "),
    ])
    func `a dash is standard output, and the readable summary is then elsewhere`(format: String, head: String)
        async throws
    {
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", Shipped.path("ready-room"), "--participants", "5", "--out", "run", "--quiet", "--\(format)", "-"],
            in: folder
        ).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix(head), "\(outcome.output.prefix(200))")
        #expect(outcome.errors.contains("PASSED  "))
        let report = try await Command(["report", "run", "--\(format)", "-"], in: folder).run()
        #expect(report.output == outcome.output)
        #expect(report.errors.contains("PASSED  "))
        let alone = try await Command(["report", "run", "--format", format], in: folder).run()
        #expect(alone.output == outcome.output && alone.errors.isEmpty)
    }

    @Test func `an option takes precedence over the scenario, and an earlier file is replaced through its link`()
        async throws
    {
        let folder = try TemporaryFolder()
        try folder.write("earlier.xml", "earlier")
        chmod("\(folder.path)/earlier.xml", 0o640)
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/link.xml", withDestinationPath: "earlier.xml")
        let outcome = try await Command(
            [
                "run", Shipped.path("ready-room"), "--participants", "5", "--out", "run", "--quiet", "--set",
                "outputs={ junit: unused.xml, markdown: used.md }", "--junit", "link.xml",
            ], in: folder
        ).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(try folder.contents() == ["earlier.xml", "link.xml", "run", "used.md"])
        #expect(try folder.read("earlier.xml").hasPrefix("<?xml "))
        #expect(try folder.permissions("earlier.xml") == 0o640)
    }

    @Test(arguments: [
        ("--junit missing/results.xml", "cannot write 'missing/results.xml': its directory does not exist"),
        ("--markdown folder", "cannot write 'folder': Is a directory"),
        ("--csv file/requests.csv", "cannot write 'file/requests.csv': Not a directory"),
        ("--hlog socket", "cannot write 'socket': it is a socket"),
        ("--hlog /proc/times.hlog", "cannot write '/proc/times.hlog': No such file or directory (its directory)"),
        ("--hlog /dev/fd/99", "cannot write '/dev/fd/99': No such file or directory"),
        ("--set outputs.csv=missing/a", "cannot write 'missing/a': its directory does not exist"),
        ("--junit run/run.sqlite", "cannot write 'run/run.sqlite' as junit: it is also the run's own run.sqlite"),
        ("--junit same --csv ./same", "cannot write './same' as csv: it is also the junit file"),
        ("--junit - --csv -", "'--junit -' and '--csv -' cannot both use standard output"),
        ("--json --csv -", "'--json' and '--csv -' cannot both use standard output"),
        ("--debug --hlog a", "--hlog cannot be used with --debug, which stores nothing"),
    ])
    func `a file that cannot be written is found before anything is sent`(options: String, message: String)
        async throws
    {
        let folder = try TemporaryFolder()
        try folder.write("file", "")
        try #require(mknod("\(folder.path)/socket", S_IFSOCK | 0o600, 0) == 0)
        try FileManager.default.createDirectory(atPath: "\(folder.path)/folder", withIntermediateDirectories: true)
        let words = options.split(separator: " ").map(String.init)
        let directory = words.contains("--debug") ? [] : ["--out", "run"]
        let outcome = try await Command(["run", Shipped.path("ready-room")] + directory + words, in: folder).run()
        #expect(outcome.code == ExitCode.usage.rawValue, "\(outcome.errors)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        if message.hasPrefix("cannot write") {
            #expect(outcome.errors.contains("Name another file. Nothing was sent.\n"), "\(outcome.errors)")
        }
        #expect(outcome.output.isEmpty)
        #expect(try folder.contents() == ["file", "folder", "socket"])
    }

    /// In a folder in which nothing may be created.
    @Test(arguments: [("results.xml", ExitCode.passed), ("other.xml", .usage)])
    func `a file whose folder is read-only is overwritten in its place, and a new one is refused before the start`(
        file: String, code: ExitCode
    ) async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/closed", withIntermediateDirectories: true)
        try folder.write("closed/results.xml", "earlier, and much longer\n" + String(repeating: "x", count: 100_000))
        chmod("\(folder.path)/closed", 0o555)
        defer { chmod("\(folder.path)/closed", 0o755) }
        let outcome = try await Command(
            [
                "run", Shipped.path("ready-room"), "--participants", "5", "--out", "run", "--quiet", "--junit",
                "closed/\(file)",
            ], in: folder, preparation: Privileges.none
        ).run()
        #expect(outcome.code == code.rawValue, "\(outcome.errors)")
        #expect(try folder.contents("closed") == ["results.xml"])
        if code == .passed {
            let text = try folder.read("closed/results.xml")
            #expect(text.hasPrefix("<?xml ") && text.hasSuffix("</testsuites>\n"))
        } else {
            #expect(outcome.errors.contains("cannot write 'closed/other.xml': Permission denied (its directory)"))
            #expect(try folder.contents() == ["closed"])
        }
    }

    /// As containers get their files.
    @Test(
        .enabled(if: Privileges.canMount, "mounting needs user namespaces, which are not permitted here"),
        arguments: [("rw", ExitCode.passed), ("ro", .usage)])
    func `a file that is a mount of its own is overwritten in its place, or refused before the start`(
        options: String, code: ExitCode
    ) async throws {
        let folder = try TemporaryFolder()
        try folder.write("outside.xml", "earlier")
        try folder.write("results.xml", "")
        let outcome = try await Command(
            [
                "run", Shipped.path("ready-room"), "--participants", "5", "--out", "run", "--quiet", "--junit",
                "results.xml",
            ], in: folder,
            preparation: Privileges.mounting(
                "mount --bind outside.xml results.xml && mount -o remount,bind,\(options) results.xml")
        ).run()
        #expect(outcome.code == code.rawValue, "\(outcome.errors)")
        #expect(try folder.read("results.xml").isEmpty)
        if code == .passed {
            #expect(try folder.read("outside.xml").hasPrefix("<?xml "))
        } else {
            #expect(outcome.errors.contains("cannot write 'results.xml': Read-only file system"), "\(outcome.errors)")
            #expect(try folder.read("outside.xml") == "earlier")
            #expect(try folder.contents() == ["outside.xml", "results.xml"])
        }
    }

    @Test(arguments: ["--markdown site.yaml", "--csv people.csv", "--hlog ./my.env", "--junit base/run.sqlite"])
    func `no output takes the place of what the run reads`(option: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("people.csv", "email,password\na@example.test,1\n")
        try folder.write("my.env", "NOTHING=1\n")
        try folder.write(
            "site.yaml",
            """
            turnout: 1
            name: Site
            target: { api: stand-in }
            participants: { count: 1, data: { csv: people.csv } }
            journey: [ request: "GET ${target.site}/site/login" ]
            """)
        let words = ["run", "site.yaml", "--env-file", "my.env", "--quiet"]
        let base = try await Command(words + ["--out", "base"], in: folder).run()
        #expect(base.code == 0, "\(base.errors)")
        let before = try ["people.csv", "my.env", "site.yaml"].map(folder.read)
        let outcome = try await Command(
            words + ["--out", "run", "--baseline", "base"] + option.split(separator: " ").map(String.init), in: folder
        ).run()
        #expect(outcome.code == ExitCode.usage.rawValue, "\(outcome.errors)")
        #expect(outcome.errors.contains("it is also what is read"), "\(outcome.errors)")
        #expect(try ["people.csv", "my.env", "site.yaml"].map(folder.read) == before)
        #expect(try folder.contents() == ["base", "my.env", "people.csv", "site.yaml"])
    }

    @Test func `a pipe that nobody reads holds up no results, and the first signal ends the wait`() async throws {
        let folder = try TemporaryFolder()
        try #require(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        let outcome = try await Command(
            ["run", Shipped.path("ready-room"), "--participants", "5", "--out", "run", "--quiet", "--csv", "pipe"],
            in: folder
        ).run { running in
            #expect(await running.output.line { $0.hasPrefix("Report ") } != nil)
            running.send(SIGTERM)
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("PASSED  "))
        #expect(try folder.contents("run").contains("report.html"))
    }

    @Test func `a file that cannot be written afterwards loses none of the others`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("results.xml", "earlier")
        let outcome = try await Command(
            [
                "run", Shipped.path("ready-room"), "--participants", "5", "--out", "run", "--quiet", "--junit",
                "/dev/full", "--markdown", "summary.md",
            ], in: folder
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue, "\(outcome.errors)")
        #expect(outcome.errors.contains("cannot write '/dev/full': No space left on device"))
        #expect(outcome.output.hasPrefix("PASSED  "))
        #expect(try folder.read("summary.md").hasPrefix("### ✅"))
        #expect(try folder.contents("run").contains("summary.json"))
    }

    @Test func `a report never overwrites the run's measurements`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", Shipped.path("ready-room"), "--participants", "3", "--out", "run", "--quiet"], in: folder
        ).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        let report = try await Command(
            ["report", "run", "--format", "csv", "--out", "run/../run/run.sqlite"], in: folder
        ).run()
        #expect(report.code == ExitCode.usage.rawValue, "\(report.errors)")
        #expect(report.errors.contains("it is also the run's own run.sqlite"))
        #expect(try await Command(["report", "run"], in: folder).run().code == 0)
    }
}
