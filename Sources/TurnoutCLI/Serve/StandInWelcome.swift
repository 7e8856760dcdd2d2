// What a reader is told of a stand-in that serves.
import PlatformContract
import Reporting
import StandIn

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
        if let authorityFile { add("HostPort", authorityFile) }
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
        let profile = configuration.capacity.name
        return [
            StyledText("The stand-in serves \(addresses.base) with profile \(profile) until interrupted.", .strong), "",
        ] + table.lines() + firstRequest
    }

    /// What curl has to be told about certificate and names.
    private var curlOptions: String {
        var options = ""
        if configuration.tls { options += authorityFile.map { "--cacert \($0) " } ?? "--insecure " }
        if configuration.twoHosts {
            let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
            options += "--connect-to ::\(host): "
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
