// `turnout stand-in`: serves the stand-in until interrupted.
import Analysis
import Driver
import EventLoops
import Glibc
import PlatformContract
import Reporting
import StandIn
import UnixSignals

/// Serves the stand-in.
struct StandInCommand {
    var arguments: StandInArguments
    var console: Console

    /// Descriptors that the server needs for itself, before anybody connects.
    private static let ownFiles = 64

    func run() throws(Problem) -> ExitCode {
        let configuration = try configuration()
        let files = Preflight.raiseOpenFiles()
        guard files >= StandInCommand.ownFiles else {
            throw Problem(
                "not enough open files: the stand-in needs \(StandInCommand.ownFiles) and one for each connection, "
                    + "\(files) there", remedy: "Raise the limit (`ulimit -n`).", code: .notCarriedOut)
        }
        let server: StandInServer
        do {
            server = try StandInServer(configuration: configuration)
        } catch {
            throw Problem("\(error)", code: .notCarriedOut)
        }
        if let file = arguments.caOut, let authority = server.authority {
            try TextFile.write(authority, to: file)
        }
        // The loop only lends a task to the synchronous main; the server lives on the global executor.
        let problem = try Loops.run(count: 1) { _ throws(Problem) in
            await withTaskExecutorPreference(globalConcurrentExecutor) { await serve(server, configuration) }
        }
        if let problem { throw problem }
        return .passed
    }

    private func serve(_ server: StandInServer, _ configuration: StandInConfiguration) async -> Problem? {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return await withTaskGroup(of: Problem?.self) { group in
            group.addTask {
                do {
                    try await server.run { announce($0, configuration) }
                    return nil
                } catch is CancellationError {
                    return nil
                } catch {
                    return Problem("\(error)", code: .notCarriedOut)
                }
            }
            group.addTask {
                for await _ in signals { break }
                return nil
            }
            if arguments.announce {
                group.addTask {
                    await StandardInput.closed()
                    return nil
                }
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}

extension StandInCommand {
    private func configuration() throws(Problem) -> StandInConfiguration {
        var configuration = try StandInSettings(profile: arguments.profile, file: arguments.config).configuration()
        if let port = arguments.port { configuration.port = port }
        if let seed = arguments.seed { configuration.seed = seed }
        configuration.tls = arguments.tls
        configuration.twoHosts = arguments.twoHosts
        return configuration
    }

    /// Says where the stand-in serves, to a reader or to the run that started it.
    private func announce(_ addresses: StandInAddresses, _ configuration: StandInConfiguration) {
        guard !arguments.announce else {
            console.output.write(StandInChild.Announcement(api: addresses.api, web: addresses.web).line)
            return
        }
        console.show(
            StandInWelcome(addresses: addresses, configuration: configuration, authorityFile: arguments.caOut).lines)
    }
}

/// What the stand-in says when it serves.
struct StandInWelcome {
    var addresses: StandInAddresses
    var configuration: StandInConfiguration
    /// Where the authority's certificate was written; nil: nowhere.
    var authorityFile: String?

    /// Addresses, accounts and a first request to copy.
    var lines: [StyledText] {
        var table = Columns([.left, .left])
        func add(_ label: String, _ text: String) { table.add([StyledText(label, .quiet), StyledText(text)]) }
        add("API", "\(addresses.api)/v1")
        add("Web client", "\(addresses.web)/room/<alias>")
        add("Customer's site", addresses.site)
        if configuration.twoHosts { add("Both names", "resolve to \(configuration.host)") }
        if let authorityFile { add("Authority", authorityFile) }
        // Passwords are shown only where they are no secret: those that come with the stand-in.
        for client in configuration.clients {
            add("Client", client.id + (client.secret == DefaultAccount.clientSecret ? " / \(client.secret)" : ""))
        }
        for account in configuration.accounts {
            let isDefault = account.password == DefaultAccount.hostPassword
            add("Account", account.email + (isDefault ? " / \(account.password)" : ""))
        }
        if configuration.generatedAccounts > 0 {
            add("Participants", "participant-<n>@example.test / password-<n>")
        }
        add("Seen so far", "\(addresses.base)\(Truth.path)")
        return [
            StyledText(
                "The stand-in serves \(addresses.base) with profile \(configuration.capacity.name) until interrupted.", .strong
            ),
            "",
        ] + table.lines() + firstRequest
    }

    /// What curl has to be told about certificate and names.
    private var curlOptions: String {
        var options = ""
        if configuration.tls { options += authorityFile.map { "--cacert \($0) " } ?? "--insecure " }
        if configuration.twoHosts {
            options += "--connect-to ::\(configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host): "
        }
        return options
    }

    /// A first request to copy, where client and participants are those that come with the stand-in.
    private var firstRequest: [StyledText] {
        let client = StandInConfiguration.Client(
            id: DefaultAccount.clientID, secret: DefaultAccount.clientSecret)
        guard configuration.clients.contains(client), configuration.generatedAccounts > 0 else { return [] }
        let identity = GeneratedIdentity(index: 1)
        return [
            "",
            StyledText("curl \(curlOptions)\(addresses.api)/v1/auth/token -H 'Content-Type: application/json' \\"),
            StyledText(
                "  -d '{\"grant_type\":\"password\",\"client_id\":\"\(client.id)\",\"client_secret\":\"\(client.secret)\","
            ),
            StyledText("       \"username\":\"\(identity.email)\",\"password\":\"\(identity.password)\"}'"),
        ]
    }
}
