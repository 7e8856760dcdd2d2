// What a stand-in prints once it is listening.
import PlatformContract
import Reporting
import StandIn

/// What a stand-in prints once it is listening.
struct StandInWelcome {
    var addresses: StandInAddresses
    var configuration: StandInConfiguration
    /// Where the CA certificate was written; nil if it was not.
    var authorityFile: String?

    /// URLs, accounts and a first request to copy.
    var lines: [StyledText] {
        var table = Columns([.left, .left])
        func add(_ label: String, _ text: String) { table.add([StyledText(label, .quiet), StyledText(text)]) }
        add("API", "\(addresses.api)/v1")
        add("Web client", "\(addresses.web)/room/<alias>")
        add("Customer site", addresses.site)
        if configuration.twoHosts { add("Host names", "must resolve to \(configuration.host)") }
        if let authorityFile { add("CA file", authorityFile) }
        // Only the built-in passwords are printed; they are not secret.
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
        add("Counters", "\(addresses.base)\(Truth.path)")
        let profile = configuration.capacity.name
        return [
            StyledText(
                "The stand-in is serving \(addresses.base) with profile \(profile). Press Ctrl-C to stop.", .strong),
            "",
        ] + table.lines() + firstRequest
    }

    /// The options that curl needs for the certificate and the host names.
    private var curlOptions: String {
        var options = ""
        if configuration.tls { options += authorityFile.map { "--cacert \($0) " } ?? "--insecure " }
        if configuration.twoHosts {
            let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
            options += "--connect-to ::\(host): "
        }
        return options
    }

    /// A first request to copy, if client and participants are the built-in ones.
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
