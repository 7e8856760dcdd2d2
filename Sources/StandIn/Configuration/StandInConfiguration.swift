// All settings of a stand-in.

package import PlatformContract

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

    /// The plan of an account (contract section 8).
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
        /// The display name.
        package var name: String
        /// The plan.
        package var plan: PaidPlan
        /// A personal token created in the account's settings, which does not expire (contract section 1); nil: none.
        package var personalToken: String?
        /// After how many seconds of serving the plan expires and becomes the free one; nil: never.
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
        /// Hosts that may be called in addition to this machine's own addresses: names, or `*.name` for all its
        /// subdomains.
        package var hosts: [String]
        /// The delay between a failed attempt and the next one, in seconds.
        package var retrySeconds: Double
        /// How long an attempt may take, in seconds.
        package var timeoutSeconds: Double
        /// Whether to verify a receiver's certificate.
        package var verify: Bool
        /// How many times each event is sent again although it was accepted.
        package var repeats: Int
        /// Whether somebody else sends each event too, with a signature that is not the platform's.
        package var forged: Bool
        /// Events that are sent only after the next event of the space.
        package var late: Set<WebhookEventName>

        /// Creates delivery.
        package init(
            hosts: [String] = [], retrySeconds: Double = 5, timeoutSeconds: Double = 10, verify: Bool = true,
            repeats: Int = 0, forged: Bool = false, late: Set<WebhookEventName> = []
        ) {
            self.repeats = repeats
            self.forged = forged
            self.late = late
            self.hosts = hosts
            self.retrySeconds = retrySeconds
            self.timeoutSeconds = timeoutSeconds
            self.verify = verify
        }
    }

    /// The address to listen on: a name or an IP address.
    package var host: String
    /// The port to listen on; 0: any free one.
    package var port: Int
    /// The seed of everything random: ids, aliases, service times, faults.
    package var seed: UInt64
    /// How much the platform can handle.
    package var capacity: CapacityProfile
    /// The OAuth2 clients.
    package var clients: [Client]
    /// The users who exist from the start.
    package var accounts: [Account]
    /// The e-mail of the account that the customer's site uses on the platform; nil: the first account.
    package var siteAccount: String?
    /// How many generated identities (`participant-<n>@example.test`) exist from the start, counted from the first.
    package var generatedAccounts: Int
    /// The web client's base URL in access links, without a trailing slash; nil: the address to which the request for
    /// the link was sent.
    package var webOrigin: String?
    /// Whether to serve over TLS, with a certificate made at startup.
    package var tls: Bool
    /// Whether API and web client have two host names (``StandInHost``), each serving nothing of the other.
    package var twoHosts: Bool
    /// How events are delivered.
    package var webhooks: Webhooks
    /// How long a connection may be idle, or stuck in the middle of a request, before it is closed, in seconds.
    package var idleTimeoutSeconds: Int
    /// The largest body accepted, in bytes; a larger one gets 413.
    package var maximumBodyBytes: Int

    /// The configuration with default accounts (docs/stand-in.md) on a free port of the loopback address.
    ///
    /// - Parameter profile: How much the platform can handle.
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

    /// The account that the customer's site uses on the platform, if there is one.
    var integrator: Account? {
        guard let email = siteAccount?.lowercased() else { return accounts.first }
        return accounts.first { $0.email.lowercased() == email }
    }
}
