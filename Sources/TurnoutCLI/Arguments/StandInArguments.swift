// The arguments of `turnout stand-in`.
import ArgumentParser
import PlatformContract

struct StandInArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stand-in",
        abstract: "Serve the stand-in platform on a loopback port until interrupted.",
        usage: "turnout stand-in [<options>]",
        discussion: """
            Example: the stand-in in one terminal, a run against it in another
              turnout stand-in --port 8080 --profile fragile
              TURNOUT_API=http://127.0.0.1:8080 turnout run scenarios/ready-room.yaml

            Example: over TLS, under two host names like the real platform
              turnout stand-in --port 8443 --tls --ca-out ca.pem --two-hosts
              curl --cacert ca.pem --resolve api.turnout.test:8443:127.0.0.1 \\
                https://api.turnout.test:8443/openapi.json

            Profiles:
            \(profiles)

            GET /_truth returns what the server has counted; DELETE /_truth resets the counters.
            """)

    /// The profiles, a line each.
    private static var profiles: String {
        CapacityProfileName.allCases.map { name in
            let column = name.rawValue + String(repeating: " ", count: max(1, 14 - name.rawValue.count))
            return "  \(column)\(words(for: name))"
        }.joined(separator: "\n")
    }

    private static func words(for profile: CapacityProfileName) -> String {
        switch profile {
        case .unlimited: "no model of capacity: answers as fast as it can, for measuring"
        case .healthy: "lets 500 in at once"
        case .fragile: "lets 500 in over two minutes; fails more than half of 500 at once"
        case .rateLimited: "as healthy, but 429 beyond 100 requests a second"
        case .sessionRace: "as healthy, but sessions are visible late when all log in at once"
        case .flaky: "as healthy, but one request in twenty meets a fault"
        }
    }

    @Option(help: ArgumentHelp("The port (default: a free one).", valueName: "port"))
    var port: Int?

    @Option(help: ArgumentHelp("The capacity profile (default: healthy).", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("Read accounts, capacity and faults from a JSON file.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The seed of ids, service times and faults.", valueName: "n"))
    var seed: UInt64?

    @Flag(help: "Serve over TLS (HTTP/2 and HTTP/1.1), with a certificate made at startup.")
    var tls = false

    @Option(help: ArgumentHelp("Write the CA certificate to trust to this file.", valueName: "file"))
    var caOut: String?

    @Flag(help: "Serve the API and the web client under two host names that must resolve to the stand-in.")
    var twoHosts = false

    /// For `turnout run`: prints one JSON line with the URLs, and ends when standard input closes, so that a stand-in
    /// cannot outlive the run that started it.
    @Flag(help: .hidden)
    var announce = false

    @OptionGroup
    var output: OutputArguments

    func validate() throws {
        if let port, !(0...65535).contains(port) {
            throw ValidationError("The value '\(port)' is invalid for '--port <port>': it must be 0 to 65535.")
        }
        if caOut != nil, !tls {
            throw ValidationError("'--ca-out' needs '--tls': without TLS there is no certificate.")
        }
    }
}
