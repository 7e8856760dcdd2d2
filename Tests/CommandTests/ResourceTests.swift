// What the machine or the target lacks: reported before anything is sent, exit code 1.
import Analysis
import Glibc
import Support
import Testing

@Suite(.serialized) struct ResourceTests {
    @Test func `too few open files are reported with the number needed and the number available`() async throws {
        let socket = try LoopbackSocket()
        defer { socket.close() }
        let outcome = try await Command(
            ["run", "http://127.0.0.1:\(socket.port)/", "--participants", "500"], in: TemporaryFolder(),
            preparation: "ulimit -n 200"
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
        #expect(outcome.errors.contains(/not enough open files: \d+ needed, 200 available/))
        #expect(outcome.errors.hasSuffix("         Nothing was sent.\n"))
        #expect(outcome.output == "")
    }

    @Test func `too little address space is reported with what is needed and what is available`() async throws {
        let socket = try LoopbackSocket()
        defer { socket.close() }
        let outcome = try await Command(
            ["run", "http://127.0.0.1:\(socket.port)/", "--participants", "80", "--threads", "2"],
            in: TemporaryFolder(), preparation: "ulimit -v 409600"
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
        #expect(
            outcome.errors == """
                turnout: not enough address space (MiB): 554 needed, 400 available; raise the limit (`ulimit -v`), or use \
                fewer threads or participants
                         Nothing was sent.

                """)
        #expect(outcome.output == "")
    }

    @Test func `there is a loop for each CPU that may be used`() async throws {
        let socket = try LoopbackSocket()
        defer { socket.close() }
        // The first of the CPUs that this process may use. The address space that a run needs tells the loops.
        let pinned = "taskset -cp $(taskset -cp $$ | sed 's/.*: //; s/[-,].*//') $$ > /dev/null"
        let outcome = try await Command(
            ["run", "http://127.0.0.1:\(socket.port)/", "--participants", "80"], in: TemporaryFolder(),
            preparation: "ulimit -v 409600; \(pinned)"
        ).run()
        #expect(outcome.errors.contains("not enough address space (MiB): 506 needed, 400 available"))
    }

    @Test func `a stand-in says that it has too little address space`() async throws {
        let outcome = try await Command(["stand-in"], in: TemporaryFolder(), preparation: "ulimit -v 409600").run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
        #expect(
            outcome.errors.contains(
                /^turnout: not enough address space: the stand-in needs \d+ MiB .*, but the limit is 400 MiB\n/))
        #expect(outcome.errors.hasSuffix("         Raise the limit (`ulimit -v`).\n"))
    }

    @Test(arguments: [[], ["--quiet"]])
    func `what may run out is told before the run, unless it is to be quiet`(options: [String]) async throws {
        // Nobody serves: the run ends before it has sent anything.
        let socket = try LoopbackSocket(backlog: nil)
        defer { socket.close() }
        let outcome = try await Command(
            [
                "run", Shipped.path("staggered-login"), "--set", "target.api=http://127.0.0.1:\(socket.port)",
                "--participants", "100000", "--out", "run",
            ] + options, in: TemporaryFolder()
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
        let isTold = outcome.errors.contains("This machine may run out of local ports")
        #expect(isTold == options.isEmpty, "\(outcome.errors)")
    }

    @Test func `a stand-in says that it has too few open files`() async throws {
        let outcome = try await Command(["stand-in"], in: TemporaryFolder(), preparation: "ulimit -n 20").run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
        #expect(
            outcome.errors == """
                turnout: not enough open files: the stand-in needs 64 and one per connection, but the limit is 20
                         Raise the limit (`ulimit -n`).

                """)
    }

    @Test func `too few ports are reported with the number needed and the number available`() async throws {
        let socket = try LoopbackSocket()
        defer { socket.close() }
        let outcome = try await Command(
            ["run", "http://127.0.0.1:\(socket.port)/", "--participants", "100000"], in: TemporaryFolder()
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
        #expect(outcome.errors.contains(/not enough local ports to 127.0.0.1:\d+: 100000 needed, \d+ available/))
        #expect(outcome.errors.hasSuffix("         Nothing was sent.\n"))
    }

    @Test func `a source address that is not this machine's is named`() async throws {
        let socket = try LoopbackSocket()
        defer { socket.close() }
        // 192.0.2.0/24 is for documentation (RFC 5737): no machine has it.
        let outcome = try await Command(
            [
                "run", "http://127.0.0.1:\(socket.port)/", "--participants", "3", "--interface", "127.0.0.2",
                "--interface", "192.0.2.1",
            ], in: TemporaryFolder()
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
        #expect(
            outcome.errors == """
                turnout: the source address 192.0.2.1 is not an address of this machine (`ip address` lists them)
                         Nothing was sent.

                """)
    }

    @Test(arguments: ["", "--json"])
    func `results that cannot be written are a failure`(option: String) async throws {
        let folder = try TemporaryFolder()
        let words = ["run", Shipped.path("no-cookies"), "--set", "thresholds=[]", "--out", "run", "--quiet"]
        let outcome = try await Command(
            words + (option.isEmpty ? [] : [option]), in: folder, preparation: "exec >/dev/full"
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
        #expect(
            outcome.errors.hasSuffix("turnout: cannot write to standard output: No space left on device\n"),
            "\(outcome.errors)")
        #expect(try folder.contents("run").contains("summary.json"))
    }

    @Test func `with closed outputs the run still takes place and returns its exit code`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", Shipped.path("no-cookies"), "--out", "run"], in: folder, preparation: "exec <&- >&- 2>&-"
        ).run()
        #expect(outcome.code == ExitCode.failed.rawValue)
        #expect(try Summary(json: folder.read("run/summary.json")).participants.expected == 20)
        #expect(try HarnessAccount(runDirectory: "\(folder.path)/run").entered == 0)
    }

    @Test func `an unreachable target is named`() async throws {
        let socket = try LoopbackSocket(backlog: nil)
        defer { socket.close() }
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", "http://127.0.0.1:\(socket.port)/", "--participants", "3", "--out", "run", "--quiet"], in: folder
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue, "\(outcome.output)")
        #expect(outcome.errors.hasPrefix("turnout: "))
        #expect(outcome.errors.contains("127.0.0.1:\(socket.port)"))
        #expect(outcome.output == "")
    }

    @Test func `a port in use is named`() async throws {
        let socket = try LoopbackSocket()
        defer { socket.close() }
        let outcome = try await Command(["stand-in", "--port", "\(socket.port)"], in: TemporaryFolder()).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
        #expect(
            outcome.errors == "turnout: the stand-in cannot listen on 127.0.0.1:\(socket.port) "
                + "(Address already in use)\n         Choose another port, or 0 for any free one.\n")
        #expect(outcome.output == "")
    }

    @Test func `a run directory that cannot be written is named before anything is sent`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("file", "x")
        try await ServingStandIn.with(profile: "unlimited", in: folder) { standIn in
            let outcome = try await Command(
                ["run", "\(standIn.url)/", "--participants", "3", "--out", "file/run"], in: folder
            ).run()
            #expect(
                outcome.errors == """
                    turnout: cannot write the run directory 'file/run': Not a directory
                             Choose another directory with --out. Nothing was sent.

                    """)
            #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
            #expect(try standIn.truth().connections <= 1)
        }
    }

    @Test func `a run directory that contains a run is not overwritten`() async throws {
        let folder = try TemporaryFolder()
        let words = ["run", Shipped.path("ready-room"), "--participants", "2", "--out", "run", "--quiet"]
        #expect(try await Command(words, in: folder).run().code == 0)
        let before = try folder.read("run/summary.json")
        let again = try await Command(words, in: folder).run()
        #expect(again.code == ExitCode.notCarriedOut.rawValue)
        #expect(
            again.errors
                == "turnout: the run directory 'run' already contains a run\n"
                + "         Choose another directory with --out. Nothing was sent.\n")
        #expect(try folder.read("run/summary.json") == before)
    }

    @Test func `a run directory that is not empty is refused before the stand-in starts`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", Shipped.path("ready-room"), "--participants", "2", "--out", "."], in: folder,
            preparation: "echo x > notes.txt"
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
        #expect(
            outcome.errors == """
                turnout: the run directory '.' is not empty: it contains 'notes.txt'
                         Choose another directory with --out. Nothing was sent.

                """)
        #expect(try folder.contents() == ["notes.txt"])
    }

    @Test(arguments: [[], ["--out", "run"]])
    func `a run that measures nothing leaves no directory`(options: [String]) async throws {
        let socket = try LoopbackSocket(backlog: nil)
        defer { socket.close() }
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", Shipped.path("ready-room"), "--set", "target.api=http://127.0.0.1:\(socket.port)"] + options,
            in: folder
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue, "\(outcome.errors)")
        #expect(outcome.errors.contains("turnout: http://127.0.0.1:\(socket.port)"))
        #expect(try folder.contents() == [])
    }

    @Test func `a run that measures nothing leaves an empty directory that it was given`() async throws {
        let socket = try LoopbackSocket(backlog: nil)
        defer { socket.close() }
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", "http://127.0.0.1:\(socket.port)/", "--participants", "2", "--out", "run"], in: folder,
            preparation: "mkdir run"
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue, "\(outcome.errors)")
        #expect(try folder.contents() == ["run"])
        #expect(try folder.contents("run") == [])
    }

    @Test func `setup says which server it waits for`() async throws {
        // The system accepts connections, but nothing answers.
        let socket = try LoopbackSocket()
        defer { socket.close() }
        let outcome = try await Command(
            ["run", Shipped.path("ready-room"), "--set", "target.api=http://127.0.0.1:\(socket.port)"],
            in: TemporaryFolder()
        ).run { running in
            #expect(
                await running.errors.line {
                    $0.hasPrefix("setup ")
                        && $0.hasSuffix("waiting for a response from http://127.0.0.1:\(socket.port)")
                } != nil)
            running.send(SIGINT)
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
    }

    @Test func `a host outside the allow-list is refused with the line to add`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("elsewhere.json", #"{ "webOrigin": "http://elsewhere.test:8080" }"#)
        try await ServingStandIn.with(profile: "unlimited", options: ["--config", "elsewhere.json"], in: folder) {
            standIn in
            let outcome = try await Command(
                [
                    "run", Shipped.path("ready-room"), "--participants", "3", "--set", "target.api=\(standIn.url)",
                    "--set", "target.web=\(standIn.url)", "--out", "run", "--quiet",
                ], in: folder
            ).run()
            let text = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(outcome.code == ExitCode.failed.rawValue, "\(outcome.output)\(outcome.errors)")
            #expect(text.contains("host not in allow-hosts"))
            #expect(text.contains("allow-hosts"))
            #expect(text.contains("elsewhere.test"))
        }
    }
}
