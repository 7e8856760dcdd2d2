// Where a request may go, and whether its host has been looked up: asked before every request.
import Addresses
import Measuring

/// The check that every request passes: does the run's contact policy allow its host, and is the host's address known?
///
/// A crowd's requests go to few origins, so those that were judged are kept, with what was found.
struct KnownOrigins {
    enum Verdict {
        /// Allowed, and its address is in curl's cache.
        case ready
        /// Allowed; this host and port must be looked up first.
        case unresolved(String)
        case refused(Failure)
    }

    private struct Origin {
        var text: String
        var hostPort: String
        var isResolved: Bool
    }

    /// More origins than a scenario has; those beyond are judged each time.
    private static let mostOrigins = 64

    private let policy: ContactPolicy
    private var origins: [Origin] = []
    /// `host:port` whose address curl has.
    private var resolved: Set<String> = []

    init(settings: TransportSettings) {
        policy = settings.contacts
        for entry in settings.resolve {
            // `[+]host:port:address`; the address may be in brackets. Removals (`-host:port`) have none.
            let parts = entry.drop { $0 == "+" }.split(separator: ":", maxSplits: 2)
            if parts.count == 3 { resolved.insert("\(parts[0].lowercased()):\(parts[1])") }
        }
    }

    mutating func judge(_ url: WebURL) -> Verdict {
        if let known = origins.first(where: { $0.text == url.origin }) {
            return known.isResolved ? .ready : .unresolved(known.hostPort)
        }
        guard policy.allows(url) else {
            return .refused(Failure(kind: .notAllowed, detail: ContactPolicy.refusal(of: url)))
        }
        let isResolved = url.isAddress || resolved.contains(url.hostPort)
        if origins.count < Self.mostOrigins {
            origins.append(Origin(text: url.origin, hostPort: url.hostPort, isResolved: isResolved))
        }
        return isResolved ? .ready : .unresolved(url.hostPort)
    }

    /// curl's cache has the address of this host and port from now on.
    mutating func markResolved(_ hostPort: String) {
        resolved.insert(hostPort)
        for place in origins.indices where origins[place].hostPort == hostPort {
            origins[place].isResolved = true
        }
    }

    func isResolved(_ hostPort: String) -> Bool { resolved.contains(hostPort) }
}
