// `turnout stand-in`, as typed.
import ArgumentParser

struct StandInArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stand-in",
        abstract: "Serves the platform's stand-in on a loopback port until interrupted.",
        usage: "turnout stand-in [<options>]",
        discussion: """
            Example: a stand-in in one terminal, a run against it in another
              turnout stand-in --port 8080 --profile fragile
              TURNOUT_API=http://127.0.0.1:8080 turnout run scenarios/ready-room.yaml

            Example: over TLS, under two names as the real platform
              turnout stand-in --port 8443 --tls --ca-out ca.pem --two-hosts
              curl --cacert ca.pem --resolve api.turnout.test:8443:127.0.0.1 \\
                https://api.turnout.test:8443/openapi.json

            GET /_truth tells what the server saw; DELETE /_truth starts afresh.
            """)

    @Option(help: ArgumentHelp("The port (default: a free one).", valueName: "port"))
    var port: Int?

    @Option(help: ArgumentHelp("The capacity profile (default: healthy).", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("Accounts, capacity and faults from a file.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The seed of ids, service times and faults.", valueName: "n"))
    var seed: UInt64?

    @Flag(help: "Serve over TLS (HTTP/2 and HTTP/1.1), with a certificate made at the start.")
    var tls = false

    @Option(help: ArgumentHelp("Where to write the certificate of the authority to trust.", valueName: "file"))
    var caOut: String?

    @Flag(help: "Serve API and web client under two names, to be resolved to the stand-in's address.")
    var twoHosts = false

    /// For `turnout run`: one JSON line with the addresses, and an end when standard input closes, so that a stand-in
    /// cannot outlive the run that started it.
    @Flag(help: .hidden)
    var announce = false

    @OptionGroup
    var output: OutputArguments

    func validate() throws {
        if let port, !(0...65535).contains(port) {
            throw ValidationError("The value '\(port)' is invalid for '--port <port>': 0 to 65535 are possible.")
        }
        if caOut != nil, !tls {
            throw ValidationError("There is no authority to write to '--ca-out' without '--tls'.")
        }
    }
}
