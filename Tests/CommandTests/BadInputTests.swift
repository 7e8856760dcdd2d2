// Errors in the command line: one clear message each, and the exit code that scripts rely on.
import Analysis
import Support
import Testing

/// Arguments of `turnout` that are invalid.
struct BadInput: Sendable, CustomTestStringConvertible {
    var what: String
    var words: [String]
    /// The complete standard error.
    var errors: String
    var code: ExitCode = .usage

    var testDescription: String { what }
}

@Suite struct BadInputTests {
    static let usage = [
        BadInput(
            what: "no verb", words: [],
            errors:
                "turnout: missing verb: use run, check, stand-in, report, compare, prepare, teardown, watch, merge, capacity, init or schema\n         See 'turnout --help'.\n"
        ),
        BadInput(
            what: "a mistyped verb", words: ["chek"],
            errors: "turnout: unknown verb 'chek': did you mean 'check'?\n         See 'turnout --help'.\n"),
        BadInput(
            what: "an unknown verb", words: ["attack"],
            errors:
                "turnout: unknown verb 'attack': use run, check, stand-in, report, compare, prepare, teardown, watch, merge, capacity, init or schema\n         See 'turnout --help'.\n"
        ),
        BadInput(
            what: "a mistyped option", words: ["run", "x.yaml", "--participant", "3"],
            errors:
                "turnout: unknown option '--participant'. Did you mean '--participants'?\n         See 'turnout run --help'.\n"
        ),
        BadInput(
            what: "k6's name for participants", words: ["run", "x.yaml", "--vus", "3"],
            errors:
                "turnout: unknown option '--vus'. Did you mean '--participants'?\n         See 'turnout run --help'.\n"),
        BadInput(
            what: "Locust's name for participants", words: ["check", "x.yaml", "--users=3"],
            errors:
                "turnout: unknown option '--users'. Did you mean '--participants'?\n         See 'turnout check --help'.\n"
        ),
        BadInput(
            what: "Locust's short name for participants", words: ["run", "x.yaml", "-u", "3"],
            errors:
                "turnout: unknown option '-u'. Did you mean '--participants'?\n         See 'turnout run --help'.\n"),
        BadInput(
            what: "a threshold that is none",
            words: ["run", "http://127.0.0.1:1/", "--participants", "1", "--threshold", "p95(gte) < 2s"],
            errors: "--threshold: the journey has no step \"gte\"; did you mean \"get\"?\n"),
        BadInput(
            what: "a host to allow that is a URL",
            words: ["check", "x.yaml", "--allow-host", "https://a.example/?t=x"],
            errors: """
                turnout: the value 'https://a.example/?•••' is invalid for '--allow-host <host>': use example.org, \
                example.org:8443 or *.example.org
                         See 'turnout check --help'.

                """),
        BadInput(
            what: "an unknown option", words: ["report", "x", "--what-for"],
            errors: "turnout: unknown option '--what-for'\n         See 'turnout report --help'.\n"),
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
                turnout: the value '-5' is invalid for '--participants <n>': it must not be negative
                         See 'turnout run --help'.

                """),
        BadInput(
            what: "a seed below zero", words: ["check", "x.yaml", "--seed", "-1"],
            errors: """
                turnout: the value '-1' is invalid for '--seed <n>': it must not be negative
                         See 'turnout check --help'.

                """),
        BadInput(
            what: "a tolerance below zero", words: ["compare", "a", "b", "--tolerance", "-5%"],
            errors: """
                turnout: the value '-5%' is invalid for '--tolerance <tolerance>': it must not be negative
                         See 'turnout compare --help'.

                """),
        BadInput(
            what: "a tolerance below zero behind an equals sign",
            words: ["run", "x.yaml", "--baseline", "a", "--tolerance=-5%"],
            errors: """
                turnout: the value '-5%' is invalid for '--tolerance <tolerance>': it must not be negative
                         See 'turnout run --help'.

                """),
        BadInput(
            what: "a share below zero", words: ["run", "x.yaml", "--trace-header", "--trace-sampled", "-1%"],
            errors: """
                turnout: the value '-1%' is invalid for '--trace-sampled <share>': it must not be negative
                         See 'turnout run --help'.

                """),
        BadInput(
            what: "a port below zero", words: ["stand-in", "--port", "-1"],
            errors: """
                turnout: the value '-1' is invalid for '--port <port>': it must not be negative
                         See 'turnout stand-in --help'.

                """),
        BadInput(
            what: "a directory that begins with a hyphen", words: ["run", "x.yaml", "--out", "-mine"],
            errors: """
                turnout: missing value for '--out <directory>': a value that begins with a hyphen follows an equals \
                sign, as in '--out=-…'
                         See 'turnout run --help'.

                """),
        BadInput(
            what: "two formats of a comparison", words: ["compare", "a", "b", "--json", "--format", "markdown"],
            errors: """
                turnout: '--json' and '--format markdown' ask for different formats
                         See 'turnout compare --help'.

                """),
        BadInput(
            what: "two formats of a report", words: ["report", "a", "--json", "--format", "terminal"],
            errors: """
                turnout: '--json' and '--format terminal' ask for different formats
                         See 'turnout report --help'.

                """),
        BadInput(
            what: "a seed that was forgotten before a short option", words: ["check", "x.yaml", "--seed", "-k"],
            errors: "turnout: missing value for '--seed <n>'\n         See 'turnout check --help'.\n"),
        BadInput(
            what: "a seed that was forgotten", words: ["check", "x.yaml", "--seed", "--participants", "5"],
            errors: "turnout: missing value for '--seed <n>'\n         See 'turnout check --help'.\n"),
        BadInput(
            what: "help for an unknown verb", words: ["help", "rum"],
            errors: "turnout: unknown verb 'rum': did you mean 'run'?\n         See 'turnout --help'.\n"),
        BadInput(
            what: "a port that is none", words: ["run", "http://127.0.0.1:99999/", "--participants", "1"],
            errors: """
                turnout: cannot request 'http://127.0.0.1:99999/': the port must be 1 to 65535
                         Use http://host/path or https://host:port/path.

                """),
        BadInput(
            what: "certificates that are none",
            words: ["run", "http://127.0.0.1:1/", "--participants", "1", "--cacert", "/dev/null"],
            errors: """
                turnout: --cacert: there is no certificate in '/dev/null'
                         Name a file in PEM format, with a line -----BEGIN CERTIFICATE-----.

                """),
        BadInput(
            what: "a folder of certificates",
            words: ["run", "http://127.0.0.1:1/", "--participants", "1", "--cacert", "/tmp"],
            errors: """
                turnout: --cacert: there is no certificate in '/tmp'
                         Name a file in PEM format, with a line -----BEGIN CERTIFICATE-----.

                """),
        BadInput(
            what: "no threads", words: ["run", "x.yaml", "--threads", "0"],
            errors:
                "turnout: the value '0' is invalid for '--threads <n>': it must be 1 to 256\n         See 'turnout run --help'.\n"
        ),
        BadInput(
            what: "an address for a name that is none", words: ["run", "x.yaml", "--resolve", "a.example"],
            errors: """
                turnout: the value 'a.example' is invalid for '--resolve <host:port:address>'
                         See 'turnout run --help'.

                """),
        BadInput(
            what: "a port for metrics beyond all ports", words: ["run", "x.yaml", "--metrics-port", "65536"],
            errors:
                "turnout: the value '65536' is invalid for '--metrics-port <port>': it must be 0 to 65535\n         See 'turnout run --help'.\n"
        ),
        BadInput(
            what: "a name in the place of the metrics' address",
            words: ["run", "x.yaml", "--metrics-port", "0", "--metrics-address", "localhost"],
            errors: """
                turnout: the value 'localhost' is invalid for '--metrics-address <address>': it must be an IP address
                         See 'turnout run --help'.

                """),
        BadInput(
            what: "an address for metrics that nobody asked for",
            words: ["run", "x.yaml", "--metrics-address", "127.0.0.1"],
            errors: "turnout: --metrics-address needs --metrics-port\n         See 'turnout run --help'.\n"),
        BadInput(
            what: "a share of traces without its percent sign",
            words: ["run", "x.yaml", "--trace-header", "--trace-sampled", "0.01"],
            errors: """
                turnout: the value '0.01' is invalid for '--trace-sampled <share>': it must be 0% to 100%, such as 1%
                         See 'turnout run --help'.

                """),
        BadInput(
            what: "traces without their header", words: ["run", "x.yaml", "--trace-sampled", "1%"],
            errors: "turnout: --trace-sampled needs --trace-header\n         See 'turnout run --help'.\n"),
        BadInput(
            what: "metrics of a walk", words: ["run", "x.yaml", "--debug", "--metrics-port", "0"],
            errors: """
                turnout: --metrics-port cannot be used with --debug, which counts nothing
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
                turnout: the value 'eth0' is invalid for '--interface <address>': it must be an IP address
                         See 'turnout check --help'.

                """),
        BadInput(
            what: "a port beyond all ports", words: ["stand-in", "--port", "70000"],
            errors:
                "turnout: the value '70000' is invalid for '--port <port>': it must be 0 to 65535\n         See 'turnout stand-in --help'.\n"
        ),
        BadInput(
            what: "an authority to write where there is none", words: ["stand-in", "--ca-out", "ca.pem"],
            errors:
                "turnout: '--ca-out' needs '--tls': without TLS there is no certificate\n         See 'turnout stand-in --help'.\n"
        ),
        BadInput(
            what: "a mistyped profile", words: ["stand-in", "--profile", "fragil"],
            errors: "turnout: the stand-in has no profile 'fragil': did you mean 'fragile'?\n"),
        BadInput(
            what: "an address without a number of participants", words: ["run", "http://127.0.0.1:1/"],
            errors: """
                turnout: the number of participants for 'http://127.0.0.1:1/' is missing
                         Add --participants N.

                """),
        BadInput(
            what: "an address of another kind", words: ["run", "ftp://127.0.0.1/", "--participants", "1"],
            errors: """
                turnout: cannot request 'ftp://127.0.0.1/': it does not begin with http:// or https://
                         Use http://host/path or https://host:port/path.

                """),
        BadInput(
            what: "an address with a password in it",
            words: ["run", "http://me:secret@127.0.0.1/", "--participants", "1"],
            errors: """
                turnout: cannot request this URL: it contains a user name or a password
                         Leave them out: they would be stored with the run.

                """),
        BadInput(
            what: "nobody at an address", words: ["run", "http://127.0.0.1:1/", "--participants", "0"],
            errors: "turnout: --participants: 0 is out of range (1 to 1,000,000)\n"),
        BadInput(
            what: "ten million at an address", words: ["run", "http://127.0.0.1:1/", "--participants", "10000000"],
            errors: "turnout: --participants: 10000000 is out of range (1 to 1,000,000)\n"),
    ]

    @Test(arguments: usage)
    func `bad usage gets one clear message and exit code 64`(input: BadInput) async throws {
        let outcome = try await Command(input.words, in: TemporaryFolder()).run()
        #expect(outcome.errors == input.errors)
        #expect(outcome.output == "")
        #expect(outcome.code == ExitCode.usage.rawValue)
    }
}
