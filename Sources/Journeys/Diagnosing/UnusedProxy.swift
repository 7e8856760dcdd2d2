// A proxy that the environment sets and Turnout does not use, because it would be measured instead of the target.
import Addresses

/// The proxies that an environment sets for curl.
package struct UnusedProxy: Sendable {
    private let environment: ProxyEnvironment

    /// Those of an environment; by default none.
    package init(_ environment: [String: String] = [:]) {
        self.environment = ProxyEnvironment(environment)
    }

    /// The variable whose proxy curl would use for a URL; nil if none, and for this machine itself. Never its value,
    /// which may contain a password.
    func variable(for url: WebURL) -> String? { environment.variable(for: url) }
}
