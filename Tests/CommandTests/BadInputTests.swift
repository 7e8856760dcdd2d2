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
            what: "an option of k6", words: ["run", "x.yaml", "--vus", "5"],
            errors:
                "turnout: unknown option '--vus'. Did you mean '--participants'?\n         See 'turnout run --help'.\n"
        ),
        .init(
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
            what: "fewer participants than none", words: ["run", "x.yaml", "--participants", "-5"],
            errors: """
                turnout: the value '-5' is invalid for '--participants <n>': no number below 0 is possible
                         See 'turnout run --help'.

                """),
        BadInput(
            what: "a seed below zero", words: ["check", "x.yaml", "--seed", "-1"],
            errors: """
                turnout: the value '-1' is invalid for '--seed <n>': no number below 0 is possible
                         See 'turnout check --help'.

                """),
        BadInput(
            what: "a seed that was forgotten", words: ["check", "x.yaml", "--seed", "--participants", "5"],
            errors: "turnout: missing value for '--seed <n>'\n         See 'turnout check --help'.\n"),
        BadInput(
            what: "help for an unknown verb", words: ["help", "rum"],
            errors: "turnout: unknown verb 'rum': did you mean 'run'?\n         See 'turnout --help'.\n"),
        BadInput(
            what: "a port that is none", words: ["run", "http://127.0.0.1:99999/", "--participants", "1"],
            errors: """
                turnout: 'http://127.0.0.1:99999/' cannot be requested: a port from 1 to 65535 is needed
                         It must be of the form http://host/path or https://host:port/path.

                """),
        BadInput(
            what: "certificates that are none",
            words: ["run", "http://127.0.0.1:1/", "--participants", "1", "--cacert", "/dev/null"],
            errors: """
                turnout: --cacert: '/dev/null' holds no certificate
                         A file in PEM form is needed, with a line -----BEGIN CERTIFICATE-----.

                """),
        BadInput(
            what: "a folder of certificates",
            words: ["run", "http://127.0.0.1:1/", "--participants", "1", "--cacert", "/tmp"],
            errors: """
                turnout: --cacert: '/tmp' holds no certificate
                         A file in PEM form is needed, with a line -----BEGIN CERTIFICATE-----.

                """),
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
            what: "an authority to write where there is none", words: ["stand-in", "--ca-out", "ca.pem"],
            errors:
                "turnout: there is no authority to write to '--ca-out' without '--tls'\n         See 'turnout stand-in --help'.\n"
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
                turnout: 'ftp://127.0.0.1/' cannot be requested: an address that begins with http:// or https:// is needed
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
