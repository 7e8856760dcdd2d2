// The arguments of `turnout init`.
import ArgumentParser

struct InitArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented scenario to start from.",
        usage: "turnout init [<options>] [<file>]",
        discussion: """
            Examples:
              turnout init
              turnout init login.yaml --site https://lms.staging.example/login

            With --site, Turnout requests that page once, looks for the log-in form, and writes the two requests that a \
            browser would make. Otherwise the scenario runs against the embedded stand-in. An existing file is never \
            overwritten. The file '-' is standard output.
            """)

    @Argument(help: ArgumentHelp("The file to write.", valueName: "file"))
    var file = "turnout.yaml"

    @Option(help: ArgumentHelp("The page with the log-in form.", valueName: "url"))
    var site: String?

    @Option(
        help: ArgumentHelp("Use this address for a host, as in curl; may be repeated.", valueName: "host:port:address"))
    var resolve: [String] = []

    @Option(help: ArgumentHelp("Trust the certificates in this file (PEM).", valueName: "file"))
    var cacert: String?

    @Flag(name: [.customShort("k"), .long], help: "Do not verify certificates.")
    var insecure = false

    @OptionGroup
    var output: OutputArguments

    func validate() throws {
        for value in resolve where value.wholeMatch(of: /\+?[^:\s]+:\d{1,5}:\S+/) == nil {
            throw ValidationError("The value '\(value)' is invalid for '--resolve <host:port:address>'.")
        }
        let option = !resolve.isEmpty ? "--resolve" : cacert != nil ? "--cacert" : insecure ? "--insecure" : nil
        if let option, site == nil {
            throw ValidationError("'\(option)' needs '--site': without it nothing is requested.")
        }
    }
}
