// The options of every verb that loads a scenario: they change what the scenario says.
import ArgumentParser

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
    }
}

/// How results are shown.
struct OutputArguments: ParsableArguments {
    @Flag(name: .customLong("no-color"), help: "Prints without colour (as does NO_COLOR in the environment).")
    var noColor = false
}
