// The options of every verb that loads a scenario: they change what the scenario says.
import ArgumentParser
import Glibc

/// What a scenario is and how it is changed.
struct ScenarioArguments: ParsableArguments {
    @Option(help: ArgumentHelp("How many participants come.", valueName: "n"))
    var participants: Int?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Replaces a value of the scenario; may be repeated.", valueName: "path.to.key=value"))
    var overrides: [String] = []

    @Option(
        help: ArgumentHelp(
            "Reads NAME=value lines for ${env.NAME}; the environment itself goes before them.", valueName: "file"))
    var envFile: String?

    @Option(help: ArgumentHelp("The seed of every random choice.", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("An address for a name, as in curl; may be repeated.", valueName: "host:port:address"))
    var resolve: [String] = []

    @Option(
        help: ArgumentHelp(
            "Another place to connect to, as in curl; may be repeated.", valueName: "host:port:host:port"))
    var connectTo: [String] = []

    @Option(help: ArgumentHelp("Certificates to trust, in PEM form.", valueName: "file"))
    var cacert: String?

    @Option(
        help: ArgumentHelp("A local address that connections are made from; may be repeated.", valueName: "address"))
    var interface: [String] = []

    @Flag(name: [.customShort("k"), .long], help: "Verifies no certificates.")
    var insecure = false

    @Option(help: ArgumentHelp("How many threads make requests (default: one a core).", valueName: "n"))
    var threads: Int?

    func validate() throws {
        if let threads, !(1...256).contains(threads) {
            throw ValidationError("The value '\(threads)' is invalid for '--threads <n>': 1 to 256 are possible.")
        }
        // libcurl would leave out silently what it cannot read.
        for value in resolve where value.wholeMatch(of: /\+?[^:\s]+:\d{1,5}:\S+/) == nil {
            throw ValidationError("The value '\(value)' is invalid for '--resolve <host:port:address>'.")
        }
        for value in connectTo where value.wholeMatch(of: /[^:\s]*:\d{0,5}:(\[[^\]\s]+\]|[^:\s]*):\d{0,5}/) == nil {
            throw ValidationError("The value '\(value)' is invalid for '--connect-to <host:port:host:port>'.")
        }
        for value in interface where !LocalAddress.isNumeric(value) {
            throw ValidationError(
                "The value '\(value)' is invalid for '--interface <address>': an IP address is needed.")
        }
    }
}

/// How results are shown.
struct OutputArguments: ParsableArguments {
    @Flag(name: .customLong("no-color"), help: "Prints without colour (as does NO_COLOR in the environment).")
    var noColor = false
}

/// Addresses that connections are made from.
enum LocalAddress {
    /// Whether the text is an IPv4 or IPv6 address in numbers.
    static func isNumeric(_ text: String) -> Bool {
        var bytes: (UInt64, UInt64) = (0, 0)
        return unsafe inet_pton(AF_INET, text, &bytes) == 1 || inet_pton(AF_INET6, text, &bytes) == 1
    }
}
