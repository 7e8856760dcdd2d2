// The two host names for serving API and web client separately.

import PlatformContract

/// Names in one domain, like the real platform's. Clients must resolve them to the stand-in's address
/// (docs/stand-in.md).
package enum StandInHost {
    /// The API's.
    package static let api = "api.turnout.test"
    /// The web client's.
    package static let web = "edu.turnout.test"

    /// The host of `host:port`, in lower case.
    static func host(of authority: String) -> String {
        guard !authority.hasPrefix("[") else { return String(authority.prefix { $0 != "]" }.dropFirst()).lowercased() }
        return String(authority.prefix { $0 != ":" }).lowercased()
    }

    /// The port of `host:port`; nil if there is none.
    static func port(of authority: String) -> Int? {
        let rest = authority.hasPrefix("[") ? authority.drop { $0 != "]" } : authority[...]
        return rest.split(separator: ":", omittingEmptySubsequences: false).dropFirst().last.flatMap { Int($0) }
    }
}
