// What users get wrong: one clear message each, and the exit code that scripts rely on.
import Analysis
import Support
import Testing

/// Words behind `turnout` that cannot work.
struct BadInput: Sendable, CustomTestStringConvertible {
    var what: String
    var words: [String]
    /// Standard error, whole.
    var errors: String
    var code: ExitCode = .usage

    var testDescription: String { what }
}

@Suite struct BadInputTests {
    static let usage = [
        BadInput(
            what: "no verb", words: [],
            errors:
                "turnout: no verb: one of run, check, stand-in and report is needed\n         See 'turnout --help'.\n"),
        BadInput(
            what: "a mistyped verb", words: ["chek"],
            errors: "turnout: unknown verb 'chek': did you mean 'check'?\n         See 'turnout --help'.\n"),
        BadInput(
            what: "an unknown verb", words: ["attack"],
            errors:
                "turnout: unknown verb 'attack': there are run, check, stand-in and report\n         See 'turnout --help'.\n"
        ),
        BadInput(
            what: "a mistyped option", words: ["run", "x.yaml", "--participant", "3"],
            errors:
                "turnout: unknown option '--participant'. Did you mean '--participants'?\n         See 'turnout run --help'.\n"
        ),
        BadInput(
            what: "an unknown option", words: ["report", "x", "--wat"],
            errors: "turnout: unknown option '--wat'\n         See 'turnout report --help'.\n"),
        BadInput(
            what: "no scenario", words: ["run"],
            errors: "turnout: missing expected argument '<scenario|url>'\n         See 'turnout run --help'.\n"),
        BadInput(
            what: "an option without its value", words: ["run", "x.yaml", "--out"],
            errors: "turnout: missing value for '--out <directory>'\n         See 'turnout run --help'.\n"),
        BadInput(
            what: "participants that are no number", words: ["run", "x.yaml", "--participants", "many"],
            errors:
                "turnout: the value 'many' is invalid for '--participants <n>'\n         See 'turnout run --help'.\n"),
        BadInput(
            what: "no threads", words: ["run", "x.yaml", "--threads", "0"],
            errors:
                "turnout: the value '0' is invalid for '--threads <n>': 1 to 256 are possible\n         See 'turnout run --help'.\n"
        ),
        BadInput(
            what: "an address for a name that is none", words: ["run", "x.yaml", "--resolve", "a.example"],
            errors: """
                turnout: the value 'a.example' is invalid for '--resolve <host:port:address>'
                         See 'turnout run --help'.

                """),
        BadInput(
            what: "another place that is none", words: ["run", "x.yaml", "--connect-to", "a:1"],
            errors: """
                turnout: the value 'a:1' is invalid for '--connect-to <host:port:host:port>'
                         See 'turnout run --help'.

                """),
        BadInput(
            what: "a source that is no address", words: ["check", "x.yaml", "--interface", "eth0"],
            errors: """
                turnout: the value 'eth0' is invalid for '--interface <address>': an IP address is needed
                         See 'turnout check --help'.

                """),
        BadInput(
            what: "a port beyond all ports", words: ["stand-in", "--port", "70000"],
            errors:
                "turnout: the value '70000' is invalid for '--port <port>': 0 to 65535 are possible\n         See 'turnout stand-in --help'.\n"
        ),
        BadInput(
            what: "a mistyped profile", words: ["stand-in", "--profile", "fragil"],
            errors: "turnout: the stand-in has no profile 'fragil': did you mean 'fragile'?\n"),
        BadInput(
            what: "an address without a number of participants", words: ["run", "http://127.0.0.1:1/"],
            errors: """
                turnout: how many participants request 'http://127.0.0.1:1/' is not said
                         Add --participants N.

                """),
        BadInput(
            what: "an address of another kind", words: ["run", "ftp://127.0.0.1/", "--participants", "1"],
            errors: """
                turnout: 'ftp://127.0.0.1/' is no address that can be requested
                         It must be of the form http://host/path or https://host:port/path.

                """),
        BadInput(
            what: "an address with a password in it",
            words: ["run", "http://me:secret@127.0.0.1/", "--participants", "1"],
            errors: """
                turnout: this address cannot be requested: it holds a user name or password
                         Leave them out: they would be written down with the run.

                """),
        BadInput(
            what: "nobody at an address", words: ["run", "http://127.0.0.1:1/", "--participants", "0"],
            errors: "turnout: --participants: 0 is impossible, 1 to 1,000,000 can be simulated\n"),
        BadInput(
            what: "ten million at an address", words: ["run", "http://127.0.0.1:1/", "--participants", "10000000"],
            errors: "turnout: --participants: 10000000 is impossible, 1 to 1,000,000 can be simulated\n"),
    ]

    @Test(arguments: usage)
    func `bad usage gets one clear message and exit code 64`(input: BadInput) async throws {
        let outcome = try await Command(input.words, in: TemporaryFolder()).run()
        #expect(outcome.errors == input.errors)
        #expect(outcome.output == "")
        #expect(outcome.code == ExitCode.usage.rawValue)
    }
}
