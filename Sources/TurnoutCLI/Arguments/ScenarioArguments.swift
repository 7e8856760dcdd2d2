// The options of every verb that loads a scenario: they change the scenario.
import Addresses
import ArgumentParser
import Driver

/// The options that change a scenario.
struct ScenarioArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The number of participants; CROWD=N for one of several crowds, and may then be repeated.", valueName: "n"))
    var participants: [ParticipantCount] = []

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Replace a value of the scenario; may be repeated.", valueName: "path.to.key=value"))
    var overrides: [String] = []

    @Option(
        help: ArgumentHelp(
            "Add a threshold, such as 'p95(get) < 2s'; may be repeated. For a URL it replaces 'failures == 0'.",
            valueName: "expression"))
    var threshold: [String] = []

    @Option(
        help: ArgumentHelp(
            "Allow requests to a further host, such as one that a redirect leads to; may be repeated.",
            valueName: "host"))
    var allowHost: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read NAME=value lines for ${env.NAME}; environment variables take precedence.", valueName: "file"))
    var envFile: String?

    @Option(help: ArgumentHelp("The seed of all random choices.", valueName: "n"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp("Use this address for a host, as in curl; may be repeated.", valueName: "host:port:address"))
    var resolve: [String] = []

    @Option(
        help: ArgumentHelp(
            "Connect to another host instead, as in curl; may be repeated.", valueName: "host:port:host:port"))
    var connectTo: [String] = []

    @Option(help: ArgumentHelp("Trust the certificates in this file (PEM).", valueName: "file"))
    var cacert: String?

    @Option(help: ArgumentHelp("Connect from this local address; may be repeated.", valueName: "address"))
    var interface: [String] = []

    @Flag(name: [.customShort("k"), .long], help: "Do not verify certificates.")
    var insecure = false

    @Option(
        help: ArgumentHelp(
            "The number of threads that make requests (default: one per CPU that may be used).", valueName: "n"))
    var threads: Int?

    /// The options that replace what the scenario says, without the values of `--set`, of which one may be secret.
    var changing: [String] {
        participants.map { "--participants \($0.text)" } + overrides.map { "--set \($0.prefix { $0 != "=" })" }
    }

    func validate() throws {
        if let threads, !(1...256).contains(threads) {
            throw ValidationError("The value '\(threads)' is invalid for '--threads <n>': it must be 1 to 256.")
        }
        for value in allowHost where HostPattern(value) == nil {
            throw ValidationError(
                "The value '\(ShownText.url(value))' is invalid for '--allow-host <host>': "
                    + "use example.org, example.org:8443 or *.example.org.")
        }
        // libcurl silently ignores what it cannot read.
        for value in resolve where value.wholeMatch(of: /\+?[^:\s]+:\d{1,5}:\S+/) == nil {
            throw ValidationError("The value '\(value)' is invalid for '--resolve <host:port:address>'.")
        }
        for value in connectTo where value.wholeMatch(of: /[^:\s]*:\d{0,5}:(\[[^\]\s]+\]|[^:\s]*):\d{0,5}/) == nil {
            throw ValidationError("The value '\(value)' is invalid for '--connect-to <host:port:host:port>'.")
        }
        for value in interface where !LocalAddress.isNumeric(value) {
            throw ValidationError(
                "The value '\(value)' is invalid for '--interface <address>': it must be an IP address.")
        }
    }
}

/// A number of participants, for the only crowd or for one of several: `500`, `learners=500`.
struct ParticipantCount: ExpressibleByArgument {
    var crowd: String?
    var count: Int

    init?(argument: String) {
        let equals = argument.firstIndex(of: "=")
        crowd = equals.map { String(argument[..<$0]) }
        guard crowd != "", let count = Int(equals.map { argument[argument.index(after: $0)...] } ?? argument[...])
        else {
            return nil
        }
        self.count = count
    }

    /// As the language's loader reads it.
    var text: String { (crowd.map { "\($0)=" } ?? "") + String(count) }
}

/// How results are shown.
struct OutputArguments: ParsableArguments {
    @Flag(name: .customLong("no-color"), help: "Print without color (so does NO_COLOR in the environment).")
    var noColor = false
}
