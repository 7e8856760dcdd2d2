// Where a request may go, and whether its host has been looked up. Checked before every request.
import Addresses
import Measuring

/// The check that every request passes: does the run's contact policy allow its host, and is the host's address known?
///
/// Requests go to few origins, so the result for each is kept.
struct KnownOrigins {
    enum Verdict {
        /// Allowed, and curl's cache has the addresses of its host, or of its proxy; with a list of them if there are
        /// several.
        case ready(AddressList?, Proxy?)
        /// Allowed; this host and port, of its proxy if it has one, must be looked up first.
        case unresolved(String, Proxy?)
        case refused(Failure)
    }

    private struct Origin {
        var text: String
        /// The host and port to connect to.
        var hostPort: String
        var proxy: Proxy?
        var isResolved: Bool
        var addresses: AddressList?
    }

    /// More origins than a scenario has; any further ones are checked each time.
    private static let mostOrigins = 64

    private let policy: ContactPolicy
    private let proxies: Proxies
    private var origins: [Origin] = []
    /// `host:port` whose addresses curl knows, with a list of them if there are several.
    private var resolved: [String: AddressList?] = [:]
    /// `host:port` whose addresses the settings give.
    private let given: Set<String>

    init(settings: TransportSettings, proxies: Proxies = Proxies()) {
        policy = settings.contacts
        self.proxies = proxies
        given = Set(settings.resolve.compactMap(ConnectionRule.init).map { "\($0.host):\($0.port)" })
    }

    mutating func judge(_ url: WebURL) -> Verdict {
        if let known = origins.first(where: { $0.text == url.origin }) {
            return known.isResolved
                ? .ready(known.addresses, known.proxy) : .unresolved(known.hostPort, known.proxy)
        }
        guard policy.allows(url) else {
            return .refused(Failure(kind: .notAllowed, detail: ContactPolicy.refusal(of: url)))
        }
        let proxy = proxies.proxy(for: url)
        let hostPort = proxy?.hostPort ?? url.hostPort
        let addresses = resolved[hostPort]
        let isResolved = proxy?.isAddress ?? url.isAddress || addresses != nil
        if origins.count < Self.mostOrigins {
            origins.append(
                Origin(
                    text: url.origin, hostPort: hostPort, proxy: proxy, isResolved: isResolved,
                    addresses: addresses ?? nil))
        }
        return isResolved ? .ready(addresses ?? nil, proxy) : .unresolved(hostPort, proxy)
    }

    /// Records that curl's cache now has the addresses of this host and port. `addresses` lists them if there are
    /// several.
    mutating func markResolved(_ hostPort: String, _ addresses: AddressList?) {
        resolved[hostPort] = .some(addresses)
        for place in origins.indices where origins[place].hostPort == hostPort {
            origins[place].isResolved = true
            origins[place].addresses = addresses
        }
    }

    func isResolved(_ hostPort: String) -> Bool { resolved[hostPort] != nil }

    /// Whether the settings give its addresses, so that no resolver is used.
    func isGiven(_ hostPort: String) -> Bool { given.contains(hostPort) }

    func addresses(of hostPort: String) -> AddressList? { resolved[hostPort] ?? nil }
}
