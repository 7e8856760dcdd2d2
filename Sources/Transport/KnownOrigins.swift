// Where a request may go, and whether its host has been looked up. Checked before every request.
import Addresses
import Measuring

/// The check that every request passes: does the run's contact policy allow its host, and is the host's address known?
///
/// Requests go to few origins, so the result for each is kept.
struct KnownOrigins {
    enum Verdict {
        /// Allowed, and curl's cache has its addresses; with a list of them if there are several.
        case ready(AddressList?)
        /// Allowed; this host and port must be looked up first.
        case unresolved(String)
        case refused(Failure)
    }

    private struct Origin {
        var text: String
        var hostPort: String
        var isResolved: Bool
        var addresses: AddressList?
    }

    /// More origins than a scenario has; any further ones are checked each time.
    private static let mostOrigins = 64

    private let policy: ContactPolicy
    private var origins: [Origin] = []
    /// `host:port` whose addresses curl knows, with a list of them if there are several.
    private var resolved: [String: AddressList?] = [:]
    /// `host:port` whose addresses the settings give.
    private let given: Set<String>

    init(settings: TransportSettings) {
        policy = settings.contacts
        given = Set(settings.resolve.compactMap(ConnectionRule.init).map { "\($0.host):\($0.port)" })
    }

    mutating func judge(_ url: WebURL) -> Verdict {
        if let known = origins.first(where: { $0.text == url.origin }) {
            return known.isResolved ? .ready(known.addresses) : .unresolved(known.hostPort)
        }
        guard policy.allows(url) else {
            return .refused(Failure(kind: .notAllowed, detail: ContactPolicy.refusal(of: url)))
        }
        let addresses = resolved[url.hostPort]
        let isResolved = url.isAddress || addresses != nil
        if origins.count < Self.mostOrigins {
            origins.append(
                Origin(text: url.origin, hostPort: url.hostPort, isResolved: isResolved, addresses: addresses ?? nil))
        }
        return isResolved ? .ready(addresses ?? nil) : .unresolved(url.hostPort)
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
