// Everything that can be set about a stand-in.

import PlatformContract

/// The configuration of a stand-in platform (docs/stand-in.md).
package struct StandInConfiguration: Hashable, Sendable {
    /// An OAuth2 client that the platform knows.
    package struct Client: Hashable, Sendable {
        /// Its id.
        package var id: String
        /// Its secret.
        package var secret: String

        /// Creates a client.
        package init(id: String, secret: String) {
            self.id = id
            self.secret = secret
        }
    }

    /// What an account has paid for (contract section 8).
    package enum PaidPlan: String, CaseIterable, Hashable, Sendable {
        /// Nothing: no statistics, no webhooks.
        case free
        /// Everything.
        case paid
    }

    /// A user who exists from the start.
    package struct Account: Hashable, Sendable {
        /// The e-mail, by which the user logs in.
        package var email: String
        /// The password.
        package var password: String
        /// The shown name.
        package var name: String
        /// What was paid for.
        package var plan: PaidPlan
        /// A token made by hand in the account's settings, which has no expiry (contract section 1); nil: none.
        package var personalToken: String?
        /// After how many seconds of serving the plan ends, and is the free one; nil: it does not end.
        package var planEndsAfterSeconds: Double?

        /// Creates an account.
        package init(
            email: String, password: String, name: String, plan: PaidPlan = .free, personalToken: String? = nil,
            planEndsAfterSeconds: Double? = nil
        ) {
            self.email = email
            self.password = password
            self.name = name
            self.plan = plan
            self.personalToken = personalToken
            self.planEndsAfterSeconds = planEndsAfterSeconds
        }
    }

    /// How events are delivered (contract section 10).
    package struct Webhooks: Hashable, Sendable {
        /// Hosts that may be called besides this machine's own addresses: names, or `*.name` for all beneath one.
        package var hosts: [String]
        /// How long after a failed attempt the next one comes, in seconds.
        package var retrySeconds: Double
        /// How long an attempt may take, in seconds.
        package var timeoutSeconds: Double
        /// Whether a receiver's certificate is checked.
        package var verify: Bool

        /// Creates delivery.
        package init(
            hosts: [String] = [], retrySeconds: Double = 5, timeoutSeconds: Double = 10, verify: Bool = true
        ) {
            self.hosts = hosts
            self.retrySeconds = retrySeconds
            self.timeoutSeconds = timeoutSeconds
            self.verify = verify
        }
    }

    /// The address to listen on, as a name or number.
    package var host: String
    /// The port to listen on; 0: any free one.
    package var port: Int
    /// What everything that is drawn depends on: ids, aliases, service times, faults.
    package var seed: UInt64
    /// What the platform can take.
    package var capacity: CapacityProfile
    /// The OAuth2 clients.
    package var clients: [Client]
    /// The users who exist from the start.
    package var accounts: [Account]
    /// The e-mail of the account as which the customer's site calls the platform; nil: the first account.
    package var siteAccount: String?
    /// How many generated identities (`participant-<n>@example.test`) exist from the start, counted from the first.
    package var generatedAccounts: Int
    /// The web client's base URL in access links, without a slash at its end; nil: the address that the request for the
    /// link was made to.
    package var webOrigin: String?
    /// Whether it serves over TLS, with a certificate made at its start.
    package var tls: Bool
    /// Whether API and web client are served under two names (``StandInHost``), each of which has nothing of the other.
    package var twoHosts: Bool
    /// How events are delivered.
    package var webhooks: Webhooks
    /// How long a connection may be idle, or stuck in the middle of a request, before it is dropped, in seconds.
    package var idleTimeoutSeconds: Int
    /// The largest body that is read, in bytes; a larger one is answered with 413.
    package var maximumBodyBytes: Int

    /// The configuration with default accounts (docs/stand-in.md) on a free port of the loopback address.
    ///
    /// - Parameter profile: What the platform can take.
    package init(profile: CapacityProfile = .healthy) {
        host = "127.0.0.1"
        port = 0
        seed = 1
        capacity = profile
        clients = [Client(id: DefaultAccount.clientID, secret: DefaultAccount.clientSecret)]
        accounts = [
            Account(
                email: DefaultAccount.hostEmail, password: DefaultAccount.hostPassword, name: "Host", plan: .paid)
        ]
        siteAccount = nil
        generatedAccounts = 1_000_000
        webOrigin = nil
        tls = false
        twoHosts = false
        webhooks = Webhooks()
        idleTimeoutSeconds = 120
        maximumBodyBytes = 1_048_576
    }

    /// The account as which the customer's site calls the platform, if there is one.
    var integrator: Account? {
        guard let email = siteAccount?.lowercased() else { return accounts.first }
        return accounts.first { $0.email.lowercased() == email }
    }
}
