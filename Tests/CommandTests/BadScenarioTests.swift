// Invalid scenarios: every error with its location, exit code 64, nothing sent and nothing left behind.
import Analysis
import Support
import Testing

@Suite struct BadScenarioTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var what: String
        /// The file's content; nil: there is no such file.
        var content: String?
        var options: [String] = []
        var errors: String

        var testDescription: String { what }
    }

    /// A valid scenario, for errors made by options.
    static let right = """
        turnout: 1
        name: Right
        target: { api: stand-in }
        participants: { count: 5 }
        journey:
          - token: { grant: password }
        """

    static let profiles = "expected unlimited, healthy, fragile, rate-limited, session-race or flaky"

    static let mistakes = [
        Mistake(what: "a file that is not there", content: nil, errors: "s.yaml: there is no such file\n"),
        Mistake(
            what: "an empty file", content: "",
            errors: "s.yaml: the scenario is empty; start with `turnout: 1`, then target, participants and journey\n"),
        Mistake(
            what: "a binary file", content: "\u{7F}ELF\u{2}\u{1}\0\0\0\u{1}",
            errors: "s.yaml: this is not a text file, expected a scenario in YAML\n"),
        Mistake(
            what: "nobody", content: right, options: ["--participants", "0"],
            errors: "--participants: participants.count is 0, expected 1 to 1000000\n"),
        Mistake(
            what: "ten million people", content: right, options: ["--participants", "10000000"],
            errors: "--participants: participants.count is 10000000, expected 1 to 1000000\n"),
        Mistake(
            what: "a negative window", content: right, options: ["--set", "arrival.over=-5s"],
            errors: "--set arrival.over: arrival.over is -5s, expected more than 0\n"),
        Mistake(
            what: "a profile that does not exist", content: right,
            options: ["--set", "target.stand-in.profile=fragil"],
            errors:
                "--set target.stand-in.profile: target.stand-in.profile is \"fragil\", \(profiles); did you mean \"fragile\"?\n"
        ),
        Mistake(
            what: "a profile in the file that does not exist",
            content: right.replacing("api: stand-in }", with: "api: stand-in, stand-in: { profile: fragil } }"),
            errors: """
                s.yaml:3:47: target.stand-in.profile is "fragil", \(profiles); did you mean "fragile"?
                  3 | target: { api: stand-in, stand-in: { profile: fragil } }
                    |                                               ^

                """),
    ]

    @Test(arguments: mistakes, ["run", "check"])
    func `a wrong scenario ends with 64 and one clear message`(mistake: Mistake, verb: String) async throws {
        let folder = try TemporaryFolder()
        if let content = mistake.content { try folder.write("s.yaml", content) }
        let outcome = try await Command([verb, "s.yaml"] + mistake.options, in: folder).run()
        #expect(outcome.errors == mistake.errors)
        #expect(outcome.output == "")
        #expect(outcome.code == ExitCode.usage.rawValue)
        #expect(try folder.contents() == (mistake.content == nil ? [] : ["s.yaml"]))
    }

    @Test func `a folder is not a scenario`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(["run", "."], in: folder).run()
        #expect(outcome.errors == ".: this is a folder, expected a scenario file\n")
        #expect(outcome.code == ExitCode.usage.rawValue)
    }

    @Test func `all errors of a file are shown, each with its line`() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "s.yaml",
            """
            turnout: 1
            target: { api: stand-in }
            partcipants: { count: 5 }
            journey:
              - token: { grant: passwort }
              - enter-rom:
            """)
        let outcome = try await Command(["check", "s.yaml"], in: folder).run()
        #expect(outcome.code == ExitCode.usage.rawValue)
        #expect(outcome.errors.contains("s.yaml:3:1: "))
        #expect(outcome.errors.contains("participants"))
        #expect(outcome.errors.contains("s.yaml:5:21: "))
        #expect(outcome.errors.contains("s.yaml:6:5: "))
        #expect(outcome.errors.contains("enter-room"))
    }

    @Test func `invalid YAML is reported with its location`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("s.yaml", "turnout: 1\ntarget: [\n")
        let outcome = try await Command(["run", "s.yaml"], in: folder).run()
        #expect(outcome.code == ExitCode.usage.rawValue)
        #expect(outcome.errors.hasPrefix("s.yaml:"))
    }

    @Test func `an env-file that cannot be read is named`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("s.yaml", BadScenarioTests.right)
        let outcome = try await Command(["check", "s.yaml", "--env-file", "none.env"], in: folder).run()
        #expect(outcome.errors == "--env-file: there is no file \"none.env\"\n")
        #expect(outcome.code == ExitCode.usage.rawValue)
    }

    @Test(arguments: [
        ("none", "There is no run directory `none`."), ("s.yaml", "`s.yaml` contains no `run.sqlite`."),
        (".", "`.` contains no `run.sqlite`."),
    ])
    func `what is no run is named`(run: String, message: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("s.yaml", BadScenarioTests.right)
        let outcome = try await Command(["report", run], in: folder).run()
        #expect(outcome.code == ExitCode.usage.rawValue)
        #expect(outcome.errors.hasPrefix("turnout: \(message)"), "\(outcome.errors)")
        #expect(outcome.output == "")
    }

    /// Not the absence of a run.
    @Test func `a run that cannot be read is named with the reason`() async throws {
        let run = String(repeating: "r", count: 300)
        let outcome = try await Command(["report", run], in: TemporaryFolder()).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
        #expect(outcome.errors.hasPrefix("turnout: The run `\(run)` cannot be read: File name too long."))
    }

    @Test func `a value of an env-file that a comment cuts causes a warning without it`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("s.yaml", BadScenarioTests.right)
        try folder.write("s.env", "HOST_PASSWORD=hunter #rd\n")
        let outcome = try await Command(["check", "s.yaml", "--env-file", "s.env"], in: folder).run()
        #expect(
            outcome.errors
                == "warning: s.env:1:22: HOST_PASSWORD ends before ` #`, which begins a comment; put the value in quotes if the # belongs to it\n"
        )
        #expect(outcome.code == 0)
    }
}
